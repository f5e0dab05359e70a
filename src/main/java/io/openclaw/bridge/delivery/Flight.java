package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.telemetry.Span;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The one row of a lane that is under way, from before its claim until its outcome is on disk.
final class Flight {
    final Lane lane;

    /// As last known to be on disk.
    Notification row;

    /// Repeated because it was in doubt. What was in doubt before stays so until there is an answer.
    boolean repeat;

    /// Whether the frame of the present claim was handed to the bridge.
    boolean written;

    /// Since when the connection stood that it was written on; null where it was not, or by another process.
    @Nullable
    Instant connectedSince;

    /// Of the present attempt.
    Span span = Span.NONE;

    /// How many frames this process had written when it was written first.
    long keysBefore;

    Flight(Lane lane, Notification row) {
        this.lane = lane;
        this.row = row;
    }

    boolean isAgent() {
        return NextState.isAgent(row);
    }
}
