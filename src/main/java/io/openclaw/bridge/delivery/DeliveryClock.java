package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.time.Instant;

/// Time for everything in this room, so that tests own it. Safe from any thread.
public interface DeliveryClock {
    /// What rows are stamped with.
    Instant now();

    /// Monotonic, for pacing; compare by subtraction.
    long nanoTime();

    /// Runs the task once, after the delay, on any thread.
    Task schedule(Duration delay, Runnable task);

    /// A scheduled task.
    interface Task {
        /// Nothing happens if it has run already.
        void cancel();
    }
}
