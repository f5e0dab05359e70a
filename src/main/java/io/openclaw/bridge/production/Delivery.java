package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One message on its way: what stays the same over all tries, and what the tries have learnt. Used by
/// one try at a time.
final class Delivery {
    /// Design, section 4: "Agent deadline: 120 s in call". The same holds for direct messages.
    static final Duration DEADLINE = Duration.ofMinutes(2);

    /// What callers mean by a deadline beyond this is "none"; nanoseconds overflow after 292 years.
    private static final Duration FOR_EVER = Duration.ofDays(365);

    final OutboundMessage message;
    final Route route;
    /// The gateway's idempotency key: the same for every try.
    final String key;

    private final Timer timer;
    private final long startedAt;
    private final long deadline;
    private volatile @Nullable String bootId;
    private volatile @Nullable String traceparent;
    private volatile int attempts;

    Delivery(OutboundMessage message, Route route, String key, Timer timer) {
        this.message = message;
        this.route = route;
        this.key = key;
        this.timer = timer;
        this.startedAt = timer.nanoTime();
        this.traceparent = message.traceparent();
        Duration wanted = message.deadline() == null ? DEADLINE : message.deadline();
        this.deadline = startedAt + (wanted.compareTo(FOR_EVER) < 0 ? wanted : FOR_EVER).toNanos();
    }

    /// What the gateway goes on with (W3C trace context); null for none.
    @Nullable
    String traceparent() {
        return traceparent;
    }

    /// The present try's.
    void tracedBy(@Nullable String value) {
        traceparent = value;
    }

    /// How long it has been on its way.
    Duration age() {
        return Duration.ofNanos(timer.nanoTime() - startedAt);
    }

    /// What is left of the deadline; never negative.
    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - timer.nanoTime()));
    }

    /// What is left of the deadline, but no more than this.
    Duration left(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }

    /// Notes whether the try left the bridge, and for which boot of the gateway.
    void noteDeparture(CallResult result) {
        switch (result) {
            case CallResult.Answered(var _, var boot) -> leftFor(boot);
            case CallResult.Accepted(var _, var boot, var _) -> leftFor(boot);
            case CallResult.NoAnswer(var _, var boot) -> leftFor(boot);
            case CallResult.Lost(var _, var boot) -> leftFor(boot);
            case CallResult.NotWritten _ -> {}
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one try at a time; volatile for whoever looks from elsewhere
    private void leftFor(String boot) {
        bootId = boot;
        attempts++;
    }

    /// How many tries left the bridge.
    int attempts() {
        return attempts;
    }

    /// The boot that the last try left for; null where none has left.
    @Nullable
    String bootId() {
        return bootId;
    }

    /// What the caller gets for an outcome; an outcome that is no success is thrown as its exception.
    Receipt receipt(Outcome outcome, String gateway) {
        return switch (outcome) {
            case Outcome.Delivered(var messageId, var runId, var reply) ->
                receipt(Receipt.Status.SENT, messageId, runId == null ? key : runId, gateway, reply);
            case Outcome.Accepted(var runId) -> receipt(Receipt.Status.QUEUED, null, runId, gateway, null);
            case Outcome.Refused _,
                    Outcome.LateRetry _,
                    Outcome.Unknown _,
                    Outcome.Busy _,
                    Outcome.Paused _,
                    Outcome.Retry _,
                    Outcome.NotSent _ -> throw BridgeException.of(outcome);
        };
    }

    private Receipt receipt(
            Receipt.Status status, @Nullable String messageId, String runId, String gateway, @Nullable String reply) {
        return new Receipt(
                status,
                messageId,
                timer.now(),
                message.sessionKey(),
                message.metadata(),
                runId,
                gateway,
                attempts,
                reply);
    }
}
