package io.openclaw.bridge.notification;

/// What became of one of a batch.
public sealed interface Submitted {

    /// It was fit to be stored.
    record Taken(Acceptance acceptance) implements Submitted {}

    /// It was not; the others are not concerned.
    record Rejected(NotificationException.Invalid why) implements Submitted {}
}
