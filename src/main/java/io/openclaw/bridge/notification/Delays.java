package io.openclaw.bridge.notification;

import java.time.Duration;

/// Runs things later, so that tests own the time. Safe from any thread.
@FunctionalInterface
public interface Delays {
    /// Runs the task once after the delay, on a thread that must not be blocked.
    ///
    /// @return calls it off; harmless where it ran already
    Runnable after(Duration delay, Runnable task);
}
