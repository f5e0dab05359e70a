package io.openclaw.bridge;

/// A handler's registration. Closing it is idempotent, never blocks, and may be done from any thread,
/// also from inside the handler; an event that is already being handled is finished.
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /// Ends the registration; no further event is handed to the handler.
    @Override
    void close();
}
