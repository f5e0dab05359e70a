package io.openclaw.bridge.boot;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.queue.QueueDoor;
import io.openclaw.bridge.queue.QueueMetrics;
import io.openclaw.bridge.store.SqlStore;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// Starts and stops the message-queue door around the durable rooms: the broker after the store (50), beside everything that
/// comes then, HTTP too; the door after the delivery (150), as soon as the broker is there. The other way round at the end,
/// the door first.
@Singleton
final class QueueLifecycle {
    private static final Logger LOG = System.getLogger(QueueLifecycle.class.getName());
    private static final int AFTER_STORE = 60;
    private static final int AFTER_DELIVERY = 160;

    /// The delivery stops at 9,000, the bridge at 10,000; the store closes at 11,000.
    private static final int BEFORE_DELIVERY_STOPS = 8_000;

    private static final int AFTER_DELIVERY_STOPPED = 9_500;
    private static final int AFTER_BRIDGE_CLOSED = 10_500;
    private static final Duration INTAKE = Duration.ofSeconds(2);

    private final QueueDoor door;
    private final SqlStore store;

    QueueLifecycle(QueueDoor door, SqlStore store) {
        this.door = door;
        this.store = store;
    }

    /// The outlet is there before the first row can change.
    void startBroker(@Observes @Priority(AFTER_STORE) StartupEvent event, DataHome home) {
        if (!door.isOn()) {
            return;
        }
        store.register(door.outlet());
        try {
            door.startBroker(home.folder().resolve("broker"), QueueLifecycle::giveUp);
        } catch (IllegalStateException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /// A service that was asked for a broker is none without it.
    private static void giveUp(IllegalStateException failure) {
        LOG.log(Level.ERROR, "The service stops: {0}.", failure.getMessage());
        Quarkus.asyncExit(1);
    }

    void start(
            @Observes @Priority(AFTER_DELIVERY) StartupEvent event,
            Notifications notifications,
            OpenClawBridge bridge,
            QueueMetrics metrics) {
        if (door.isOn()) {
            metrics.watch(door);
            door.start(notifications, store.outbox(), store.ownership(), bridge);
        }
    }

    void stopIntake(@Observes @Priority(BEFORE_DELIVERY_STOPS) ShutdownEvent event) {
        door.stopIntake(INTAKE);
    }

    void stopEvents(@Observes @Priority(AFTER_DELIVERY_STOPPED) ShutdownEvent event) {
        door.stopEvents();
    }

    void stopBroker(@Observes @Priority(AFTER_BRIDGE_CLOSED) ShutdownEvent event) {
        door.stopBroker();
    }
}
