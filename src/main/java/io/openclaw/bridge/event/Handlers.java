package io.openclaw.bridge.event;

import java.util.concurrent.Executor;

/// Where handlers run.
public final class Handlers {
    private Handlers() {}

    /// A virtual thread per burst of work: a handler may block, and an idle one has no thread.
    public static Executor virtualThreads() {
        return task -> Thread.ofVirtual().name("openclaw-handler").start(task);
    }
}
