package io.openclaw.bridge.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The message broker, for doors that tell of it. Its state is data: notifications are accepted and delivered without it.
@FunctionalInterface
public interface Broker {
    /// One moment of it. Never blocks; safe from any thread.
    Status status();

    /// @param since when this state began
    /// @param lastError why it is not connected, or why it last was not; null where it never failed. Without credentials
    record Status(
            Mode mode, State state, Instant since, @Nullable String lastError) {}

    /// Whose broker it is.
    enum Mode {
        /// In this process.
        EMBEDDED,
        /// Somebody else's.
        EXTERNAL,
        /// None.
        OFF
    }

    /// Whether messages can come and go.
    enum State {
        /// None is wanted, or the service is stopping.
        OFF,
        /// Not connected yet since the start.
        CONNECTING,
        /// They can.
        CONNECTED,
        /// It was lost, and is tried again by itself.
        RECONNECTING
    }
}
