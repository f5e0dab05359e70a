package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.Broker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The whole way: published, stored, delivered, and heard of, with the broker that comes with the service.
@QuarkusTest
@TestProfile(QueueQuarkusTest.WithBroker.class)
class QueueQuarkusTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// On a free port.
    public static final class WithBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openclaw.queue", "embedded", "openclaw.queue.port", "0");
        }
    }

    @Inject
    QueueDoor door;

    @Inject
    MockOpenClawBridge bridge;

    private void awaitConnected() {
        await().until(() -> door.status().state() == Broker.State.CONNECTED);
    }

    @Test
    void whatIsPublishedIsDeliveredAndItsEndIsHeard() throws JMSException, IOException {
        awaitConnected();
        try (JmsClient client = new JmsClient(door.endpoint().port());
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            client.publish("{\"sessionKey\":\"telegram:dm:77\",\"message\":\"over the queue\"}");

            JsonNode event = JSON.readTree(JmsClient.text(JmsClient.next(events)));
            assertThat(event.path("type").asText()).isEqualTo("io.openclaw.bridge.notification.delivered");
            assertThat(event.at("/data/message").asText()).isEqualTo("over the queue");
            assertThat(bridge.sent().last()).get().extracting(sent -> sent.message().text()).isEqualTo("over the queue");
            get("/api/v1/notifications/" + event.path("subject").asText())
                    .then()
                    .statusCode(200)
                    .body("status", equalTo("delivered"));
        }
    }

    @Test
    void statusAndReadinessTellOfTheBroker() {
        awaitConnected();

        get("/api/v1/status")
                .then()
                .body("broker.mode", equalTo("embedded"))
                .body("broker.state", equalTo("connected"));
        get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'openclaw-queue' }.data.state", equalTo("connected"));
    }

    @Test
    void whatIsCountedIsPublished() {
        assertThat(get("/q/metrics").asString())
                .contains("openclaw_queue_received_total", "openclaw_queue_unkeyed_total", "openclaw_queue_connected");
    }
}
