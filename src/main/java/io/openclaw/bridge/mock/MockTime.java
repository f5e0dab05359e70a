package io.openclaw.bridge.mock;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/// The mock's clock, its timer, and the threads that handlers run on: everything that makes a test depend
/// on the world.
///
/// [VirtualTime] for deterministic tests, [#system()] otherwise.
public interface MockTime extends InstantSource, Executor {

    /// Runs the task once that much time has passed.
    void after(Duration delay, Runnable task);

    /// Runs an event or status handler. Must not run it on the calling thread before returning: the mock
    /// may hold its lock.
    @Override
    void execute(Runnable handler);

    /// Called by the mock at the end of each of its operations, without any lock: the place to run what
    /// is due.
    default void settle() {}

    /// The machine's clock, and a virtual thread per handler.
    static MockTime system() {
        return new SystemTime();
    }
}
