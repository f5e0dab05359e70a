package io.openclaw.bridge.gateway;

import java.time.Duration;
import java.time.Instant;

/// Time for everything in this room, so that tests own it.
public interface Timer {
    /// For people and protocol fields.
    Instant now();

    /// Monotonic; compare by subtraction.
    long nanoTime();

    /// Runs the task once, after the delay, on the thread that the timer's owner is confined to.
    Task schedule(Duration delay, Runnable task);

    /// A scheduled task.
    interface Task {
        /// Nothing happens if it has run already.
        void cancel();
    }
}
