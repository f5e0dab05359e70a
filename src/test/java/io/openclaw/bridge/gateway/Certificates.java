package io.openclaw.bridge.gateway;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// X.509 certificates for tests, written in DER by hand: the JDK can read them but offers nothing to make them with.
final class Certificates {
    private static final byte[] ECDSA_WITH_SHA256 = oid("06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = oid("0603550403");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Certificates() {}

    /// A certificate and its private key.
    record Identity(String name, KeyPair keys, X509Certificate certificate) {
        String certificatePem() {
            try {
                return pem("CERTIFICATE", certificate.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        String keyPem() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        Path certificateFile(Path folder) {
            return write(folder.resolve(name + ".pem"), certificatePem());
        }

        Path keyFile(Path folder) {
            return write(folder.resolve(name + "-key.pem"), keyPem());
        }

        /// SHA-256 with colons, as OpenSSL prints it.
        String fingerprint() {
            try {
                return HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        /// An identity for a server or a client, signed by this authority.
        Identity signs(String commonName, Duration validFor, String... hosts) {
            return make(commonName, newKeys(), this, false, validFor, hosts);
        }
    }

    static Identity authority(String commonName) {
        return make(commonName, newKeys(), null, true, Duration.ofDays(1));
    }

    static Identity selfSigned(String commonName, String... hosts) {
        return make(commonName, newKeys(), null, false, Duration.ofDays(1), hosts);
    }

    /// @param validFor from now on; a negative one has passed
    private static Identity make(
            String commonName,
            KeyPair keys,
            @org.jspecify.annotations.Nullable Identity issuer,
            boolean authority,
            Duration validFor,
            String... hosts) {
        Instant end = Instant.now().plus(validFor);
        KeyPair signer = issuer == null ? keys : issuer.keys;
        byte[] tbs = sequence(
                tagged(0xA0, integer(BigInteger.TWO)),
                integer(new BigInteger(63, new SecureRandom())),
                sequence(ECDSA_WITH_SHA256),
                name(issuer == null ? commonName : issuer.name),
                sequence(time(end.minus(Duration.ofDays(30))), time(end)),
                name(commonName),
                keys.getPublic().getEncoded(),
                tagged(0xA3, sequence(authority ? basicConstraints() : alternativeNames(List.of(hosts)))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer.getPrivate());
            signature.update(tbs);
            byte[] der = sequence(tbs, sequence(ECDSA_WITH_SHA256), bits(signature.sign()));
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new Identity(commonName, keys, certificate);
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

    private static byte[] basicConstraints() {
        byte[] isAuthority = tagged(0x01, new byte[] {(byte) 0xFF});
        return sequence(oid("0603551d13"), isAuthority, tagged(0x04, sequence(isAuthority)));
    }

    private static byte[] alternativeNames(List<String> hosts) {
        byte[][] names = hosts.stream()
                .map(host -> Character.isDigit(host.charAt(0)) || host.contains(":")
                        ? tagged(0x87, address(host))
                        : tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)))
                .toArray(byte[][]::new);
        return sequence(oid("0603551d11"), tagged(0x04, sequence(names)));
    }

    private static byte[] address(String host) {
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] name(String commonName) {
        return sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0C, commonName.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        return tagged(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(BigInteger value) {
        return tagged(0x02, value.toByteArray());
    }

    private static byte[] bits(byte[] value) {
        byte[] padded = new byte[value.length + 1];
        System.arraycopy(value, 0, padded, 1, value.length);
        return tagged(0x03, padded);
    }

    private static byte[] oid(String der) {
        return HexFormat.of().parseHex(der);
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return tagged(0x30, all.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - skip));
            out.write(length, skip, length.length - skip);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
