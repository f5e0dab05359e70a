package io.openclaw.bridge.notification;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Makes UUIDs of version 7 (RFC 9562, method 1 of section 6.2): 48 bits of Unix milliseconds, a counter of 12 bits
/// that makes them ascend within a millisecond, 62 random bits. Safe from any thread.
///
/// A clock that steps back, or more than 4,096 ids in a millisecond, borrows from the next milliseconds: ids of one
/// generator always ascend.
public final class NotificationIds {
    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final long VERSION = 7L << COUNTER_BITS;
    private static final long VARIANT = 1L << 63;

    private final InstantSource clock;
    private final RandomGenerator random;

    /// Milliseconds, then counter.
    private final AtomicLong last = new AtomicLong();

    /// @param random must be safe from any thread
    public NotificationIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long now = clock.millis() << COUNTER_BITS;
        long mine = last.accumulateAndGet(now, (before, candidate) -> Math.max(before + 1, candidate));
        long high = ((mine >>> COUNTER_BITS) << 16) | VERSION | (mine & COUNTER_MASK);
        return new UUID(high, VARIANT | (random.nextLong() >>> 2));
    }
}
