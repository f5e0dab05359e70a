package io.openclaw.bridge.mock;

import io.openclaw.bridge.event.Handlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Real time.
final class SystemTime implements MockTime {
    private final Executor threads = Handlers.virtualThreads();

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS, threads)
                .execute(task);
    }

    @Override
    public void execute(Runnable handler) {
        threads.execute(handler);
    }
}
