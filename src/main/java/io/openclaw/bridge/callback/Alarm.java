package io.openclaw.bridge.callback;

import java.time.Duration;

/// The one way in which this room waits, so that tests own time.
@FunctionalInterface
interface Alarm {
    /// Runs the task once, after the delay, on the sender's thread.
    ///
    /// @return calls it off
    Runnable schedule(Duration delay, Runnable task);
}
