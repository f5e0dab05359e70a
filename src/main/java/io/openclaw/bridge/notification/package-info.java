/// The durable promise as values and ports: what a notification is, the states it goes through, and what the rooms that
/// store, deliver and announce it owe each other.
///
/// Start at [io.openclaw.bridge.notification.NotificationState] (the life of a row) and
/// [io.openclaw.bridge.notification.Notification] (its transitions, pure).
@NullMarked
package io.openclaw.bridge.notification;

import org.jspecify.annotations.NullMarked;
