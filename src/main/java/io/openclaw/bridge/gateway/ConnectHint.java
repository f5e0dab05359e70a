package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.ErrorShape;
import org.jspecify.annotations.Nullable;

/// What a human must do about a refused `connect`: one sentence for each row of the contract's table
/// "Connect errors and close codes".
final class ConnectHint {

    private ConnectHint() {}

    /// Null where waiting is enough.
    static @Nullable String of(ErrorShape error) {
        return switch (error.detailCode()) {
            case "PAIRING_REQUIRED" -> pairing(error);
            case "AUTH_TOKEN_MISMATCH" ->
                "OPENCLAW_GATEWAY_TOKEN is not the gateway's token: set the value of gateway.auth.token from its configuration";
            case "AUTH_TOKEN_MISSING", "AUTH_TOKEN_NOT_CONFIGURED" ->
                "the gateway wants a token: set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN_FILE";
            case "AUTH_PASSWORD_MISMATCH", "AUTH_PASSWORD_MISSING" ->
                "the gateway wants its password: set it as OPENCLAW_GATEWAY_TOKEN";
            case "AUTH_DEVICE_TOKEN_MISMATCH" ->
                "the gateway no longer knows this device: set OPENCLAW_GATEWAY_TOKEN and approve the device again";
            case "AUTH_SCOPE_MISMATCH" ->
                "this device was approved for fewer scopes: on the gateway's host run `openclaw devices list` and approve its new request";
            case "DEVICE_IDENTITY_REQUIRED" ->
                "the gateway wants a device identity and saw none: check that the data directory (OPENCLAW_DATA_DIR) can be written";
            case "DEVICE_AUTH_SIGNATURE_EXPIRED" ->
                "the clocks of this machine and the gateway's differ by minutes: synchronise them";
            case "DEVICE_AUTH_SIGNATURE_INVALID",
                    "DEVICE_AUTH_NONCE_MISMATCH",
                    "DEVICE_AUTH_DEVICE_ID_MISMATCH",
                    "DEVICE_AUTH_PUBLIC_KEY_INVALID" ->
                "the gateway does not accept this device's signature: the device key file may be damaged; remove it and pair anew";
            case "PROTOCOL_MISMATCH" ->
                "the gateway speaks protocol "
                        + error.details().path("expectedProtocol").asText("?")
                        + ", this bridge 3 and 4: update the older of the two";
            case "CONTROL_UI_ORIGIN_NOT_ALLOWED" -> "a proxy between adds an Origin header: remove it there";
            default -> undetailed(error);
        };
    }

    private static String pairing(ErrorShape error) {
        // It stands in a command that people paste, so nothing but the letters of an id may pass.
        String requestId = error.details().path("requestId").asText("").replaceAll("[^A-Za-z0-9_-]", "");
        return requestId.isEmpty()
                ? "approve this device: on the gateway's host run `openclaw devices list`, then `openclaw devices approve <requestId>`"
                : "approve this device: on the gateway's host run `openclaw devices approve " + requestId + "`";
    }

    private static @Nullable String undetailed(ErrorShape error) {
        if (error.retryable() || error.isGatewayPause() || error.code().equals("UNAVAILABLE")) {
            return null;
        }
        if (error.code().equals("NOT_PAIRED")) {
            return pairing(error);
        }
        if (error.details().has("expectedProtocol")) {
            return "the gateway speaks protocol "
                    + error.details().path("expectedProtocol").asText()
                    + ", this bridge 3 and 4: update the older of the two";
        }
        return "the gateway refuses this client (" + error.code() + "): compare its version with the bridge's";
    }
}
