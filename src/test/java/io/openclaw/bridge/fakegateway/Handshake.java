package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges one `connect`: in the real gateway's order, with its words (contract section 2).
final class Handshake {

    /// What becomes of the connection.
    sealed interface Verdict {
        /// @param deviceId null without a device
        record Admitted(
                String method,
                List<String> scopes,
                @Nullable String deviceId,
                Devices.@Nullable Paired paired) implements Verdict {}

        record Refused(GatewayError error, int closeCode, String closeReason) implements Verdict {
            Refused(GatewayError error) {
                this(error, 1008, error.message());
            }
        }
    }

    /// How the client proved that it may talk to the gateway at all.
    private sealed interface Credential {
        record Shared() implements Credential {}

        record OfDevice(Devices.Paired device) implements Credential {}

        record Bad(GatewayError error) implements Credential {}
    }

    private final JsonNode connect;
    private final FakeGatewayOptions options;
    private final Devices devices;
    private final GatewayTime time;
    private final List<String> scopes = new ArrayList<>();

    private Handshake(JsonNode connect, FakeGatewayOptions options, Devices devices, GatewayTime time) {
        this.connect = connect;
        this.options = options;
        this.devices = devices;
        this.time = time;
        connect.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    }

    /// @param protocol what this gateway speaks, 3 or 4
    static Verdict judge(
            @Nullable JsonNode connect,
            int protocol,
            String nonce,
            FakeGatewayOptions options,
            Devices devices,
            GatewayTime time) {
        String violations = Shapes.CONNECT.violations(connect);
        if (violations != null || connect == null) {
            return new Verdict.Refused(GatewayError.params("connect", String.valueOf(violations)));
        }
        int min = connect.path("minProtocol").asInt();
        int max = connect.path("maxProtocol").asInt();
        if (min > protocol || max < protocol) {
            return new Verdict.Refused(mismatch(protocol, min, max), 1002, "protocol mismatch");
        }
        String role = connect.path("role").asText("operator");
        if (!role.equals("operator")) {
            // The node role (contract section 10) is not imitated.
            return new Verdict.Refused(GatewayError.invalid("invalid role"));
        }
        return new Handshake(connect, options, devices, time).judge(protocol, nonce);
    }

    private Verdict judge(int protocol, String nonce) {
        Credential credential = credential();
        JsonNode device = connect.get("device");
        if (device == null) {
            return withoutDevice(protocol, credential);
        }
        GatewayError refusal = DeviceProof.refusal(connect, "operator", scopes, nonce, time.wall());
        if (refusal != null) {
            return new Verdict.Refused(refusal);
        }
        return switch (credential) {
            case Credential.Bad bad -> new Verdict.Refused(bad.error);
            case Credential.Shared shared -> withDevice(device.path("id").asText(), "token");
            case Credential.OfDevice known
            when !new HashSet<>(known.device.scopes()).containsAll(scopes) ->
                new Verdict.Refused(unauthorized(
                        "device token scope mismatch (re-pair or approve scope upgrade)",
                        "AUTH_SCOPE_MISMATCH",
                        "scope_mismatch",
                        false,
                        "review_auth_configuration"));
            case Credential.OfDevice known -> withDevice(device.path("id").asText(), "device-token");
        };
    }

    private Verdict withoutDevice(int protocol, Credential credential) {
        return switch (credential) {
            case Credential.Bad bad when givesSharedSecret() -> new Verdict.Refused(bad.error);
            case Credential.Bad bad ->
                new Verdict.Refused(new GatewayError("NOT_PAIRED", "device identity required")
                        .withDetails(Map.of("code", "DEVICE_IDENTITY_REQUIRED")));
            case Credential.Shared shared ->
                new Verdict.Admitted("token", trustedWithoutDevice(protocol) ? scopes : List.of(), null, null);
            case Credential.OfDevice known -> throw new IllegalStateException("a device token without a device");
        };
    }

    private Verdict withDevice(String deviceId, String method) {
        String platform = connect.path("client").path("platform").asText();
        Devices.Paired paired = devices.paired(deviceId);
        if (!options.remote) {
            if (paired == null && !isClient("gateway-client", "backend")) {
                paired = devices.pair(deviceId, platform, scopes, time.wall());
            }
            return new Verdict.Admitted(method, scopes, deviceId, paired);
        }
        if (paired == null) {
            return askForPairing(deviceId, platform, "not-paired");
        }
        if (!paired.platform().equals(platform)) {
            return askForPairing(deviceId, platform, "metadata-upgrade");
        }
        if (!new HashSet<>(paired.scopes()).containsAll(scopes)) {
            return askForPairing(deviceId, platform, "scope-upgrade");
        }
        return new Verdict.Admitted(method, scopes, deviceId, paired);
    }

    private Verdict askForPairing(String deviceId, String platform, String reason) {
        GatewayError error = devices.ask(deviceId, platform, scopes, reason);
        String requestId =
                error.details() == null ? "" : error.details().path("requestId").asText();
        return new Verdict.Refused(error, 1008, error.message() + " (requestId: " + requestId + ")");
    }

    private Credential credential() {
        JsonNode auth = connect.path("auth");
        JsonNode device = connect.get("device");
        if (options.remote && devices.lockedFor(time.now()) > 0) {
            return new Credential.Bad(rateLimited(device != null));
        }
        if (isSecret(auth.get("token")) || isSecret(auth.get("password"))) {
            devices.succeeded();
            return new Credential.Shared();
        }
        if (device != null) {
            Devices.Paired paired = devices.paired(device.path("id").asText());
            if (paired != null
                    && (isText(auth.get("deviceToken"), paired.token()) || isText(auth.get("token"), paired.token()))) {
                return new Credential.OfDevice(paired);
            }
            if (auth.hasNonNull("deviceToken")) {
                return new Credential.Bad(unauthorized(
                        "device token mismatch (rotate/reissue device token)",
                        "AUTH_DEVICE_TOKEN_MISMATCH",
                        "device_token_mismatch",
                        false,
                        "update_auth_credentials"));
            }
        }
        if (!givesSharedSecret()) {
            return new Credential.Bad(unauthorized(
                    "gateway token missing (provide gateway auth token)",
                    "AUTH_TOKEN_MISSING",
                    "token_missing",
                    false,
                    "update_auth_configuration"));
        }
        devices.failed(time.now());
        boolean couldUseDeviceToken = device != null && auth.hasNonNull("token");
        return new Credential.Bad(unauthorized(
                "gateway token mismatch ("
                        + (isClient("cli", "cli") && device != null
                                ? "use this gateway's gateway.auth.token or pair the device"
                                : "provide gateway auth token")
                        + ")",
                "AUTH_TOKEN_MISMATCH",
                "token_mismatch",
                couldUseDeviceToken,
                couldUseDeviceToken ? "retry_with_device_token" : "update_auth_credentials"));
    }

    private GatewayError rateLimited(boolean device) {
        GatewayError error = unauthorized(
                "too many failed authentication attempts (retry later)",
                "AUTH_RATE_LIMITED",
                "rate_limited",
                false,
                "wait_then_retry");
        // With a device the real gateway leaves retryable and retryAfterMs out.
        return device ? error : error.retryable((int) time.onClientsClock(devices.lockedFor(time.now())));
    }

    private boolean trustedWithoutDevice(int protocol) {
        return protocol >= 4 && !options.remote && (isClient("gateway-client", "backend") || isClient("cli", "cli"));
    }

    private boolean givesSharedSecret() {
        return isGiven("token") || isGiven("password");
    }

    private boolean isGiven(String property) {
        return !connect.path("auth").path(property).asText("").isEmpty();
    }

    private boolean isSecret(@Nullable JsonNode value) {
        return isText(value, options.token);
    }

    private static boolean isText(@Nullable JsonNode value, String text) {
        return value != null && value.isTextual() && value.textValue().equals(text);
    }

    private boolean isClient(String id, String mode) {
        JsonNode client = connect.path("client");
        return client.path("id").asText().equals(id)
                && client.path("mode").asText().equals(mode);
    }

    private static GatewayError mismatch(int protocol, int min, int max) {
        ObjectNode details = Wire.object();
        if (protocol >= 4) {
            details.put("code", "PROTOCOL_MISMATCH")
                    .put("clientMinProtocol", min)
                    .put("clientMaxProtocol", max)
                    .put("expectedProtocol", protocol)
                    .put("minimumProbeProtocol", 3);
        } else {
            details.put("expectedProtocol", protocol);
        }
        return new GatewayError("INVALID_REQUEST", "protocol mismatch", null, null, details);
    }

    private static GatewayError unauthorized(
            String message, String code, String reason, boolean canRetryWithDeviceToken, String nextStep) {
        return GatewayError.invalid("unauthorized: " + message)
                .withDetails(Map.of(
                        "code", code,
                        "authReason", reason,
                        "canRetryWithDeviceToken", canRetryWithDeviceToken,
                        "recommendedNextStep", nextStep));
    }
}
