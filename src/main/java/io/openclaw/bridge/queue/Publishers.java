package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.SessionPatterns;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.NotificationException;
import java.util.Set;

/// Whose a message is.
@FunctionalInterface
interface Publishers {
    /// Everybody's.
    Publishers ANYBODY = _ -> Caller.ANYBODY;

    /// @throws NotificationException.Invalid where that cannot be told any more
    Caller of(Received received);

    /// @param gatekeeper after it has decided
    static Publishers of(QueueSettings settings, Gatekeeper gatekeeper) {
        if (settings.mode() == Broker.Mode.EXTERNAL) {
            Caller queue = named(settings.caller() == null && gatekeeper.isOpen() ? "" : settings.callerOr("queue"));
            return _ -> queue;
        }
        if (gatekeeper.isOpen()) {
            return ANYBODY;
        }
        Caller login =
                named(settings.login().user() == null ? "" : settings.login().user());
        return received -> {
            String publisher = received.annotation(PublisherStamp.ANNOTATION);
            if (publisher == null) {
                return Caller.ANYBODY; // published while the service was open
            }
            if (!publisher.startsWith(Guard.KEY)) {
                return login;
            }
            // It counted when the broker took the message, and that is what matters.
            Caller caller = gatekeeper.caller(publisher.substring(Guard.KEY.length()));
            if (caller == null) {
                throw new NotificationException.Invalid(
                        "message", "was published with a key that the bridge does not know any more");
            }
            return caller;
        };
    }

    private static Caller named(String name) {
        return new Caller(name, Set.of(Scope.SEND), SessionPatterns.ALL, 0);
    }
}
