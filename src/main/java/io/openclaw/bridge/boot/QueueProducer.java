package io.openclaw.bridge.boot;

import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.intake.rest.RestConfig;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.queue.QueueConfig;
import io.openclaw.bridge.queue.QueueDoor;
import io.openclaw.bridge.queue.QueueSettings;
import io.openclaw.bridge.telemetry.Spans;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/// Makes the message-queue door. It opens when [QueueLifecycle] says so.
@Singleton
final class QueueProducer {

    /// Holds to the limits of the HTTP door.
    @Produces
    @Singleton
    @Typed({QueueDoor.class, Broker.class})
    QueueDoor door(Vertx vertx, QueueConfig config, RestConfig rest, Gatekeeper gatekeeper, Spans spans) {
        try {
            return new QueueDoor(
                    vertx,
                    QueueSettings.from(
                            config, rest.maxMessageCharacters(), rest.maxBody().asLongValue()),
                    gatekeeper,
                    spans);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }
}
