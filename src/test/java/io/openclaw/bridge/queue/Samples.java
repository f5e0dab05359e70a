package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Broker;
import java.util.Set;

/// Settings as the defaults are, with a port of the test's own.
final class Samples {
    static final String NOTIFICATIONS = "openclaw.notifications";
    static final String DEAD_LETTERS = "openclaw.notifications.dlq";
    static final String EVENTS = "openclaw.events";

    private Samples() {}

    /// @param port 0 for a free one
    static QueueSettings embedded(int port) {
        return settings(Broker.Mode.EMBEDDED, port, Login.ANONYMOUS, EventFormat.STRUCTURED, Set.of());
    }

    static QueueSettings external(int port) {
        return external(port, EventFormat.STRUCTURED, Set.of());
    }

    static QueueSettings external(int port, EventFormat format, Set<String> gatewayEvents) {
        return settings(Broker.Mode.EXTERNAL, port, Login.ANONYMOUS, format, gatewayEvents);
    }

    static QueueSettings settings(
            Broker.Mode mode, int port, Login login, EventFormat format, Set<String> gatewayEvents) {
        return new QueueSettings(
                mode,
                new Endpoint("127.0.0.1", port, false, null),
                login,
                null,
                null,
                null,
                NOTIFICATIONS,
                DEAD_LETTERS,
                EVENTS,
                format,
                gatewayEvents,
                64 << 20,
                1L << 30,
                16_000,
                256 << 10);
    }
}
