package io.openclaw.bridge.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the store is, for operators: readiness and `/api/v1/status` tell the same.
///
/// @param kind of database: `sqlite`, `postgresql`
/// @param since when this state began
/// @param lastError why it is down; null while it is up. Holds nothing of a notification
public record StoreStatus(
        String kind, State state, Instant since, @Nullable String lastError) {

    public enum State {
        /// It can commit.
        UP,
        /// It commits outcomes, but accepts nothing: too little disk is left.
        DISK_LOW,
        /// It cannot: nothing is accepted, and nothing new is sent.
        DOWN
    }

    /// Whether it accepts and commits.
    public boolean isUp() {
        return state == State.UP;
    }
}
