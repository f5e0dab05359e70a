package io.openclaw.bridge.gateway;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// A call on its way: who waits for it and until when. One exit: the first `end` counts.
final class PendingCall {
    private static final Logger LOG = System.getLogger(PendingCall.class.getName());

    /// Deadlines are compared by subtraction, which holds for half of what a long can count.
    private static final Duration LONGEST = Duration.ofDays(365);

    final Call call;
    final long startedAt;
    final long deadline;
    private final UniEmitter<? super CallResult> emitter;
    private volatile boolean abandoned;

    /// @param now when the caller made the call
    PendingCall(Call call, long now, UniEmitter<? super CallResult> emitter) {
        this.call = call;
        this.startedAt = now;
        this.deadline = now + nanos(call.timeout());
        this.emitter = emitter;
        emitter.onTermination(() -> abandoned = true);
    }

    private static long nanos(Duration timeout) {
        return timeout.isNegative() ? 0 : timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    boolean isDue(long now) {
        return deadline - now <= 0;
    }

    /// Whether nobody wants to hear of it any more.
    boolean isAbandoned() {
        return abandoned;
    }

    void end(CallResult result) {
        complete(emitter, result);
    }

    /// Whoever listens may throw, and that must not keep the next call from its end.
    static void complete(UniEmitter<? super CallResult> emitter, CallResult result) {
        try {
            emitter.complete(result);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "Whoever made a call failed when it ended", e);
        }
    }
}
