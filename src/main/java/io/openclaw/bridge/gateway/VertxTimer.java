package io.openclaw.bridge.gateway;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/// Real time on a Vert.x context. Safe from any thread; tasks run on the context.
public final class VertxTimer implements Timer {
    /// What lies beyond would overflow in one of the clocks below.
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Vertx vertx;
    private final Context context;

    public VertxTimer(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
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
        // Vert.x may fire on another context than ours, so a task may be cancelled while it hops over:
        // the flag decides.
        AtomicBoolean over = new AtomicBoolean();
        long id = vertx.setTimer(
                Math.max(1, (delay.compareTo(LONGEST) > 0 ? LONGEST : delay).toMillis()),
                _ -> context.runOnContext(_ -> {
                    if (over.compareAndSet(false, true)) {
                        task.run();
                    }
                }));
        return () -> {
            if (over.compareAndSet(false, true)) {
                vertx.cancelTimer(id);
            }
        };
    }
}
