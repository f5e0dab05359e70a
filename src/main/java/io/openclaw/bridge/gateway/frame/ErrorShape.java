package io.openclaw.bridge.gateway.frame;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An error answer (contract 3). Rely on this, never on a close reason, which may be cut at 123 bytes.
///
/// @param code `INVALID_REQUEST`, `UNAVAILABLE`, `FORBIDDEN`, `NOT_PAIRED` …
/// @param message for people, and in places the only thing that tells causes apart
/// @param details a missing node where there were none
/// @param retryAfter null where the gateway gave no hint
public record ErrorShape(
        String code,
        String message,
        JsonNode details,
        boolean retryable,
        @Nullable Duration retryAfter) {

    /// A hint beyond this is taken for this: no gateway asks for more than its rate limit's 5 minutes,
    /// and a wild number must not stop us for years.
    private static final long MAX_RETRY_AFTER_MS = Duration.ofHours(1).toMillis();

    static ErrorShape parse(JsonNode node) {
        JsonNode after = node.path("retryAfterMs");
        return new ErrorShape(
                node.path("code").asText("UNKNOWN"),
                node.path("message").asText(""),
                node.path("details"),
                node.path("retryable").asBoolean(false),
                after.canConvertToLong() && after.asLong() >= 0
                        ? Duration.ofMillis(Math.min(after.asLong(), MAX_RETRY_AFTER_MS))
                        : null);
    }

    /// `details.code`, which is finer than `code`; empty where there is none.
    public String detailCode() {
        return details.path("code").asText("");
    }

    /// `details.reason`; empty where there is none.
    public String reason() {
        return details.path("reason").asText("");
    }

    /// Whether the gateway is starting or draining and took nothing (contract 2 and 7).
    public boolean isGatewayPause() {
        return reason().equals("gateway-restarting") || reason().equals("startup-sidecars");
    }

    /// The message may quote what was sent, so it is not printed.
    @Override
    public String toString() {
        return detailCode().isEmpty() ? code : code + "/" + detailCode();
    }
}
