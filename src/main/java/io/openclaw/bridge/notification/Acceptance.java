package io.openclaw.bridge.notification;

/// What became of a notification that was handed in.
public sealed interface Acceptance {
    /// The row that now stands for it.
    Notification row();

    /// On disk.
    record Stored(Notification row) implements Acceptance {}

    /// The same was handed in before, under the same key with the same fields.
    ///
    /// @param row as it is now
    record Replayed(Notification row) implements Acceptance {}

    /// Something else was handed in before under the same key. Nothing was stored.
    ///
    /// @param row the one that has the key
    record KeyReused(Notification row) implements Acceptance {}
}
