package io.openclaw.bridge.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: doubles from the first to the longest, each ± 20 %. Confined to the door's context.
final class BackOff {
    private static final double JITTER = 0.2;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration next;

    BackOff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /// Of one more failure.
    Duration delay() {
        Duration delay = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return jittered(delay, random);
    }

    /// It went well.
    void reset() {
        next = first;
    }

    static Duration jittered(Duration delay, RandomGenerator random) {
        return Duration.ofMillis(Math.round(delay.toMillis() * (1 - JITTER + 2 * JITTER * random.nextDouble())));
    }
}
