package io.openclaw.bridge.fakegateway;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/// A certificate authority for tests of `wss`: its own certificate, and those it signs for 127.0.0.1 and localhost.
///
/// Written by hand because the JDK can read certificates but not make them, and because no private key belongs into a repository.
public final class TestAuthority {
    private static final String ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
    private static final String COMMON_NAME = "0603550403";
    private static final String BASIC_CONSTRAINTS = "0603551d13";
    private static final String SUBJECT_ALTERNATIVE_NAME = "0603551d11";

    private final KeyPair keys = newKeys();
    private final String name;
    private final byte[] certificate;

    /// What proves an identity.
    ///
    /// @param certificate PEM
    /// @param privateKey PEM
    /// @param fingerprint SHA-256 of the DER certificate, lower-case hex
    public record Identity(String certificate, String privateKey, String fingerprint) {}

    public TestAuthority() {
        this("Test authority");
    }

    public TestAuthority(String name) {
        this.name = name;
        certificate = sign(name, keys, true);
    }

    /// The authority's own certificate, PEM.
    public String certificate() {
        return pem("CERTIFICATE", certificate);
    }

    public Identity issue(String subject) {
        KeyPair subjectKeys = newKeys();
        byte[] der = sign(subject, subjectKeys, false);
        return new Identity(
                pem("CERTIFICATE", der),
                pem("PRIVATE KEY", subjectKeys.getPrivate().getEncoded()),
                HexFormat.of().formatHex(sha256(der)));
    }

    /// A gateway that presents a certificate of this authority and lets every client in.
    public FakeGatewayTls server() {
        Identity identity = issue("localhost");
        return new FakeGatewayTls(identity.certificate, identity.privateKey, null);
    }

    /// A gateway that also wants its clients to have a certificate of this authority.
    public FakeGatewayTls serverThatAsksForCertificates() {
        Identity identity = issue("localhost");
        return new FakeGatewayTls(identity.certificate, identity.privateKey, certificate());
    }

    private byte[] sign(String subject, KeyPair subjectKeys, boolean authority) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        byte[] algorithm = sequence(hex(ECDSA_WITH_SHA256));
        byte[] constraints = sequence(
                hex(BASIC_CONSTRAINTS),
                der(0x01, new byte[] {(byte) 0xff}),
                der(0x04, authority ? sequence(der(0x01, new byte[] {(byte) 0xff})) : sequence()));
        byte[] names =
                sequence(
                        hex(SUBJECT_ALTERNATIVE_NAME),
                        der(0x04, sequence(der(0x82, ascii("localhost")), der(0x87, new byte[] {127, 0, 0, 1}))));
        byte[] body = sequence(
                der(0xa0, integer(BigInteger.TWO)),
                integer(new BigInteger(64, new SecureRandom())),
                algorithm,
                distinguishedName(name),
                sequence(time(now.minusDays(1)), time(now.plusDays(30))),
                distinguishedName(subject),
                subjectKeys.getPublic().getEncoded(),
                der(0xa3, authority ? sequence(constraints) : sequence(constraints, names)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            return sequence(body, algorithm, der(0x03, concatenated(new byte[] {0}, signature.sign())));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] distinguishedName(String commonName) {
        byte[] attribute = sequence(hex(COMMON_NAME), der(0x0c, commonName.getBytes(StandardCharsets.UTF_8)));
        return sequence(der(0x31, attribute));
    }

    private static byte[] time(ZonedDateTime time) {
        return der(0x18, ascii(DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").format(time)));
    }

    private static byte[] integer(BigInteger value) {
        return der(0x02, value.toByteArray());
    }

    private static byte[] sequence(byte[]... parts) {
        return der(0x30, concatenated(parts));
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - skip);
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
