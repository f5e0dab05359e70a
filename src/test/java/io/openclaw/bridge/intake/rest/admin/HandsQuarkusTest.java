package io.openclaw.bridge.intake.rest.admin;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.access.AuditEntry;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.store.SqlStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What operators do by hand, through the door.
@QuarkusTest
class HandsQuarkusTest {
    private static final String ADMIN = "/api/v1/admin/";

    @Inject
    SqlStore store;

    @Inject
    MockOpenClawBridge mock;

    @Inject
    AuditTrail trail;

    private final String session = "telegram:dm:" + UUID.randomUUID();

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }

    private static ValidatableResponse pause(String scope, String value) {
        return post(ADMIN + "pause", "{\"scope\":\"" + scope + "\",\"value\":\"" + value + "\",\"reason\":\"a test\"}");
    }

    private static ValidatableResponse resume(String scope, String value) {
        return post(ADMIN + "resume", "{\"scope\":\"" + scope + "\",\"value\":\"" + value + "\"}");
    }

    @AfterEach
    void resumeAll() {
        store.hands()
                .holds()
                .now()
                .of("mock")
                .forEach(hold -> store.hands()
                        .holds()
                        .lift("mock", hold.scope(), hold.value())
                        .await()
                        .atMost(Duration.ofSeconds(9)));
        mock.gateway().closeBreaker();
    }

    private AuditEntry lastEntry() {
        return trail.latest(Long.MAX_VALUE, 1)
                .await()
                .atMost(Duration.ofSeconds(9))
                .getFirst()
                .entry();
    }

    private Notification stored() {
        Content content = new Content(
                "",
                session,
                "text",
                Map.of(),
                DeliveryStyle.DIRECT,
                TextFormat.PLAIN,
                3,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null);
        String lane =
                mock.route(io.openclaw.bridge.OutboundMessage.of(session, "?")).sessionKey();
        Notification row = Notification.create(UUID.randomUUID(), content, lane, "mock", Instant.now());
        return store.accept(List.of(row))
                .await()
                .atMost(Duration.ofSeconds(9))
                .getFirst()
                .row();
    }

    @Test
    void whatIsPausedIsShownAndItsDirectSendsSayWhoPausedIt() {
        pause("lane", session)
                .statusCode(200)
                .body("scope", equalTo("lane"))
                .body("by", equalTo("anybody"))
                .body("reason", equalTo("a test"));
        assertThat(lastEntry().action()).isEqualTo("delivery.pause");
        assertThat(lastEntry().who()).isEqualTo("anybody");
        assertThat(lastEntry().target()).startsWith("lane agent:main:telegram:direct:");

        get(ADMIN + "pauses").then().statusCode(200).body("items", hasSize(1));
        get("/api/v1/status").then().body("pauses", hasSize(1)).body("pauses[0].reason", equalTo("a test"));
        get("/q/health/ready").then().statusCode(200).body("checks.data.paused", hasItem(1));
        post("/api/v1/sessions/" + session + "/messages", "{\"message\":\"x\"}")
                .statusCode(503)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:openclaw-bridge:problem:paused"))
                .body("code", equalTo("PAUSED_BY_OPERATOR"))
                .body("detail", containsString("was paused by anybody"))
                .body("detail", containsString("/api/v1/admin/resume"))
                .body("pause.scope", equalTo("lane"));
        post("/api/v1/sessions/telegram:dm:another/messages", "{\"message\":\"x\"}")
                .statusCode(200);

        resume("lane", session).statusCode(200).body("resumed", equalTo(true)).body("pause.scope", equalTo("lane"));
        resume("lane", session).statusCode(200).body("resumed", equalTo(false)).body("pause", nullValue());
        get("/api/v1/status").then().body("pauses", nullValue());
        post("/api/v1/sessions/" + session + "/messages", "{\"message\":\"x\"}").statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"scope\":\"channel\",\"value\":\"telegramm\"}', is not a channel",
        "'{\"scope\":\"channel\"}', is required",
        "'{\"scope\":\"lane\",\"value\":\"nonsense\"}', session key",
        "'{\"scope\":\"gateway\",\"value\":\"other\"}', must be left out",
        "'{\"scope\":\"world\"}', must be one of",
        "'{\"scope\":\"gateway\",\"until\":\"x\"}', until",
    })
    void whatPausesNothingIsRefused(String body, String why) {
        post(ADMIN + "pause", body).statusCode(400).body(containsString(why));
        assertThat(store.hands().holds().now().isEmpty()).isTrue();
    }

    @Test
    void anUnknownScopeIsTheOnlyThingThatIsWrong() {
        post(ADMIN + "pause", "{\"scope\":\"world\",\"value\":\"x\"}")
                .statusCode(400)
                .body("violations", hasSize(1))
                .body("violations[0].field", equalTo("scope"));
    }

    @Test
    void theBodyThatPausedItEndsItAndItsReasonIsAudited() {
        String body = "{\"scope\":\"lane\",\"value\":\"" + session + "\",\"reason\":\"bot token leaked\"}";
        post(ADMIN + "pause", body).statusCode(200);
        post(ADMIN + "resume", body).statusCode(200).body("resumed", equalTo(true));
        assertThat(lastEntry().action()).isEqualTo("delivery.resume");
        assertThat(lastEntry().detail()).containsEntry("reason", "bot token leaked");
    }

    @Test
    void aPausedChannelAndGatewayRefuseTheirDirectSends() {
        pause("channel", "Telegram").statusCode(200).body("value", equalTo("telegram"));
        post("/api/v1/sessions/" + session + "/messages", "{\"message\":\"x\"}").statusCode(503);
        post("/api/v1/sessions/slack:channel:1/messages", "{\"message\":\"x\"}").statusCode(200);
        post(ADMIN + "pause", "{\"scope\":\"gateway\"}").statusCode(200).body("value", equalTo("mock"));
        post("/api/v1/sessions/slack:channel:1/messages", "{\"message\":\"x\"}")
                .statusCode(503)
                .body("pause.scope", equalTo("gateway"));
    }

    @Test
    void aPausedLaneIsListedWithItsReasonAndGoesWhenResumed() {
        pause("lane", session).statusCode(200);
        Notification row = stored();
        get(ADMIN + "lanes?sessionKey=" + session)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].lane", equalTo(row.lane()))
                .body("items[0].queued", equalTo(1))
                .body("items[0].first", equalTo(row.id().toString()))
                .body("items[0].waits.reason", equalTo("paused"))
                .body("items[0].waits.pause.by", equalTo("anybody"));
        for (String sort : List.of("oldest", "depth", "lane")) {
            get(ADMIN + "lanes?sort=" + sort).then().statusCode(200).body("items.lane", hasItem(row.lane()));
        }
        resume("lane", session).statusCode(200);
        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () -> get(ADMIN + "lanes?sessionKey=" + session).then().body("items", hasSize(0)));
        assertThat(mock.sent().to(session)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "lanes?sort=colour, sort",
        "lanes?cursor=x, cursor",
        "lanes?limit=101, limit",
        "lanes?sessionKey=nonsense, sessionKey",
        "lanes?colour=x, colour",
        "counts?by=colour, by",
        "counts?by=hour%2Cday, by",
        "counts?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z, since",
        "counts?by=hour&since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z, since",
    })
    void aQueryThatCannotBeAnsweredIsNamed(String path, String field) {
        given().urlEncodingEnabled(false)
                .get(ADMIN + path)
                .then()
                .statusCode(400)
                .body("violations.field", hasItem(field));
    }

    @Test
    void countsAreByStatusUnlessAskedOtherwise() {
        pause("lane", session).statusCode(200);
        stored();
        get(ADMIN + "counts")
                .then()
                .statusCode(200)
                .body("complete", equalTo(true))
                .body("groups.status", hasItem("queued"));
        get(ADMIN + "counts?by=channel,hour")
                .then()
                .statusCode(200)
                .body("groups.channel", hasItem("telegram"))
                .body("groups[0].count", greaterThanOrEqualTo(1));
    }

    @Test
    void theBreakerIsClosedByHand() {
        mock.gateway().openBreaker(Duration.ofHours(1));
        given().post(ADMIN + "breaker/reset").then().statusCode(200).body("state", equalTo("closed"));
        get("/api/v1/status").then().body("breaker.state", equalTo("closed"));
        assertThat(lastEntry().action()).isEqualTo("breaker.reset");
    }

    @Test
    void aBackupIsAnsweredWithItsPlaceAndSize() throws Exception {
        ValidatableResponse made = given().post(ADMIN + "backup").then().statusCode(200);
        Path file = Path.of(made.extract().<String>path("file"));
        assertThat(Files.size(file))
                .isEqualTo(made.extract().<Integer>path("bytes").longValue());
        assertThat(lastEntry().action()).isEqualTo("database.backup");
        Files.delete(file);
    }

    @Test
    void aPurgeDeletesNothingYoungAndNothingThatHasNotEnded() {
        String old = Instant.now().minus(Duration.ofDays(2)).toString();
        String young = Instant.now().minus(Duration.ofHours(2)).toString();
        post(ADMIN + "purge", "{\"status\":\"delivered\",\"before\":\"" + young + "\"}")
                .statusCode(400)
                .body("violations[0].field", equalTo("before"));
        post(ADMIN + "purge", "{\"status\":\"queued\",\"before\":\"" + old + "\"}")
                .statusCode(400)
                .body("violations[0].field", equalTo("status"));
        post(ADMIN + "purge", "{\"status\":\"delivered\",\"before\":\"" + old + "\",\"dryRun\":true}")
                .statusCode(200)
                .body("matched", equalTo(0))
                .body("purged", equalTo(0));
        post(
                        ADMIN + "purge",
                        "{\"status\":\"delivered\",\"before\":\"" + old + "\",\"sessionKey\":\"" + session + "\"}")
                .statusCode(200)
                .body("purged", equalTo(0));
        assertThat(lastEntry().action()).isEqualTo("notification.purge");
        assertThat(lastEntry().target()).isEqualTo("delivered");
    }
}
