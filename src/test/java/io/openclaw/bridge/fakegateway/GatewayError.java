package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `error` of a response, word for word as the real gateway writes it.
///
/// @param retryable null where the gateway leaves it out
/// @param retryAfterMs null where the gateway leaves it out
/// @param details null where the gateway leaves it out
public record GatewayError(
        String code,
        String message,
        @Nullable Boolean retryable,
        @Nullable Integer retryAfterMs,
        @Nullable JsonNode details) {

    public GatewayError(String code, String message) {
        this(code, message, null, null, null);
    }

    public static GatewayError invalid(String message) {
        return new GatewayError("INVALID_REQUEST", message);
    }

    public static GatewayError unavailable(String message) {
        return new GatewayError("UNAVAILABLE", message);
    }

    public GatewayError withDetails(Map<String, ?> details) {
        return new GatewayError(code, message, retryable, retryAfterMs, Wire.MAPPER.valueToTree(details));
    }

    public GatewayError retryable(@Nullable Integer afterMs) {
        return new GatewayError(code, message, true, afterMs, details);
    }

    static GatewayError params(String method, String violations) {
        return invalid("invalid " + method + " params: " + violations);
    }

    static GatewayError missingScope(String scope) {
        ObjectNode details = Wire.object().put("code", "MISSING_SCOPE").put("missingScope", scope);
        details.putArray("requiredScopes").add(scope);
        return new GatewayError("FORBIDDEN", "missing scope: " + scope, null, null, details);
    }

    static GatewayError busy() {
        return unavailable("The server is busy. Please try again in a moment.").retryable(null);
    }

    static GatewayError restarting(String method) {
        return unavailable(method + " unavailable during gateway restart")
                .withDetails(Map.of("method", method, "reason", "gateway-restarting", "phase", "accepting"))
                .retryable(1000);
    }

    static GatewayError starting() {
        return unavailable("gateway starting; retry shortly")
                .withDetails(Map.of("reason", "startup-sidecars"))
                .retryable(500);
    }

    /// The platform failed and the gateway has kept the message.
    static GatewayError queued(String platformMessage) {
        return unavailable("OutboundDeliveryError: " + platformMessage)
                .withDetails(Map.of("code", "OUTBOUND_DELIVERY_QUEUED"));
    }

    static GatewayError partial(String platformMessage, List<String> messageIds) {
        ObjectNode details = Wire.object();
        ObjectNode delivery = details.putObject("partialDelivery");
        messageIds.forEach(delivery.putArray("messageIds")::add);
        delivery.put("visibleReplySent", true);
        return new GatewayError("UNAVAILABLE", "Error: " + platformMessage, false, null, details);
    }

    String json() {
        ObjectNode json = Wire.object().put("code", code).put("message", message);
        if (retryable != null) {
            json.put("retryable", retryable);
        }
        if (retryAfterMs != null) {
            json.put("retryAfterMs", retryAfterMs);
        }
        if (details != null) {
            json.set("details", details);
        }
        return json.toString();
    }
}
