package io.openclaw.bridge.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// How the log names a session: its key holds a person's number or name.
public enum SessionKeyForm {
    /// The first 12 hex digits of the key's SHA-256, so whoever has a key finds its lines: `printf %s KEY | sha256sum | cut
    /// -c1-12`. Numbers can be guessed and tried; where that matters, take [#NONE].
    HASHED,
    /// As it is.
    PLAIN,
    /// Not at all.
    NONE;

    private static final int DIGITS = 12;

    /// Shorter identifiers say nothing of anybody, and are found in every text.
    private static final int TELLING = 4;

    /// @return what stands for the key; empty for nothing
    public Optional<String> of(String sessionKey) {
        return switch (this) {
            case HASHED -> Optional.of(hash(sessionKey));
            case PLAIN -> Optional.of(sessionKey);
            case NONE -> Optional.empty();
        };
    }

    /// What others said of a message, the gateway for one, without the identifier of its session.
    public String without(String sessionKey, String text) {
        String identifier = sessionKey.substring(sessionKey.indexOf(':', sessionKey.indexOf(':') + 1) + 1);
        if (this == PLAIN || identifier.length() < TELLING) {
            return text;
        }
        return text.replace(identifier, "…").replace(identifier.toLowerCase(Locale.ROOT), "…");
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
