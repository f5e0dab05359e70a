package io.openclaw.bridge.telemetry;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.StoreException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A service without gateway and without broker goes on and is let be; without its store it is out of service, and lives.
@QuarkusTest
@TestProfile(HealthQuarkusTest.NothingAround.class)
class HealthQuarkusTest {
    private static final String TOKEN = "zq-SECRET-4711";

    /// Nobody listens on port 1.
    public static final class NothingAround implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of(
                        "openclaw.mode",
                        "real",
                        "openclaw.gateway.url",
                        "ws://127.0.0.1:1",
                        "openclaw.gateway.token",
                        TOKEN,
                        "openclaw.queue",
                        "external",
                        "openclaw.queue.url",
                        "amqp://127.0.0.1:1",
                        "openclaw.queue.user",
                        "bridge",
                        "openclaw.queue.password",
                        TOKEN,
                        "openclaw.data-dir",
                        Files.createTempDirectory("bridge-data").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Inject
    OpenClawBridge bridge;

    @Inject
    Broker broker;

    @Inject
    MemoryStore store;

    private void awaitTrouble() {
        await().until(() -> bridge.status().connection().lastError() != null
                && bridge.connectionState() != ConnectionState.CONNECTED
                && broker.status().lastError() != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void neitherGatewayNorBrokerMakeItDown(String what) {
        awaitTrouble();
        get("/q/health/" + what).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void readinessTellsHowTheyAreAsData() {
        awaitTrouble();
        get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'openclaw-bridge' }.data.mode", equalTo("real"))
                .body("checks.find { it.name == 'openclaw-bridge' }.data.connection", not(equalTo("connected")))
                .body("checks.find { it.name == 'openclaw-queue' }.data.mode", equalTo("external"));
    }

    @Test
    void withoutItsStoreItIsNotReadyButLivesAndHasStarted() {
        store.breakDown(StoreException.Reason.UNAVAILABLE);
        try {
            await().untilAsserted(() -> get("/q/health/ready").then().statusCode(503));
            get("/q/health/live").then().statusCode(200);
            get("/q/health/started").then().statusCode(200);
        } finally {
            store.recover();
        }
        await().untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
    }

    /// Health is open to everybody: neither secrets nor addresses nor what others said.
    @Test
    void anybodyMayReadWhatItSays() {
        awaitTrouble();
        store.breakDown(StoreException.Reason.UNAVAILABLE);
        try {
            await().untilAsserted(() -> get("/q/health/ready").then().statusCode(503));
            assertThat(get("/q/health").asString())
                    .doesNotContain(TOKEN)
                    .doesNotContain("127.0.0.1")
                    .doesNotContain("rror")
                    .doesNotContain("refused");
        } finally {
            store.recover();
        }
    }
}
