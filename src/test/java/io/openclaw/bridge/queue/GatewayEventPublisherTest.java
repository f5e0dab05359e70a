package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.SoleOwnership;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway says is passed on at most once, by one replica, and what is missing is announced.
class GatewayEventPublisherTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private QueueWorld world;

    @BeforeEach
    void open() {
        world = QueueWorld.withBroker(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void openDoor() {
        world.openDoor(EventFormat.STRUCTURED, Set.of("chat"));
        world.awaitConnected();
    }

    private static JsonNode next(JMSConsumer events) throws JMSException, IOException {
        return JSON.readTree(JmsClient.text(JmsClient.next(events)));
    }

    @Test
    void thoseThatAreNamedArePassedOn() throws JMSException, IOException {
        openDoor();
        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            world.bridge.gateway().emit("health", Map.of());
            world.bridge.gateway().emit("chat", Map.of("sessionKey", "agent:main:main", "state", "final"));

            JsonNode event = next(events);
            assertThat(event.path("type").asText()).isEqualTo("io.openclaw.bridge.gateway.chat");
            assertThat(event.path("subject").asText()).isEqualTo("agent:main:main");
            assertThat(event.at("/data/state").asText()).isEqualTo("final");
        }
    }

    @Test
    void whatTheBrokerMissedIsAnnouncedBeforeWhatFollows() throws JMSException, IOException {
        openDoor();
        world.stopBroker();
        await().until(() -> world.door().status().state() == Broker.State.RECONNECTING);
        world.bridge.gateway().emit("chat", Map.of("n", 1));
        await().until(() -> world.tally().missedCount() == 1);
        world.startBroker();
        world.awaitConnected();

        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            world.bridge.gateway().emit("chat", Map.of("n", 2));

            JsonNode gap = next(events);
            assertThat(gap.path("type").asText()).isEqualTo("io.openclaw.bridge.gateway.gap");
            assertThat(gap.at("/data/missed").asInt()).isEqualTo(1);
            assertThat(next(events).at("/data/n").asInt()).isEqualTo(2);
        }
    }

    @Test
    void theGatewaysOwnGapsArePassedOn() throws JMSException, IOException {
        openDoor();
        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            world.bridge.gateway().skipEvents(3);
            world.bridge.gateway().emit("chat", Map.of("n", 1));

            assertThat(next(events).at("/data/reason").asText()).isEqualTo("sequence");
            assertThat(next(events).at("/data/n").asInt()).isEqualTo(1);
        }
    }

    @Test
    void ofTwoReplicasTheOneWithTheEventLeasePublishesAndWhoTakesOverSaysSo() throws JMSException, IOException {
        SoleOwnership others = new SoleOwnership("other");
        others.have(Set.of(1, 2));
        openDoor();
        QueueDoor second = world.openSecondDoor(others);
        await().until(() -> second.status().state() == Broker.State.CONNECTED);
        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            for (int n = 0; n < 100; n++) {
                world.bridge.gateway().emit("chat", Map.of("n", n));
            }
            for (int n = 0; n < 100; n++) {
                assertThat(next(events).at("/data/n").asInt()).isEqualTo(n); // each once
            }

            world.ownership.have(Set.of(1, 2));
            others.have(Set.of(GatewayEventPublisher.EVENT_SHARD));
            await().until(() -> second.tally().missedCount() == 1);
            world.bridge.gateway().emit("chat", Map.of("n", 100));

            assertThat(next(events).path("type").asText()).isEqualTo("io.openclaw.bridge.gateway.gap");
            assertThat(next(events).at("/data/n").asInt()).isEqualTo(100);
            assertThat(second.tally().passedOnCount()).isEqualTo(1);
        } finally {
            second.stopIntake(Duration.ofSeconds(1));
            second.stopEvents();
        }
    }
}
