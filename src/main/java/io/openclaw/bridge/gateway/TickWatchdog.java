package io.openclaw.bridge.gateway;

import java.time.Duration;
import java.util.function.Consumer;

/// Notices that a gateway has fallen silent although it promised a tick every so often. One timer per
/// silence limit, not one per frame.
final class TickWatchdog {
    /// Contract 7: ticks come every 30 s, and 75 s without any frame means a dead peer: two ticks
    /// missed and half an interval of grace.
    private static final double INTERVALS = 2.5;

    /// Whatever a gateway promises, less than this is no silence.
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Timer timer;
    private final long limitNanos;
    private final Consumer<Duration> onSilence;
    private long lastFrame;
    private Timer.Task next;

    TickWatchdog(Timer timer, Duration tickInterval, Consumer<Duration> onSilence) {
        this.timer = timer;
        this.limitNanos = Math.max((long) (tickInterval.toNanos() * INTERVALS), LEAST.toNanos());
        this.onSilence = onSilence;
        this.lastFrame = timer.nanoTime();
        this.next = timer.schedule(Duration.ofNanos(limitNanos), this::check);
    }

    void frameSeen() {
        lastFrame = timer.nanoTime();
    }

    void stop() {
        next.cancel();
    }

    private void check() {
        long silence = timer.nanoTime() - lastFrame;
        if (silence >= limitNanos) {
            onSilence.accept(Duration.ofNanos(silence));
        } else {
            next = timer.schedule(Duration.ofNanos(limitNanos - silence), this::check);
        }
    }
}
