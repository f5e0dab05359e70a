package io.openclaw.bridge.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// How secrets of keys look and are compared: `ocb_` and 43 letters and digits, 256 bits of chance. So much cannot be guessed,
/// and its plain SHA-256 gives nothing away.
public final class Secret {
    /// By which scanners find one that leaked, and doors tell it from a token of an identity server.
    public static final String PREFIX = "ocb_";

    /// One chosen by people is at least so long: it is hashed only once.
    public static final int SHORTEST = 32;

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// 62^43 > 2^256.
    private static final int LENGTH = 43;

    private static final HexFormat HEX = HexFormat.of();

    private Secret() {}

    /// A new one.
    ///
    /// @param random must be fit for secrets
    static String create(RandomGenerator random) {
        return PREFIX + text(random, LENGTH);
    }

    /// A name that is no secret.
    static String id(RandomGenerator random) {
        return "k" + text(random, 15);
    }

    private static String text(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /// What is kept of it: SHA-256, 64 lower-case hexadecimal digits.
    public static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HEX.formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// In a time that does not tell how much of them is equal.
    static boolean same(String hash, String other) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
