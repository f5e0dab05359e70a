package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Holds;
import org.jspecify.annotations.Nullable;

/// Which rows people have paused. Asked before a lane gets in line, before a frame is handed over, and right before it is
/// written. Safe from any thread.
record Pauses(Holds holds, String gateway) {
    /// Why the row may not leave now; null where it may.
    @Nullable
    Hold on(Notification row) {
        return holds.now().on(gateway, row.lane(), row.content().sessionKey());
    }
}
