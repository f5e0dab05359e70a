package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.openclaw.bridge.notification.Broker;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The broker as operators see it. The whole way is in [QueueServiceIT]: Quarkus tests have their store in memory.
@QuarkusTest
@TestProfile(QueueQuarkusTest.WithBroker.class)
class QueueQuarkusTest {
    /// On a free port.
    public static final class WithBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openclaw.queue", "embedded", "openclaw.queue.port", "0");
        }
    }

    @Inject
    QueueDoor door;

    private void awaitConnected() {
        await().until(() -> door.status().state() == Broker.State.CONNECTED);
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
