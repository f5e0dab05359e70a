/// What callers hand in, the same through every door: the body of a submission as it is described
/// ([io.openclaw.bridge.notification.request.NotificationRequest]), read by hand from JSON
/// ([io.openclaw.bridge.notification.request.JsonObject]) and checked property by property
/// ([io.openclaw.bridge.notification.request.Fields]).
@NullMarked
package io.openclaw.bridge.notification.request;

import org.jspecify.annotations.NullMarked;
