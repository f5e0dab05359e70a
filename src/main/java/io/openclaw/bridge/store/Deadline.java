package io.openclaw.bridge.store;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Watches over one thread that does one thing at a time, and tells when one takes longer than it may. Costs that thread
/// two writes to memory: a timer is set at most once per limit, and none while nothing is done.
final class Deadline {
    private final ScheduledExecutorService timer;
    private final long limitNanos;
    private final Runnable late;
    private final AtomicBoolean set = new AtomicBoolean();

    /// Of a monotonic clock; 0 while nothing is done.
    private volatile long begun;

    /// @param late runs on the timer's thread, once for each thing that is late
    Deadline(ScheduledExecutorService timer, long limitMillis, Runnable late) {
        this.timer = timer;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
        this.late = late;
    }

    /// For the thread that is watched.
    void begin() {
        begun = System.nanoTime() | 1;
        if (!set.get() && set.compareAndSet(false, true)) {
            lookIn(limitNanos);
        }
    }

    void end() {
        begun = 0;
    }

    private void lookIn(long nanos) {
        if (!timer.isShutdown()) {
            ScheduledFuture<?> unused = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        long since = begun;
        long left = since == 0 ? 0 : since + limitNanos - System.nanoTime();
        if (left > 0) {
            lookIn(left);
            return;
        }
        set.set(false);
        if (since != 0) {
            late.run();
        } else if (begun != 0 && set.compareAndSet(false, true)) {
            lookIn(limitNanos); // begun in between, and not seen to
        }
    }
}
