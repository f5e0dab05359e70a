package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationService;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.Waiters;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every row of the contract's table (design, section 5).
@QuarkusTest
class NotificationsQuarkusTest {
    private static final String PATH = "/api/v1/notifications";

    @Inject
    MemoryStore store;

    @Inject
    Waiters waiters;

    @Inject
    NotificationService service;

    /// Tests share the store: each has a session of its own.
    private final String session = "telegram:dm:" + UUID.randomUUID();

    @AfterEach
    void mend() {
        store.releaseCommits();
        store.recover();
    }

    private String body(String more) {
        return "{\"sessionKey\":\"" + session + "\",\"message\":\"text\"" + more + "}";
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }

    private Notification accepted() {
        return row(post(PATH, body("")).statusCode(202).extract().path("id"));
    }

    private Notification row(String id) {
        Notification row = store.row(UUID.fromString(id));
        assertThat(row).isNotNull();
        return row;
    }

    private Notification applied(Change change) {
        return ((Change.Result.Applied)
                        store.apply(List.of(change)).await().indefinitely().getFirst())
                .row();
    }

    private Notification claimed(Notification row) {
        return applied(new Change(row, row.claim("me", Instant.now(), "boot")));
    }

    private Notification dead(Notification row) {
        Notification claimed = claimed(row);
        Dead end = new Dead(Instant.now(), "PLATFORM_REFUSED", null, null, null);
        return applied(new Change(claimed, claimed.die(end, Attempt.Result.REFUSED, "chat not found")));
    }

    private Notification parked(Notification row) {
        Notification claimed = claimed(row);
        return applied(
                new Change(claimed, claimed.park("lost", Instant.now().plusSeconds(99), null, Instant.now(), "lost")));
    }

    // ---- submit

    @Test
    void acceptedMeansStoredAndSaysWhere() {
        Response answer = given().contentType("application/json").body(body("")).post(PATH);
        String id = answer.path("id");
        answer.then()
                .statusCode(202)
                .contentType("application/json")
                .header("Location", PATH + "/" + id)
                .header("Idempotent-Replayed", nullValue())
                .body("status", equalTo("queued"))
                .body("message", equalTo("text"))
                .body("gateway", equalTo("mock"))
                .body("links.self", equalTo(PATH + "/" + id));
        assertThat(row(id).content().sessionKey()).isEqualTo(session);
        get(PATH + "/" + id).then().statusCode(200).body("id", equalTo(id)).body("attempts", hasSize(0));
    }

    @Test
    void answerComesAfterTheCommitOnly() {
        store.holdCommits();
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> given().contentType("application/json")
                .body(body(""))
                .post(PATH)
                .statusCode());
        Awaitility.await().until(() -> store.heldCommits() == 1);
        assertThat(status).isNotDone();
        store.releaseCommits();
        assertThat(status.join()).isEqualTo(202);
    }

    @Test
    void dryRunTellsTheRouteAndStoresNothing() {
        int before = store.history().size();
        post(PATH + "?dryRun=true", body(",\"ttl\":\"PT1H\""))
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("sessionKey", equalTo(session))
                .body("channel", equalTo("telegram"))
                .body("delivery", equalTo("direct"))
                .body("expiresAt", notNullValue());
        post(PATH + "?dryRun=true", "{\"sessionKey\":\"nonsense\",\"message\":\"x\"}")
                .statusCode(400);
        assertThat(store.history()).hasSize(before);
    }

    @Test
    void repeatAnswersWithTheCurrentViewAndOtherFieldsAreRefused() {
        String key = UUID.randomUUID().toString();
        String id = post(PATH, body(",\"ttl\":\"PT1H\",\"idempotencyKey\":\"" + key + "\""))
                .statusCode(202)
                .extract()
                .path("id");
        dead(row(id));
        given().contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body(",\"ttl\":\"PT1H\""))
                .post(PATH)
                .then()
                .statusCode(202)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(id))
                .body("status", equalTo("dead"));
        post(PATH, body(",\"ttl\":\"PT2H\",\"idempotencyKey\":\"" + key + "\""))
                .statusCode(422)
                .contentType("application/problem+json")
                .body("notificationId", equalTo(id));
        get(PATH + "?idempotencyKey=" + key).then().statusCode(200).body("items.id", contains(id));
    }

    @Test
    void whoPrefersToWaitGetsTheEnd() {
        CompletableFuture<Response> answer = CompletableFuture.supplyAsync(() -> given().contentType("application/json")
                .header("Prefer", "wait=60")
                .body(body(""))
                .post(PATH));
        Awaitility.await().until(() -> waiters.size() == 1);
        store.rows().stream()
                .filter(row -> row.content().sessionKey().equals(session))
                .forEach(this::dead);
        answer.join()
                .then()
                .statusCode(200)
                .header("Preference-Applied", "wait=30")
                .body("status", equalTo("dead"))
                .body("reason", equalTo("PLATFORM_REFUSED"))
                .body("attempts[0].outcome", equalTo("refused"));
    }

    @Test
    void whoseWaitIsInVainGetsWhatThereIs() {
        given().contentType("application/json")
                .header("Prefer", "wait=1")
                .body(body(""))
                .post(PATH)
                .then()
                .statusCode(202)
                .header("Preference-Applied", "wait=1")
                .body("status", equalTo("queued"));
        assertThat(waiters.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, store-unavailable, not known",
        "DISK_LOW, disk-low, Nothing was stored",
        "OVERLOADED, store-overloaded, Nothing was stored",
        "CLOSED, stopping, not known"
    })
    void storeThatCannotIsSaidAtOnce(StoreException.Reason reason, String type, String stored) {
        store.failNext(1, reason);
        post(PATH, body(""))
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:openclaw-bridge:problem:" + type))
                .body("detail", containsString(stored));
    }

    // ---- batch

    @Test
    void everyOneOfABatchIsJudgedByItself() {
        String key = UUID.randomUUID().toString();
        String keyed = body(",\"idempotencyKey\":\"" + key + "\"");
        post(PATH, keyed).statusCode(202);
        post(
                        PATH + "/batch",
                        "{\"notifications\":[" + body("") + ",{\"message\":\" \"}," + keyed + ","
                                + body(",\"idempotencyKey\":\"" + key + "\",\"priority\":1") + ",7,"
                                + body(",\"ttl\":\"PT1H\",\"expiresAt\":\"2999-01-01T00:00:00Z\"") + "]}")
                .statusCode(202)
                .body("results.index", contains(0, 1, 2, 3, 4, 5))
                .body(
                        "results.status",
                        contains("accepted", "rejected", "replayed", "rejected", "rejected", "rejected"))
                .body("results[0].notification.status", equalTo("queued"))
                .body("results[1].problem.violations[0].field", equalTo("message"))
                .body("results[3].problem.status", equalTo(422))
                .body("results[4].problem.status", equalTo(400))
                .body("results[5].problem.violations[0].field", equalTo("ttl"));
    }

    @Test
    void thousandAreABatchAndOneMoreIsNot() {
        String thousand = IntStream.range(0, 1_000).mapToObj(_ -> body("")).collect(Collectors.joining(","));
        post(PATH + "/batch", "{\"notifications\":[" + thousand + "]}")
                .statusCode(202)
                .body("results", hasSize(1_000));
        int before = store.history().size();
        post(PATH + "/batch", "{\"notifications\":[" + thousand + "," + body("") + "]}")
                .statusCode(413)
                .contentType("application/problem+json");
        assertThat(store.history()).hasSize(before);
    }

    @Test
    void largeBatchIsTaken() {
        String large = body(",\"metadata\":{\"x\":\"" + "y".repeat(10_000) + "\"}");
        String many = IntStream.range(0, 100).mapToObj(_ -> large).collect(Collectors.joining(","));
        post(PATH + "/batch", "{\"notifications\":[" + many + "]}")
                .statusCode(202)
                .body("results", hasSize(100));
    }

    // ---- out

    @Test
    void listIsNewestFirstInPagesAndWithoutTexts() {
        List<String> ids =
                IntStream.range(0, 5).mapToObj(_ -> accepted().id().toString()).toList();
        String first = PATH + "?status=queued&limit=3&sessionKey=" + session;
        String cursor = get(first)
                .then()
                .statusCode(200)
                .body("items.id", contains(ids.get(4), ids.get(3), ids.get(2)))
                .body("items[0].message", nullValue())
                .extract()
                .path("nextCursor");
        get(first + "&include=message&cursor=" + cursor)
                .then()
                .statusCode(200)
                .body("items.id", contains(ids.get(1), ids.get(0)))
                .body("items[0].message", equalTo("text"))
                .body("nextCursor", nullValue());
        get(PATH + "?since=2999-01-01T00:00:00Z").then().statusCode(200).body("items", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "1-1-1-1-1", "019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d"})
    void whatThereIsNotIsNotFound(String id) {
        get(PATH + "/" + id).then().statusCode(404).contentType("application/problem+json");
        given().delete(PATH + "/" + id).then().statusCode(404);
        given().noContentType().post(PATH + "/" + id + "/replay").then().statusCode(404);
        post(PATH + "/" + id + "/resolve", "{\"outcome\":\"dead\"}").statusCode(404);
    }

    // ---- what people do

    @Test
    void cancelIsForWhatWaits() {
        String waiting = PATH + "/" + accepted().id();
        given().delete(waiting).then().statusCode(200).body("status", equalTo("cancelled"));
        given().delete(waiting).then().statusCode(200).body("status", equalTo("cancelled"));
        given().delete(PATH + "/" + parked(accepted()).id())
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"));
        given().delete(PATH + "/" + claimed(accepted()).id())
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("notificationStatus", equalTo("sending"));
        given().delete(PATH + "/" + dead(accepted()).id()).then().statusCode(409);
    }

    @Test
    void replayIsForWhatDidNotGetThroughPerhapsCorrected() {
        Notification dead = dead(accepted());
        given().noContentType()
                .post(PATH + "/" + dead.id() + "/replay")
                .then()
                .statusCode(202)
                .body("status", equalTo("queued"))
                .body("keyGeneration", equalTo(2));
        given().noContentType().post(PATH + "/" + dead.id() + "/replay").then().statusCode(409);

        String corrected = "{\"message\":\"better\",\"sessionKey\":\"telegram:dm:99\"}";
        post(PATH + "/" + dead(accepted()).id() + "/replay", corrected)
                .statusCode(202)
                .body("message", equalTo("better"))
                .body("sessionKey", equalTo("telegram:dm:99"));
        Notification other = dead(accepted());
        post(PATH + "/" + other.id() + "/replay", "{\"sessionKey\":\"nonsense\"}")
                .statusCode(400)
                .body("violations[0].field", equalTo("sessionKey"));
        assertThat(row(other.id().toString())).isEqualTo(other);
    }

    @Test
    void replayOfManyCountsFirst() {
        dead(accepted());
        dead(accepted());
        String order = "{\"status\":\"dead\",\"sessionKey\":\"" + session + "\"";
        post(PATH + "/replay", order + ",\"dryRun\":true}")
                .statusCode(200)
                .body("matched", equalTo(2))
                .body("replayed", equalTo(0));
        post(PATH + "/replay", order + "}")
                .statusCode(200)
                .body("matched", equalTo(2))
                .body("replayed", equalTo(2));
        post(PATH + "/replay", order + "}").statusCode(200).body("matched", equalTo(0));
    }

    @Test
    void resolveIsForTheUnknown() {
        post(PATH + "/" + parked(accepted()).id() + "/resolve", "{\"outcome\":\"delivered\"}")
                .statusCode(200)
                .body("status", equalTo("delivered"));
        post(PATH + "/" + parked(accepted()).id() + "/resolve", "{\"outcome\":\"dead\"}")
                .statusCode(200)
                .body("status", equalTo("dead"))
                .body("reason", equalTo("OUTCOME_UNKNOWN"));
        post(PATH + "/" + accepted().id() + "/resolve", "{\"outcome\":\"dead\"}")
                .statusCode(409);
    }

    @Test
    void orchestratorsHelperIsInjectable() {
        assertThat(service.notify(session, "text", java.util.Map.of())
                        .toCompletableFuture()
                        .orTimeout(Duration.ofSeconds(10).toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                        .join())
                .isPresent();
    }
}
