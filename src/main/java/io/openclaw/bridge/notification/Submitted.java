package io.openclaw.bridge.notification;

/// What became of one of a batch.
public sealed interface Submitted {

    /// It was fit to be stored.
    record Taken(Acceptance acceptance) implements Submitted {}

    /// It was not; the others are not concerned.
    ///
    /// @param why [NotificationException.Invalid] or [NotificationException.Forbidden]
    record Rejected(NotificationException why) implements Submitted {}
}
