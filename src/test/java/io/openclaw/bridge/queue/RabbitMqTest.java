package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openclaw.bridge.bench.AmqpPeer;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.StoreException;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker of another family, with addresses of its own.
class RabbitMqTest {
    private static final String NOTIFICATIONS = "/queue/openclaw.notifications";
    private static final String DEAD_LETTERS = "/queue/openclaw.notifications.dlq";
    private static final String EVENTS = "/topic/openclaw.events";

    @TempDir
    Path home;

    private static QueueSettings settings(int port, String events) {
        QueueSettings usual = Samples.settings(
                Broker.Mode.EXTERNAL, port, new Login("guest", "guest", null), EventFormat.STRUCTURED, Set.of());
        return new QueueSettings(
                usual.mode(),
                usual.endpoint(),
                usual.login(),
                null,
                null,
                null,
                NOTIFICATIONS,
                DEAD_LETTERS,
                events,
                usual.eventFormat(),
                usual.gatewayEvents(),
                usual.memoryBytes(),
                usual.diskBytes(),
                usual.maxMessageCharacters(),
                usual.maxBodyBytes());
    }

    @Test
    void notificationsComeInOrderPoisonIsPutAsideAndOutcomesGoOut() throws Exception {
        assumeTrue(RabbitMq.program().isPresent(), "Debian's rabbitmq-server is not installed");
        Vertx vertx = Vertx.vertx();
        try (RabbitMq rabbit = RabbitMq.start(home);
                QueueWorld world = QueueWorld.at(settings(rabbit.port(), EVENTS));
                AmqpPeer peer = AmqpPeer.connect(vertx, rabbit.port(), () -> {})) {
            world.awaitConnected();
            BlockingQueue<Message> events = new LinkedBlockingQueue<>();
            BlockingQueue<Message> dead = new LinkedBlockingQueue<>();
            CompletableFuture<ProtonSender> sender = new CompletableFuture<>();
            peer.receiver(EVENTS, "topic", (_, message) -> events.add(message), () -> {});
            peer.receiver(DEAD_LETTERS, "queue", (_, message) -> dead.add(message), () -> {});
            peer.sender(NOTIFICATIONS, "queue", sender::complete);
            ProtonSender to = sender.get(10, TimeUnit.SECONDS);

            world.store.failNextWrites(1, StoreException.Reason.UNAVAILABLE);
            peer.run(() -> {
                to.send(AmqpPeer.notification("poison", "not JSON"));
                for (int i = 0; i < 100; i++) {
                    to.send(AmqpPeer.notification(
                            "k" + i, "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"number " + i + "\"}"));
                }
            });

            world.awaitRows(100);
            assertThat(world.store.rows().stream().map(row -> row.content().message()))
                    .isEqualTo(
                            IntStream.range(0, 100).mapToObj(i -> "number " + i).toList());
            Message letter = dead.poll(20, TimeUnit.SECONDS);
            assertThat(letter).isNotNull();
            assertThat(letter.getApplicationProperties().getValue().get("problemDetail"))
                    .asString()
                    .contains("is not valid JSON");
            world.ended("x");
            Message event = events.poll(20, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.getSubject()).isEqualTo("io.openclaw.bridge.notification.cancelled");
            await().until(() -> world.store.events().isEmpty());

            try (QueueWorld refused = QueueWorld.at(settings(rabbit.port(), "/exchange/nowhere"))) {
                await().until(() -> refused.door().status().lastError() != null);
                assertThat(refused.door().status().lastError()).contains("nowhere");
            }
        } finally {
            vertx.close();
        }
    }
}
