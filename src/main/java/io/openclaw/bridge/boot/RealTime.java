package io.openclaw.bridge.boot;

import io.openclaw.bridge.delivery.DeliveryClock;
import io.openclaw.bridge.notification.Delays;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The time of the durable rooms: the system's. Tasks run on one thread, `openclaw-clock`, and must not block it.
final class RealTime implements DeliveryClock, Delays, AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("openclaw-clock").daemon(true).factory());

    RealTime() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Task schedule(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled = start(delay, task);
        return () -> scheduled.cancel(false);
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        ScheduledFuture<?> scheduled = start(delay, task);
        return () -> scheduled.cancel(false);
    }

    private ScheduledFuture<?> start(Duration delay, Runnable task) {
        return timer.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
