package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.StoreException;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class StatusQuarkusTest {
    private final ScriptedBridge bridge = new ScriptedBridge();

    @Inject
    MemoryStore store;

    @BeforeEach
    void install() {
        QuarkusMock.installMockForType(bridge, OpenClawBridge.class);
    }

    @Test
    void everythingThatIsKnownIsShown() {
        bridge.status = new BridgeStatus(
                BridgeStatus.Mode.REAL,
                "default",
                new BridgeStatus.Connection(
                        ConnectionState.RECONNECTING, ScriptedBridge.NOW, 3, "connection reset", "nothing to do"),
                new BridgeStatus.Breaker(BridgeStatus.BreakerState.HALF_OPEN, ScriptedBridge.NOW.plusSeconds(60), 2),
                new BridgeStatus.Admission(64, 0, 0, 0, 0),
                new BridgeStatus.Facts("2026.9.6", "boot", 4, List.of("operator.read"), "main"));

        get("/api/v1/status")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("", aMapWithSize(6))
                .body("store.state", equalTo("up"))
                .body("queue", aMapWithSize(6))
                .body("hint", nullValue())
                .body("mode", equalTo("real"))
                .body("gateway", aMapWithSize(9))
                .body("gateway.name", equalTo("default"))
                .body("gateway.state", equalTo("reconnecting"))
                .body("gateway.since", equalTo("2026-11-20T18:00:00Z"))
                .body("gateway.version", equalTo("2026.9.6"))
                .body("gateway.bootId", equalTo("boot"))
                .body("gateway.protocol", equalTo(4))
                .body("gateway.scopes", contains("operator.read"))
                .body("gateway.lastError", equalTo("connection reset"))
                .body("gateway.hint", equalTo("nothing to do"))
                .body("breaker", aMapWithSize(2))
                .body("breaker.state", equalTo("half_open"))
                .body("breaker.openUntil", equalTo("2026-11-20T18:01:00Z"));
    }

    @ParameterizedTest
    @EnumSource
    void aGatewayThatIsAwayIsDataAndNoError(ConnectionState state) {
        bridge.status = new BridgeStatus(
                BridgeStatus.Mode.MOCK,
                "mock",
                new BridgeStatus.Connection(state, ScriptedBridge.NOW, 0, null, null),
                BridgeStatus.Breaker.CLOSED,
                new BridgeStatus.Admission(64, 0, 0, 0, 0),
                null);

        get("/api/v1/status")
                .then()
                .statusCode(200)
                .body("mode", equalTo("mock"))
                .body("gateway", aMapWithSize(3))
                .body("gateway.state", equalTo(state.name().toLowerCase(Locale.ROOT)))
                .body("breaker", aMapWithSize(1));
    }

    @Test
    void aStoreThatIsDownIsShownAndTheQueueIsNot() {
        store.breakDown(StoreException.Reason.UNAVAILABLE);
        try {
            await().untilAsserted(() -> get("/api/v1/status")
                    .then()
                    .statusCode(200)
                    .body("store.kind", equalTo("memory"))
                    .body("store.state", equalTo("down"))
                    .body("store.lastError", notNullValue())
                    .body("queue", nullValue())
                    .body("hint", containsString("store.lastError")));
            get("/q/health/ready")
                    .then()
                    .statusCode(503)
                    .body("checks.find { it.name == 'openclaw-store' }.status", equalTo("DOWN"));
        } finally {
            store.recover();
        }
        await().untilAsserted(() ->
                get("/api/v1/status").then().body("store.state", equalTo("up")).body("hint", nullValue()));
    }

    @Test
    void whileOpenAPageOfAnotherSiteMayNotActForTheUserOfThisMachine() {
        for (String site : List.of("cross-site", "same-site")) {
            given().header("Sec-Fetch-Site", site)
                    .post("/api/v1/admin/backup")
                    .then()
                    .statusCode(401);
        }
        given().header("Sec-Fetch-Site", "same-origin")
                .get("/api/v1/status")
                .then()
                .statusCode(200);
        given().header("Sec-Fetch-Site", "none").get("/api/v1/status").then().statusCode(200);
    }

    @Test
    void noCallersPathIsALabelOfAMetric() {
        String key = "telegram:dm:998877";
        given().delete("/api/v1/sessions/" + key + "/messages").then().statusCode(405);
        given().urlEncodingEnabled(false)
                .get("/api/v1/sessions/" + key + ";x/messages")
                .then()
                .statusCode(400);
        given().urlEncodingEnabled(false).get("/998877").then().statusCode(404);
        given().urlEncodingEnabled(false).get("/998877;x").then().statusCode(400);
        given().body("{}")
                .contentType("application/json")
                .post("/api/v1/sessions/" + key + "/messages")
                .then()
                .statusCode(400);

        String metrics = get("/q/metrics").asString();
        assertThat(metrics)
                .doesNotContain("998877")
                .contains("uri=\"/api/v1/sessions/{sessionKey}/messages\"", "uri=\"OTHER\"");
    }
}
