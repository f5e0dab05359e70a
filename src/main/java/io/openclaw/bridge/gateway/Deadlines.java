package io.openclaw.bridge.gateway;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One timer for the deadlines of all calls: armed for the earliest known, which for calls of equal
/// timeouts means about one wake-up per timeout, not one timer per call.
final class Deadlines {
    /// Answer of a sweep that left nothing to wait for.
    static final long NONE = Long.MAX_VALUE;

    private final Timer timer;
    private final LongUnaryOperator sweep;
    private Timer.@Nullable Task armed;
    private long armedFor;

    /// @param sweep ends what is due at the given nanoTime and answers how many nanoseconds later the
    ///     next is due, or [#NONE]
    Deadlines(Timer timer, LongUnaryOperator sweep) {
        this.timer = timer;
        this.sweep = sweep;
    }

    /// Makes sure that a sweep runs at `deadline` or before.
    void watch(long deadline) {
        if (armed != null) {
            if (armedFor - deadline <= 0) {
                return;
            }
            armed.cancel();
        }
        arm(deadline);
    }

    /// There is nothing left to sweep.
    void rest() {
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
    }

    private void arm(long deadline) {
        armedFor = deadline;
        armed = timer.schedule(Duration.ofNanos(Math.max(0, deadline - timer.nanoTime())), this::fire);
    }

    private void fire() {
        armed = null;
        long now = timer.nanoTime();
        long wait = sweep.applyAsLong(now);
        if (wait != NONE) {
            watch(now + wait); // not arm: the sweep's calls may have armed a later one meanwhile
        }
    }
}
