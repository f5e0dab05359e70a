package io.openclaw.bridge.production;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/// Results leave the socket's event loop before anybody else's code runs with them: to the caller's own
/// event loop context where it has one, else to a virtual thread.
///
/// A context of workers or virtual threads is not returned to: it does one thing at a time, so whoever
/// awaits
/// the result on it would wait for ever.
final class CallerThread {
    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("openclaw-result").start(task);

    private CallerThread() {}

    static <T> Uni<T> emitOn(Uni<T> uni) {
        return Uni.createFrom().deferred(() -> {
            Context caller = Vertx.currentContext();
            return uni.emitOn(
                    caller == null || !caller.isEventLoopContext()
                            ? VIRTUAL
                            : task -> caller.runOnContext(_ -> task.run()));
        });
    }
}
