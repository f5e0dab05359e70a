package io.openclaw.bridge.access;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/// One bucket of tokens for each of many: callers, or addresses that send wrong credentials. Safe from any thread. Each process
/// counts for itself. Bounded: where there are too many, those that have been idle are forgotten, and if there are none, all.
public final class Limits {
    private static final int MOST = 20_000;

    private final ConcurrentMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /// @param nanos a monotonic clock
    public Limits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Counts one.
    ///
    /// @param perSecond how many are allowed in the long run
    /// @param burst how many at once
    public Verdict take(String who, double perSecond, int burst) {
        long now = nanos.getAsLong();
        String key = perSecond + " " + who;
        TokenBucket bucket = buckets.get(key);
        if (bucket == null) {
            forgetIfTooMany(now);
            bucket = buckets.computeIfAbsent(key, _ -> new TokenBucket(perSecond, burst, now));
        }
        long wait = bucket.take(now);
        return new Verdict(wait <= 0, bucket.left(now), Math.max(0, wait));
    }

    int size() {
        return buckets.size();
    }

    private void forgetIfTooMany(long now) {
        if (buckets.size() >= MOST) {
            buckets.values().removeIf(bucket -> bucket.isFull(now));
            if (buckets.size() >= MOST) {
                buckets.clear();
            }
        }
    }

    /// @param left how many more may come at once
    /// @param waitNanos until the next may come, where this one may not
    public record Verdict(boolean allowed, int left, long waitNanos) {
        /// Rounded up, at least 1: what `Retry-After` wants.
        public long waitSeconds() {
            return Math.max(1, (waitNanos + 999_999_999L) / 1_000_000_000L);
        }
    }
}
