package io.openclaw.bridge.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One call to the gateway.
///
/// @param params an object; the gateway rejects unknown properties
/// @param timeout for waiting and answer together
/// @param share how much of the window it may use
/// @param twoAnswers whether an answer with `status: accepted` is only the first of two under the same
///     id (`agent`)
/// @param traceparent W3C trace context; null for none
/// @param permit asked on the client's context right before the write; null means yes
public record Call(
        String method,
        JsonNode params,
        Duration timeout,
        Share share,
        boolean twoAnswers,
        @Nullable String traceparent,
        @Nullable BooleanSupplier permit) {

    /// Deadline of calls that do something (design, section 4).
    public static final Duration TIMEOUT = Duration.ofSeconds(30);

    /// Deadline of calls that only look.
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private static final Set<String> READS = Set.of(
            "ping",
            "health",
            "status",
            "chat.history",
            "sessions.list",
            "sessions.resolve",
            "sessions.describe",
            "models.list",
            "agents.list",
            "channels.status");

    /// How much of the window of outstanding calls a call may use.
    public enum Share {
        /// All of it: messages to people.
        WHOLE,
        /// All but a quarter, which stays free for [#WHOLE]: agent runs and everything else.
        PART,
        /// None, it goes past the window: probes, subscriptions and long polls, whose number is bounded
        /// elsewhere.
        BESIDE
    }

    /// A call with its method's default deadline.
    public static Call of(String method, JsonNode params) {
        return new Call(method, params, READS.contains(method) ? READ_TIMEOUT : TIMEOUT, Share.PART, false, null, null);
    }

    public Call within(Duration value) {
        return new Call(method, params, value, share, twoAnswers, traceparent, permit);
    }

    public Call using(Share value) {
        return new Call(method, params, timeout, value, twoAnswers, traceparent, permit);
    }

    public Call answeredTwice() {
        return new Call(method, params, timeout, share, true, traceparent, permit);
    }

    public Call tracedBy(@Nullable String value) {
        return new Call(method, params, timeout, share, twoAnswers, value, permit);
    }

    public Call permittedBy(@Nullable BooleanSupplier value) {
        return new Call(method, params, timeout, share, twoAnswers, traceparent, value);
    }

    boolean isPermitted() {
        return permit == null || permit.getAsBoolean();
    }

    /// Params carry the message.
    @Override
    public String toString() {
        return "Call[" + method + "]";
    }
}
