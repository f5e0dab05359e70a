package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.Delays;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationJson;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Resolution;
import io.openclaw.bridge.notification.SoleOwnership;
import io.openclaw.bridge.notification.Submission;
import io.openclaw.bridge.notification.Waiters;
import io.openclaw.bridge.telemetry.Spans;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/// A door in front of a real broker, which can go and come back, and a store in memory, which can fail.
final class QueueWorld implements AutoCloseable {
    private static final Delays NEVER = new Delays() {
        @Override
        public Runnable after(Duration delay, Runnable task) {
            return () -> {};
        }
    };

    final MemoryStore store = new MemoryStore().rendering(NotificationJson::text);
    final MockOpenClawBridge bridge = MockOpenClawBridge.builder().build();
    final SoleOwnership ownership = new SoleOwnership();
    final Notifications notifications = new Notifications(
            store,
            new Resolution(bridge, InstantSource.system(), _ -> Optional.empty(), Optional.empty(), new Random(1)),
            new Waiters(NEVER, false));
    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final int port;
    private @Nullable EmbeddedBroker broker;
    private @Nullable QueueDoor door;
    private @Nullable Vertx own;

    private QueueWorld(Path folder, @Nullable EmbeddedBroker broker, int port) {
        this.folder = folder;
        this.broker = broker;
        this.port = port;
    }

    /// With a broker and no door yet.
    static QueueWorld withBroker(Path folder) {
        EmbeddedBroker broker = EmbeddedBroker.start(Samples.embedded(0), folder);
        return new QueueWorld(folder, broker, broker.port());
    }

    /// With a door to somebody else's broker.
    static QueueWorld without(int port) {
        QueueWorld world = new QueueWorld(Path.of("."), null, port);
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        return world;
    }

    /// With a door to somebody else's broker, which knows addresses of its own.
    static QueueWorld at(QueueSettings settings) {
        QueueWorld world =
                new QueueWorld(Path.of("."), null, settings.endpoint().port());
        world.openDoor(settings);
        return world;
    }

    /// With both, the broker being part of the door, where callers need keys.
    static QueueWorld guarded(Path folder, Gatekeeper gatekeeper) {
        return guarded(folder, Samples.embedded(0), gatekeeper);
    }

    static QueueWorld guarded(Path folder, QueueSettings settings, Gatekeeper gatekeeper) {
        Vertx vertx = Vertx.vertx();
        QueueDoor opened = new QueueDoor(vertx, settings, gatekeeper, Spans.OFF);
        opened.startBroker(folder, failure -> {
            throw failure;
        });
        QueueWorld world = new QueueWorld(folder, null, opened.endpoint().port());
        world.store.telling(opened.outlet());
        world.bridge.connectAndAwait();
        opened.start(world.notifications, world.store, world.ownership, world.bridge);
        Awaitility.await().until(() -> opened.status().state() == Broker.State.CONNECTED);
        world.door = opened;
        world.own = vertx;
        world.awaitConnected();
        return world;
    }

    /// With both.
    static QueueWorld open(Path folder) {
        QueueWorld world = withBroker(folder);
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        world.awaitConnected();
        return world;
    }

    QueueDoor openDoor(EventFormat format, Set<String> gatewayEvents) {
        return openDoor(Samples.external(port, format, gatewayEvents));
    }

    private QueueDoor openDoor(QueueSettings settings) {
        QueueDoor opened = new QueueDoor(vertx, settings);
        store.telling(opened.outlet());
        bridge.connectAndAwait();
        opened.start(notifications, store, ownership, bridge);
        door = opened;
        return opened;
    }

    /// Of another replica, on the same broker, database and gateway.
    QueueDoor openSecondDoor(SoleOwnership others) {
        QueueDoor opened = new QueueDoor(vertx, Samples.external(port, EventFormat.STRUCTURED, Set.of("chat")));
        opened.start(notifications, store, others, bridge);
        return opened;
    }

    QueueDoor door() {
        if (door == null) {
            throw new IllegalStateException("no door");
        }
        return door;
    }

    QueueTally tally() {
        return door().tally();
    }

    void closeDoor() {
        if (door != null) {
            door.stopIntake(Duration.ofSeconds(2));
            door.stopEvents();
            door.stopBroker();
            door = null;
        }
    }

    void stopBroker() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    void startBroker() {
        broker = EmbeddedBroker.start(Samples.embedded(port), folder);
    }

    JmsClient client() {
        return new JmsClient(port);
    }

    int port() {
        return port;
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
    }

    void awaitConnected() {
        await().until(() -> door().status().state() == io.openclaw.bridge.notification.Broker.State.CONNECTED);
    }

    /// A notification that has come to an end.
    Notification ended(String text) {
        Notification row = notifications
                .submit(Submission.to("telegram:dm:1", text).build())
                .await()
                .indefinitely()
                .row();
        return notifications.cancel(row.id()).await().indefinitely();
    }

    List<Notification> awaitRows(int count) {
        await().until(() -> store.rows().size() >= count);
        return store.rows();
    }

    @Override
    public void close() {
        store.releaseCommits();
        closeDoor();
        stopBroker();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        if (own != null) {
            own.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
