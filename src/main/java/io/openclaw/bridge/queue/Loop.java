package io.openclaw.bridge.queue;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;

/// The one Vert.x context that the door's state is confined to.
final class Loop {
    private final Vertx vertx;
    private final Context context;

    Loop(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    Vertx vertx() {
        return vertx;
    }

    /// Runs it there, later. From any thread.
    void run(Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    /// Runs it there, once, after the delay.
    void after(Duration delay, Runnable task) {
        vertx.setTimer(Math.max(1, delay.toMillis()), _ -> run(task));
    }
}
