package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Submission;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Outcomes are told at least once, whatever becomes of the broker.
class EventPublisherTest {
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

    @Test
    void anOutcomeIsACloudEventInOneDocument() throws JMSException, IOException {
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        world.awaitConnected();
        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            Notification row = world.ended("x");

            Message message = JmsClient.next(events);
            JsonNode event = JSON.readTree(JmsClient.text(message));
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText()).isEqualTo("io.openclaw.bridge.notification.cancelled");
            assertThat(event.path("id").asText()).isEqualTo(row.id() + ":" + row.version());
            assertThat(event.path("subject").asText()).isEqualTo(row.id().toString());
            assertThat(event.path("source").asText()).isEqualTo("urn:openclaw-bridge");
            assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
            assertThat(event.at("/data/status").asText()).isEqualTo("cancelled");
            assertThat(event.at("/data/message").asText()).isEqualTo("x");
            await().until(() -> world.store.events().isEmpty());
        }
    }

    @Test
    void anOutcomeIsACloudEventWithItsAttributesAsProperties() throws JMSException, IOException {
        world.openDoor(EventFormat.BINARY, Set.of());
        world.awaitConnected();
        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            Notification row = world.ended("x");

            Message message = JmsClient.next(events);
            assertThat(message.getStringProperty("cloudEvents_specversion")).isEqualTo("1.0");
            assertThat(message.getStringProperty("cloudEvents_type"))
                    .isEqualTo("io.openclaw.bridge.notification.cancelled");
            assertThat(message.getStringProperty("cloudEvents_id")).isEqualTo(row.id() + ":" + row.version());
            assertThat(message.getStringProperty("cloudEvents_subject"))
                    .isEqualTo(row.id().toString());
            assertThat(JSON.readTree(JmsClient.text(message)).path("status").asText())
                    .isEqualTo("cancelled");
        }
    }

    @Test
    void whileTheBrokerIsAwayOutcomesWaitAndThenGo() {
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        world.awaitConnected();
        world.stopBroker();
        await().until(() -> world.door().status().state() == Broker.State.RECONNECTING);
        world.ended("x");
        assertThat(world.store.events()).hasSize(1);

        world.startBroker();
        world.awaitConnected();

        await().until(() -> world.store.events().isEmpty());
        assertThat(world.tally().publishedCount()).isEqualTo(1);
    }

    @Test
    void aSubscriberHearsOfEveryOutcomeInTheirOrder() throws JMSException, IOException {
        world.openDoor(EventFormat.STRUCTURED, Set.of());
        world.awaitConnected();
        try (JmsClient client = world.client();
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            for (int i = 0; i < 500; i++) {
                world.ended("number " + i);
            }
            for (int i = 0; i < 500; i++) {
                JsonNode event = JSON.readTree(JmsClient.text(JmsClient.next(events)));
                assertThat(event.at("/data/message").asText()).isEqualTo("number " + i);
            }
        }
    }

    @Test
    void whatHasNotEndedIsNotTold() {
        world.openDoor(EventFormat.STRUCTURED, Set.of());

        world.notifications
                .submit(Submission.to("telegram:dm:1", "x").build())
                .await()
                .indefinitely();

        assertThat(world.store.events()).isEmpty();
    }
}
