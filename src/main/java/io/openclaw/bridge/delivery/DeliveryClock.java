package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Delays;
import java.time.Instant;

/// Time for everything in this room, so that tests own it. Safe from any thread.
public interface DeliveryClock extends Delays {
    /// What rows are stamped with.
    Instant now();

    /// Monotonic, for pacing; compare by subtraction.
    long nanoTime();
}
