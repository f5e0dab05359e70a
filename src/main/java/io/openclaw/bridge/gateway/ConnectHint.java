package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.ErrorShape;

/// What to do about a connection that ended or never began: one sentence for each [CloseReason], and within
/// [CloseReason.ConnectRefused] for each row of the contract's table "Connect errors and close codes". The only owner of
/// these words: the status, the log and the doctor say the same.
///
/// @param topic what it is about
/// @param text the next step; where no human is needed, what to look at if it does not heal
/// @param humanNeeded whether waiting does not help
public record ConnectHint(Topic topic, String text, boolean humanNeeded) {

    /// What a connection may fail at.
    public enum Topic {
        REACHABILITY,
        TLS,
        PROXY,
        TOKEN,
        PAIRING,
        SCOPES,
        DEVICE,
        CLOCK,
        PROTOCOL,
        /// It is there and does not serve us now.
        GATEWAY
    }

    private static final String WAIT =
            "wait: the gateway is starting or stopping, and is tried again by itself; if that lasts for minutes, see its log";

    private static final String ADDRESS =
            "set OPENCLAW_GATEWAY_URL to the gateway's address: ws:// or, where it has TLS, wss://, its host, and the port that it listens at (18789 if its configuration has no other)";

    /// Where the token is set, unless somebody says otherwise.
    static final String TOKEN_SETTING = "OPENCLAW_GATEWAY_TOKEN";

    /// The same about a token that is set elsewhere, as in OPENCLAW_GATEWAY_TOKEN_FILE.
    public ConnectHint naming(String tokenSetting) {
        return new ConnectHint(topic, text.replaceAll(TOKEN_SETTING + "(?!_FILE)", tokenSetting), humanNeeded);
    }

    /// Never null, and never empty words.
    public static ConnectHint of(CloseReason reason) {
        return switch (reason) {
            case CloseReason.Unreachable unreachable ->
                unreachable.tls()
                        ? human(
                                Topic.TLS,
                                "check the gateway's certificate against OPENCLAW_GATEWAY_TLS_CA or OPENCLAW_GATEWAY_TLS_FINGERPRINT, and our client certificate")
                        : healing(
                                Topic.REACHABILITY,
                                "start the gateway, or correct OPENCLAW_GATEWAY_URL: its host, its port, and wss:// where the gateway has TLS, ws:// where not; a firewall may be between");
            case CloseReason.PlainPort _ ->
                human(Topic.TLS, "use ws:// in OPENCLAW_GATEWAY_URL where the gateway has no TLS, or correct the port");
            case CloseReason.NoToken missing -> human(Topic.TOKEN, missing.text());
            case CloseReason.UpgradeRefused refused -> upgrade(refused.status());
            case CloseReason.ConnectRefused refused ->
                refused.usedDeviceToken() && isTokenProblem(refused.error())
                        ? healing(
                                Topic.TOKEN,
                                "wait: the gateway does not know this device's token any more; OPENCLAW_GATEWAY_TOKEN is tried next")
                        : connect(refused.error());
            case CloseReason.ScopesMissing missing ->
                missing.usedDeviceToken()
                        ? healing(
                                Topic.SCOPES,
                                "wait: this device's token carries too few scopes; OPENCLAW_GATEWAY_TOKEN is tried next")
                        : human(
                                Topic.SCOPES,
                                "grant this device the scopes " + String.join(", ", missing.missing())
                                        + ": on the gateway's host run `openclaw devices list`, then `openclaw devices approve <requestId>`");
            case CloseReason.HandshakeTimeout _, CloseReason.Silent _ ->
                healing(
                        Topic.GATEWAY,
                        "see whether the gateway is overloaded (its log); where something else answers, " + ADDRESS);
            case CloseReason.ProtocolViolation _ ->
                healing(Topic.PROTOCOL, ADDRESS + "; what answers now does not speak OpenClaw's protocol 3 or 4");
            case CloseReason.Closed closed -> closed(closed);
            case CloseReason.ByUs _ -> healing(Topic.GATEWAY, "nothing: this side closed the connection");
        };
    }

    /// Whether the shared token may do better than the device's.
    static boolean isTokenProblem(ErrorShape error) {
        return switch (error.detailCode()) {
            case "AUTH_DEVICE_TOKEN_MISMATCH",
                    "AUTH_TOKEN_MISMATCH",
                    "AUTH_SCOPE_MISMATCH",
                    "AUTH_TOKEN_MISSING",
                    "PAIRING_REQUIRED" -> true;
            default -> false;
        };
    }

    private static ConnectHint upgrade(int status) {
        return switch (status) {
            case 401, 403, 407 ->
                human(
                        Topic.PROXY,
                        "something in front of the gateway asks for credentials or forbids us (HTTP " + status
                                + "): check OPENCLAW_GATEWAY_URL and the proxy between");
            case 200, 301, 302, 307, 308, 400, 404, 405, 426, CloseReason.UpgradeRefused.NO_HTTP ->
                human(
                        Topic.REACHABILITY,
                        ADDRESS + "; what answers now is no OpenClaw gateway"
                                + (status == CloseReason.UpgradeRefused.NO_HTTP ? "" : " (HTTP " + status + ")"));
            case 503 -> healing(Topic.GATEWAY, WAIT);
            default ->
                healing(
                        Topic.PROXY,
                        "see the log of the gateway, or of the proxy in front of it: it is tried again by itself");
        };
    }

    private static ConnectHint closed(CloseReason.Closed closed) {
        return switch (closed.code()) {
            // "device removed": the token is void, the next attempt starts pairing anew.
            case 4001 ->
                healing(
                        Topic.PAIRING,
                        "wait: the gateway removed this device; the next attempt asks to be paired again and then shows the command that approves it");
            case 1012, 1013 -> healing(Topic.GATEWAY, WAIT);
            // Policy. The reason came as a `connect` error, or it is worth no hurry.
            case 1008 ->
                human(
                        Topic.GATEWAY,
                        "the gateway closed the connection for a breach of its policy: " + closed.reason());
            default ->
                healing(
                        Topic.GATEWAY,
                        "see the gateway's log, and the proxy's if there is one: it is tried again by itself");
        };
    }

    private static ConnectHint connect(ErrorShape error) {
        return switch (error.detailCode()) {
            case "AUTH_RATE_LIMITED" ->
                human(
                        Topic.TOKEN,
                        "the gateway blocks this address after too many wrong tokens, the right one included: correct OPENCLAW_GATEWAY_TOKEN and wait");
            case "PAIRING_REQUIRED" -> pairing(error);
            case "AUTH_TOKEN_MISMATCH" ->
                human(
                        Topic.TOKEN,
                        "OPENCLAW_GATEWAY_TOKEN is not the gateway's token: set the value of gateway.auth.token from its configuration");
            case "AUTH_TOKEN_MISSING", "AUTH_TOKEN_NOT_CONFIGURED" ->
                human(
                        Topic.TOKEN,
                        "the gateway wants a token: set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_TOKEN_FILE");
            case "AUTH_PASSWORD_MISMATCH", "AUTH_PASSWORD_MISSING" ->
                human(Topic.TOKEN, "the gateway wants its password: set it as OPENCLAW_GATEWAY_TOKEN");
            case "AUTH_DEVICE_TOKEN_MISMATCH" ->
                human(
                        Topic.PAIRING,
                        "the gateway no longer knows this device: set OPENCLAW_GATEWAY_TOKEN and approve the device again");
            case "AUTH_SCOPE_MISMATCH" ->
                human(
                        Topic.SCOPES,
                        "this device was approved for fewer scopes: on the gateway's host run `openclaw devices list` and approve its new request");
            case "DEVICE_IDENTITY_REQUIRED" ->
                human(
                        Topic.DEVICE,
                        "the gateway wants a device identity and saw none: check that the data directory (OPENCLAW_DATA_DIR) can be written");
            case "DEVICE_AUTH_SIGNATURE_EXPIRED" ->
                human(Topic.CLOCK, "the clocks of this machine and the gateway's differ by minutes: synchronise them");
            case "DEVICE_AUTH_SIGNATURE_INVALID",
                    "DEVICE_AUTH_NONCE_MISMATCH",
                    "DEVICE_AUTH_DEVICE_ID_MISMATCH",
                    "DEVICE_AUTH_PUBLIC_KEY_INVALID" ->
                human(
                        Topic.DEVICE,
                        "the gateway does not accept this device's signature: the device key file may be damaged; remove it and pair anew");
            case "PROTOCOL_MISMATCH" -> protocol(error);
            case "CONTROL_UI_ORIGIN_NOT_ALLOWED" ->
                human(Topic.PROXY, "a proxy between adds an Origin header: remove it there");
            default -> undetailed(error);
        };
    }

    private static ConnectHint protocol(ErrorShape error) {
        return human(
                Topic.PROTOCOL,
                "the gateway speaks protocol "
                        + error.details().path("expectedProtocol").asText("?")
                        + ", this bridge 3 and 4: update the older of the two");
    }

    private static ConnectHint pairing(ErrorShape error) {
        // It stands in a command that people paste, so nothing but the letters of an id may pass.
        String requestId = error.details().path("requestId").asText("").replaceAll("[^A-Za-z0-9_-]", "");
        return human(
                error.reason().equals("scope-upgrade") ? Topic.SCOPES : Topic.PAIRING,
                requestId.isEmpty()
                        ? "approve this device: on the gateway's host run `openclaw devices list`, then `openclaw devices approve <requestId>`"
                        : "approve this device: on the gateway's host run `openclaw devices approve " + requestId
                                + "`");
    }

    private static ConnectHint undetailed(ErrorShape error) {
        if (error.isGatewayPause()) {
            return healing(Topic.GATEWAY, WAIT);
        }
        if (error.retryable() || error.code().equals("UNAVAILABLE")) {
            return healing(Topic.GATEWAY, "wait: the gateway is not available now, and is tried again by itself");
        }
        if (error.code().equals("NOT_PAIRED")) {
            return pairing(error);
        }
        if (error.details().has("expectedProtocol")) {
            return protocol(error);
        }
        return human(
                Topic.GATEWAY,
                "the gateway refuses this client (" + error.code() + "): compare its version with the bridge's");
    }

    private static ConnectHint human(Topic topic, String text) {
        return new ConnectHint(topic, text, true);
    }

    private static ConnectHint healing(Topic topic, String text) {
        return new ConnectHint(topic, text, false);
    }
}
