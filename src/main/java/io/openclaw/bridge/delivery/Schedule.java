package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// When a late retry is due (design, section 6). The only schedule of late retries there is.
final class Schedule {
    /// ± 20 %: many rows that failed together must not come back together.
    private static final double JITTER = 0.2;

    private final List<Duration> delays;
    private final RandomGenerator random;

    Schedule(List<Duration> delays, RandomGenerator random) {
        this.delays = delays;
        this.random = random;
    }

    /// The delay before the next try.
    ///
    /// @param left how many tries have left, from 1
    Duration after(int left) {
        Duration delay = delays.get(Math.min(Math.max(left, 1), delays.size()) - 1);
        return scaled(delay, 1 - JITTER + 2 * JITTER * random.nextDouble());
    }

    /// This or up to a fifth more, where sooner would be too soon.
    Duration noLessThan(Duration delay) {
        return scaled(delay, 1 + JITTER * random.nextDouble());
    }

    private static Duration scaled(Duration delay, double by) {
        return Duration.ofMillis((long) Math.ceil(delay.toMillis() * by));
    }
}
