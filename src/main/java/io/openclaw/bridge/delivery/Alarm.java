package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Runs its action at the earliest of the times that were asked for since it last ran. Confined to the delivery thread,
/// where the action runs too.
final class Alarm {
    private final DeliveryClock clock;
    private final Executor thread;
    private final Runnable action;
    private @Nullable Instant at;
    private Runnable callOff = () -> {};

    Alarm(DeliveryClock clock, Executor thread, Runnable action) {
        this.clock = clock;
        this.thread = thread;
        this.action = action;
    }

    void noLaterThan(Instant time) {
        if (at != null && !time.isBefore(at)) {
            return;
        }
        cancel();
        at = time;
        Duration delay = Duration.between(clock.now(), time);
        // Rounded up to the millisecond: too early would be once more for nothing.
        Duration rounded = delay.isNegative()
                ? Duration.ZERO
                : Duration.ofMillis(delay.plusNanos(999_999).toMillis());
        callOff = clock.after(rounded, () -> thread.execute(() -> ring(time)));
    }

    private void ring(Instant time) {
        if (time.equals(at)) {
            at = null;
            action.run();
        }
    }

    boolean isSet() {
        return at != null;
    }

    void cancel() {
        callOff.run();
        at = null;
    }
}
