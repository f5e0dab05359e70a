package io.openclaw.bridge.mock;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import java.time.Duration;

/// One failure of each class for [Failures], with plausible details. Any other [Outcome] will do as well.
public final class Failure {
    private Failure() {}

    /// Refused for good: chat not found, unknown agent …
    public static Outcome refused(Refused.Reason reason) {
        return new Refused(reason, code(reason), "simulated refusal: " + reason);
    }

    /// "The server is busy"; free of side effects.
    public static Outcome busy() {
        return new Outcome.Busy(Duration.ofSeconds(1), "simulated: the server is busy");
    }

    /// The gateway is starting or stopping and took nothing.
    public static Outcome paused() {
        return new Outcome.Paused(Duration.ofSeconds(1), "simulated: the gateway is restarting");
    }

    /// The gateway failed in a way that passes.
    public static Outcome passing() {
        return new Outcome.Retry(null, "UNAVAILABLE", "simulated: the gateway is unavailable");
    }

    /// The platform's own rate limit, whose error the gateway remembers under the key.
    public static Outcome rateLimited() {
        return new Outcome.LateRetry(
                Duration.ofSeconds(330), "UNAVAILABLE", "simulated: the platform limits the sender");
    }

    /// Nobody knows whether it was delivered. It was not, unless planned with
    /// [Failures#nextButDelivered].
    public static Unknown unknown(Unknown.Reason reason) {
        return new Unknown(reason, "simulated: the outcome is unknown, " + reason);
    }

    /// It never left.
    public static Outcome notSent(NotSent.Reason reason) {
        return new NotSent(reason, Duration.ofSeconds(1), "simulated: not sent, " + reason);
    }

    private static String code(Refused.Reason reason) {
        return switch (reason) {
            case INVALID_SESSION_KEY -> "INVALID_SESSION_KEY";
            case UNKNOWN_AGENT, UNSUPPORTED_CHANNEL, INVALID_REQUEST -> "INVALID_REQUEST";
            case FORBIDDEN -> "FORBIDDEN";
            case PLATFORM_REFUSED, PARTIAL_DELIVERY, REPLY_NOT_DELIVERED, RUN_FAILED -> "UNAVAILABLE";
        };
    }
}
