package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// A device with a key of its own, written from the contract and not from the fake's own check.
final class TestDevice {
    private final KeyPair keys;
    private final byte[] raw;
    final String id;

    TestDevice() {
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = keys.getPublic().getEncoded();
            raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
            id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The params with this device's proof, for a challenge as it came.
    ObjectNode sign(ObjectNode params, JsonNode challenge) {
        JsonNode payload = challenge.path("payload");
        return sign(
                params, "v3", payload.path("nonce").asText(), payload.path("ts").asLong());
    }

    ObjectNode sign(ObjectNode params, String version, String nonce, long signedAt) {
        JsonNode client = params.path("client");
        JsonNode auth = params.path("auth");
        List<String> scopes = new ArrayList<>();
        params.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        String token = auth.path("token").asText(auth.path("deviceToken").asText(""));
        List<String> fields = new ArrayList<>(List.of(
                version,
                id,
                client.path("id").asText(),
                client.path("mode").asText(),
                params.path("role").asText(),
                String.join(",", scopes),
                Long.toString(signedAt),
                token,
                nonce));
        if (version.equals("v3")) {
            fields.add(client.path("platform").asText().toLowerCase(Locale.ROOT));
            fields.add(client.path("deviceFamily").asText("").toLowerCase(Locale.ROOT));
        }
        params.putObject("device")
                .put("id", id)
                .put("publicKey", base64(raw))
                .put("signature", base64(signature(String.join("|", fields))))
                .put("signedAt", signedAt)
                .put("nonce", nonce);
        return params;
    }

    private byte[] signature(String payload) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(payload.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
