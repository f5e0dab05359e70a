package io.openclaw.bridge.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// This device's Ed25519 key, by which a gateway knows it again (contract 2, "Device identity").
///
/// Immutable; signing is safe from any thread. The private key never leaves this class.
public final class DeviceIdentity {
    /// Raw Ed25519 public keys are the last 32 bytes of their X.509 form.
    private static final int RAW_KEY_BYTES = 32;

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final byte[] rawPublicKey;
    private final String id;

    private DeviceIdentity(KeyPair keys) {
        this.keys = keys;
        byte[] x509 = keys.getPublic().getEncoded();
        this.rawPublicKey = Arrays.copyOfRange(x509, x509.length - RAW_KEY_BYTES, x509.length);
        try {
            this.id = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(rawPublicKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /// Reads the key from the file, or creates it there, readable by its owner only. Blocks on the
    /// disk. Processes that start together on one new file end up with one key.
    ///
    /// @throws IOException where the file cannot be read or written, or is not such a key; it is never
    ///     overwritten
    public static DeviceIdentity loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            try {
                create(file);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster: its key is ours too.
            }
        }
        OwnerOnly.restrict(file);
        // PEM is ASCII; whatever else stands in a damaged file must reach the parser, which has the better words for
        // it.
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1), file);
    }

    /// The key in the file, where there is one. Makes and changes nothing. Blocks on the disk.
    ///
    /// @throws IOException where the file cannot be read, or is not such a key
    public static Optional<DeviceIdentity> stored(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(parse(Files.readString(file, StandardCharsets.ISO_8859_1), file))
                : Optional.empty();
    }

    private static void create(Path file) throws IOException {
        KeyPair keys;
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
        String text = pem("PRIVATE KEY", keys.getPrivate().getEncoded())
                + pem("PUBLIC KEY", keys.getPublic().getEncoded());
        Path whole = OwnerOnly.writeBeside(file, text);
        try {
            Files.createLink(file, whole); // fails where the file exists, unlike a move: never overwrites
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(whole, file); // a file system without links
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static DeviceIdentity parse(String text, Path file) throws IOException {
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(section(text, "PRIVATE KEY")));
            PublicKey open = factory.generatePublic(new X509EncodedKeySpec(section(text, "PUBLIC KEY")));
            DeviceIdentity identity = new DeviceIdentity(new KeyPair(open, secret));
            identity.checkKeysMatch();
            return identity;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the device key file " + file + " is damaged ("
                    + e.getClass().getSimpleName()
                    + "): restore it, or remove it and approve the new device at the gateway");
        }
    }

    private void checkKeysMatch() throws GeneralSecurityException {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(keys.getPublic());
        check.update(rawPublicKey);
        if (!check.verify(sign(rawPublicKey))) {
            throw new SignatureException("the private key is not the public key's");
        }
    }

    private static String pem(String name, byte[] der) {
        return "-----BEGIN " + name + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + name + "-----\n";
    }

    private static byte[] section(String text, String name) {
        String begin = "-----BEGIN " + name + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + name + "-----");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no " + name);
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }

    /// Lower-case hex SHA-256 of the raw public key.
    public String id() {
        return id;
    }

    /// base64url without padding of the raw public key.
    public String publicKey() {
        return BASE64URL.encodeToString(rawPublicKey);
    }

    /// The signature over the v3 payload: the fields joined with `|`, nothing escaped.
    ///
    /// @param platform must stay the same for ever: a paired device that changes it needs approval
    ///     again
    String sign(
            String clientId,
            String clientMode,
            String role,
            List<String> scopes,
            long signedAt,
            String token,
            String nonce,
            String platform) {
        String payload = String.join(
                "|",
                "v3",
                id,
                clientId,
                clientMode,
                role,
                String.join(",", scopes),
                Long.toString(signedAt),
                token,
                nonce,
                platform,
                "");
        try {
            return BASE64URL.encodeToString(sign(payload.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with the device key failed", e);
        }
    }

    private byte[] sign(byte[] payload) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(payload);
        return signature.sign();
    }

    @Override
    public String toString() {
        return "DeviceIdentity[" + id + "]";
    }
}
