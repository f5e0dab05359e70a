package io.openclaw.bridge.access;

import java.util.concurrent.atomic.AtomicLong;

/// So many at once, and then so many per second (GCRA). Lock-free; needs a monotonic clock in nanoseconds.
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final long tolerance;

    /// When the bucket will be full again.
    private final AtomicLong full;

    /// @param perSecond at least 1
    /// @param burst at once, at least 1
    TokenBucket(double perSecond, int burst, long now) {
        this.interval = Math.max(1, (long) (SECOND / perSecond));
        this.tolerance = interval * burst;
        this.full = new AtomicLong(now);
    }

    /// Takes one.
    ///
    /// @return nanoseconds until the next one is there; 0 or less where one was taken
    long take(long now) {
        while (true) {
            long before = full.get();
            long from = before - now > 0 ? before : now;
            long wait = from + interval - now - tolerance;
            if (wait > 0) {
                return wait;
            }
            if (full.compareAndSet(before, from + interval)) {
                return 0;
            }
        }
    }

    /// Tokens that are there.
    int left(long now) {
        return (int) ((tolerance - Math.max(0, full.get() - now)) / interval);
    }

    boolean isFull(long now) {
        return full.get() - now <= 0;
    }
}
