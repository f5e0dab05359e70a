package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.notification.Notifications;
import io.vertx.ext.web.RoutingContext;

/// The notifications as the caller of a request may see and change them: its own, or everybody's where it is an admin.
final class Visible {
    private Visible() {}

    static Notifications to(RoutingContext request, Notifications notifications) {
        Caller caller = Caller.of(request);
        return notifications.seenBy(caller.isAdmin() ? null : caller.name(), caller.sessions()::allow);
    }
}
