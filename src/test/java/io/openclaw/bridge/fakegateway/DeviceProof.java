package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Does the device own the key that it names? Payload versions 3 and 2.
final class DeviceProof {
    static final long MAX_SKEW = 120_000;

    /// What stands before the 32 raw bytes in an Ed25519 key's X.509 encoding.
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private DeviceProof() {}

    /// What is wrong with the proof, or null.
    static @Nullable GatewayError refusal(JsonNode connect, String role, List<String> scopes, String nonce, long now) {
        JsonNode device = connect.path("device");
        byte[] rawKey = base64(device.path("publicKey").asText());
        String id = device.path("id").asText();
        if (rawKey == null || rawKey.length != 32 || !idOf(rawKey).equals(id)) {
            return error("device identity mismatch", "DEVICE_AUTH_DEVICE_ID_MISMATCH", "device-id-mismatch");
        }
        long signedAt = device.path("signedAt").asLong();
        if (Math.abs(now - signedAt) > MAX_SKEW) {
            return error("device signature expired", "DEVICE_AUTH_SIGNATURE_EXPIRED", "device-signature-stale");
        }
        if (!device.path("nonce").asText().trim().equals(nonce)) {
            return error("device nonce mismatch", "DEVICE_AUTH_NONCE_MISMATCH", "device-nonce-mismatch");
        }
        JsonNode client = connect.path("client");
        String common = String.join(
                "|",
                id,
                client.path("id").asText(),
                client.path("mode").asText(),
                role,
                String.join(",", scopes),
                Long.toString(signedAt),
                signedToken(connect.path("auth")),
                nonce);
        String v3 = "v3|" + common + "|" + lower(client, "platform") + "|" + lower(client, "deviceFamily");
        byte[] signature = base64(device.path("signature").asText());
        if (signature == null || (!verifies(rawKey, v3, signature) && !verifies(rawKey, "v2|" + common, signature))) {
            return error("device signature invalid", "DEVICE_AUTH_SIGNATURE_INVALID", "device-signature");
        }
        return null;
    }

    private static String signedToken(JsonNode auth) {
        for (String candidate : List.of("token", "deviceToken", "bootstrapToken")) {
            if (auth.path(candidate).isTextual()) {
                return auth.path(candidate).asText();
            }
        }
        return "";
    }

    /// Trimmed, and only A to Z lower-cased.
    private static String lower(JsonNode client, String property) {
        StringBuilder out = new StringBuilder();
        client.path(property)
                .asText("")
                .trim()
                .chars()
                .forEach(c -> out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return out.toString();
    }

    private static boolean verifies(byte[] rawKey, String payload, byte[] signature) {
        try {
            byte[] encoded = new byte[X509_PREFIX.length + rawKey.length];
            System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
            System.arraycopy(rawKey, 0, encoded, X509_PREFIX.length, rawKey.length);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(payload.getBytes(StandardCharsets.UTF_8));
            return check.verify(signature);
        } catch (GeneralSecurityException notASignature) {
            return false;
        }
    }

    private static String idOf(byte[] rawKey) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rawKey));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// base64url, or plain base64, with or without padding.
    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getUrlDecoder()
                    .decode(text.replace('+', '-').replace('/', '_').replace("=", ""));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static GatewayError error(String message, String code, String reason) {
        return GatewayError.invalid(message).withDetails(Map.of("code", code, "reason", reason));
    }
}
