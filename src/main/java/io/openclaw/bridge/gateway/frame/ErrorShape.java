package io.openclaw.bridge.gateway.frame;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.regex.Pattern;
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

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    /// A hint beyond this is taken for this: no gateway asks for more than its rate limit's 5 minutes,
    /// and a wild number must not stop us for years.
    private static final long MAX_RETRY_AFTER_MS = Duration.ofHours(1).toMillis();

    /// Messages go into logs and status pages, where a gateway must not be able to fill them, nor to forge a line.
    private static final int MAX_MESSAGE = 500;

    private static final int MAX_CODE = 100;

    static ErrorShape parse(JsonNode node) {
        JsonNode after = node.path("retryAfterMs");
        return new ErrorShape(
                clip(node.path("code").asText("UNKNOWN"), MAX_CODE),
                clip(node.path("message").asText(""), MAX_MESSAGE),
                node.path("details"),
                node.path("retryable").asBoolean(false),
                after.canConvertToLong() && after.asLong() >= 0
                        ? Duration.ofMillis(Math.min(after.asLong(), MAX_RETRY_AFTER_MS))
                        : null);
    }

    private static String clip(String text, int length) {
        String clipped = text.length() <= length ? text : text.substring(0, length - 1) + "…";
        return CONTROLS.matcher(clipped).replaceAll(" ");
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
