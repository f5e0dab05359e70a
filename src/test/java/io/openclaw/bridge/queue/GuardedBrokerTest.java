package io.openclaw.bridge.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.TestKeys;
import io.openclaw.bridge.notification.Notification;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The broker that comes with the service, where callers need keys.
class GuardedBrokerTest {
    private static final ApiKey SENDER = TestKeys.key("billing", "send-secret", EnumSet.of(Scope.SEND), "telegram:*");
    private static final ApiKey READER = TestKeys.key("reader", "read-secret", EnumSet.of(Scope.READ));
    private static final ApiKey ADMIN = TestKeys.key("ops", "admin-secret", EnumSet.of(Scope.ADMIN));

    @TempDir
    Path folder;

    private final TestKeys keys = new TestKeys();
    private QueueWorld world;

    @BeforeEach
    void open() {
        keys.are(SENDER, READER, ADMIN);
        world = QueueWorld.guarded(folder, keys.gatekeeper);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void with(String secret, ClientStep step) throws JMSException {
        try (JmsClient client = new JmsClient(world.port(), "anything", secret)) {
            step.run(client);
        }
    }

    @FunctionalInterface
    private interface ClientStep {
        void run(JmsClient client) throws JMSException;
    }

    private void refused(String secret, ClientStep step) {
        ThrowingCallable call = () -> with(secret, step);
        assertThatThrownBy(call).isInstanceOf(JMSRuntimeException.class);
    }

    private static String to(String sessionKey) {
        return "{\"sessionKey\":\"" + sessionKey + "\",\"message\":\"x\"}";
    }

    @Test
    void nobodyGetsInWithoutAKey() {
        assertThatThrownBy(() -> new JmsClient(world.port()).close()).isInstanceOf(JMSRuntimeException.class);
        refused("wrong", _ -> {});
        refused("", _ -> {});
    }

    @Test
    void whatArtemisComesWithLetsNobodyIn() {
        assertThatThrownBy(() -> new JmsClient(world.port(), "ACTIVEMQ.CLUSTER.ADMIN.USER", "CHANGE ME!!").close())
                .isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void aNotificationBelongsToTheKeyThatPublishedIt() throws JMSException {
        with("send-secret", client -> client.publish(to("telegram:dm:1"), Map.of("idempotencyKey", "k")));
        List<Notification> rows = world.awaitRows(1);
        assertThat(rows.getFirst().content().caller()).isEqualTo("billing");
    }

    @Test
    void aLargeOneToo() throws JMSException {
        String text = "x".repeat(15_000);
        String metadata = "y".repeat(15_000);
        String body = "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"" + text + "\",\"metadata\":{\"a\":\"" + metadata
                + "\",\"b\":\"" + metadata + "\",\"c\":\"" + metadata + "\",\"d\":\"" + metadata + "\",\"e\":\""
                + metadata
                + "\",\"f\":\"" + metadata + "\",\"g\":\"" + metadata + "\",\"h\":\"" + metadata + "\"}}";
        assertThat(body.length()).isGreaterThan(120_000);
        with("send-secret", client -> client.publish(body));
        assertThat(world.awaitRows(1).getFirst().content().caller()).isEqualTo("billing");
    }

    @Test
    void oneToASessionThatItsKeyMayNotSendToBecomesADeadLetterWithTheReason() throws JMSException {
        with("send-secret", client -> client.publish(to("slack:channel:C1")));
        with("admin-secret", client -> {
            Message dead = client.take(Samples.DEAD_LETTERS);
            assertThat(dead.getStringProperty("problemType")).endsWith(":forbidden-session");
            assertThat(dead.getStringProperty("problemDetail")).contains("limited to certain sessions");
        });
        assertThat(world.store.rows()).isEmpty();
    }

    @Test
    void eachScopeOpensItsAddressesAndNoOther() throws JMSException {
        refused("read-secret", client -> client.publish(to("telegram:dm:1")));
        refused("send-secret", client -> client.subscribe(Samples.EVENTS));
        refused("send-secret", client -> client.consume(Samples.DEAD_LETTERS));
        refused("read-secret", client -> client.consume(Samples.DEAD_LETTERS));
        for (String secret : List.of("send-secret", "read-secret", "admin-secret")) {
            refused(secret, client -> client.consume(Samples.NOTIFICATIONS));
            refused(secret, client -> client.consume("another.address"));
        }
        with("read-secret", client -> {
            try (var heard = client.subscribe(Samples.EVENTS)) {
                world.ended("x");
                assertThat(JmsClient.next(heard)).isNotNull();
            }
        });
        with("admin-secret", client -> client.publish(to("telegram:dm:2")));
        assertThat(world.awaitRows(2)).extracting(row -> row.content().caller()).contains("ops");
    }

    @Test
    void aKeyThatIsRevokedFailsWithTheNextMessage() throws JMSException {
        with("send-secret", client -> {
            client.publish(to("telegram:dm:1"));
            keys.are(READER, ADMIN);
            assertThatThrownBy(() -> client.publish(to("telegram:dm:1"))).isInstanceOf(JMSRuntimeException.class);
        });
        refused("send-secret", _ -> {});
    }

    @Test
    void nobodyPublishesUnderAnothersName() throws JMSException {
        keys.are(SENDER, TestKeys.key("other", "other-secret", Set.of(Scope.SEND)), ADMIN);
        with(
                "other-secret",
                client -> client.publishAnnotated(
                        to("slack:channel:C1"), PublisherStamp.ANNOTATION, Guard.KEY + ADMIN.id()));
        assertThat(world.awaitRows(1).getFirst().content().caller()).isEqualTo("other");
    }
}
