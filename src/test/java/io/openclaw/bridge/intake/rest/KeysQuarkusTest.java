package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.openclaw.bridge.access.Keys;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What keys are good for, from their making to their end.
@QuarkusTest
@TestProfile(KeysProfile.class)
class KeysQuarkusTest {
    private static final String KEYS = "/api/v1/admin/keys";
    private static final String NOTIFICATIONS = "/api/v1/notifications";

    @Inject
    Keys keys;

    @AfterEach
    void mendTheFile() {
        KeysProfile.write(KeysProfile.KEYS);
        keys.tick();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key).contentType("application/json");
    }

    private static JsonPath created(Map<String, Object> wish) {
        return as(KeysProfile.ADMIN)
                .body(wish)
                .post(KEYS)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static String secret(String name, List<String> scopes) {
        return created(Map.of("name", name, "scopes", scopes)).getString("secret");
    }

    private static String body(String sessionKey, String more) {
        return "{\"sessionKey\":\"" + sessionKey + "\",\"message\":\"x\",\"deliverAt\":\"2999-01-01T00:00:00Z\"" + more
                + "}";
    }

    private static String accepted(String key, String sessionKey, String more) {
        return as(key).body(body(sessionKey, more))
                .post(NOTIFICATIONS)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    // ---- their life

    @Test
    void aSecretIsShownOnceAndNothingElseTellsItOrItsHash() {
        JsonPath key = created(Map.of("name", "once", "scopes", List.of("read"), "expiresAt", "2999-01-01T00:00:00Z"));
        assertThat(key.getString("secret")).matches("ocb_[0-9A-Za-z]{43}");
        Response list = as(KeysProfile.ADMIN).get(KEYS);
        list.then()
                .statusCode(200)
                .body("items.find { it.id == '" + key.getString("id") + "' }.status", equalTo("valid"))
                .body("items.findAll { it.secret != null }", hasSize(0));
        assertThat(list.asString())
                .doesNotContain(key.getString("secret"))
                .doesNotContain("hash")
                .doesNotContain(KeysProfile.ADMIN)
                .doesNotContain(KeysProfile.SENDER);
    }

    @Test
    void aKeyCountsFromItsMakingToItsRevocationAndBothAreAudited() {
        JsonPath key = created(Map.of("name", "short-lived", "scopes", List.of("read")));
        String id = key.getString("id");
        String secret = key.getString("secret");
        as(secret).get("/api/v1/status").then().statusCode(200);
        as(KeysProfile.ADMIN).delete(KEYS + "/" + id).then().statusCode(200).body("status", equalTo("revoked"));
        as(secret).get("/api/v1/status").then().statusCode(401);
        as(KeysProfile.ADMIN).delete(KEYS + "/" + id).then().statusCode(200).body("revokedAt", notNullValue());
        List<Map<String, Object>> trail = as(KeysProfile.ADMIN)
                .get("/api/v1/admin/audit")
                .then()
                .statusCode(200)
                .extract()
                .path("items.findAll { it.target == '" + id + "' }");
        assertThat(trail).extracting(entry -> entry.get("action")).containsExactly("key.revoke", "key.create");
        assertThat(trail).extracting(entry -> entry.get("who")).containsOnly("admin");
        assertThat(trail.toString()).doesNotContain(secret);
    }

    @Test
    void whenAKeyWasLastUsedIsKnown() {
        JsonPath key = created(Map.of("name", "used", "scopes", List.of("read")));
        as(key.getString("secret")).get("/api/v1/status").then().statusCode(200);
        keys.noteUses().await().indefinitely();
        as(KeysProfile.ADMIN)
                .get(KEYS)
                .then()
                .body("items.find { it.id == '" + key.getString("id") + "' }.lastUsedAt", notNullValue());
    }

    @Test
    void aKeyInTheFileIsReplacedWithoutARestartAndNotByAnAdminCall() {
        as(KeysProfile.SENDER)
                .body(body("telegram:dm:1", ""))
                .post(NOTIFICATIONS)
                .then()
                .statusCode(202);
        String id = as(KeysProfile.ADMIN).get(KEYS).path("items.find { it.name == 'sender' }.id");
        as(KeysProfile.ADMIN).delete(KEYS + "/" + id).then().statusCode(409);
        String next = "ocb_another00000000000000000000000000000000000";
        KeysProfile.write(KeysProfile.KEYS.replace(KeysProfile.SENDER, next));
        keys.tick();
        as(KeysProfile.SENDER)
                .body(body("telegram:dm:1", ""))
                .post(NOTIFICATIONS)
                .then()
                .statusCode(401);
        as(next).body(body("telegram:dm:1", "")).post(NOTIFICATIONS).then().statusCode(202);
    }

    @Test
    void aWishThatDoesNotFitIsRefusedWithAllThatIsWrong() {
        as(KeysProfile.ADMIN)
                .body(
                        "{\"name\":\"a b\",\"scopes\":[\"sned\"],\"sessions\":[],\"rate\":-1,\"expiresAt\":\"2020-01-01T00:00:00Z\",\"x\":1}")
                .post(KEYS)
                .then()
                .statusCode(400)
                .body("violations", hasSize(6));
        as(KeysProfile.ADMIN).delete(KEYS + "/none").then().statusCode(404);
    }

    // ---- whose notifications

    @Test
    void aCallerSeesAndChangesItsOwnNotificationsOnlyAndAnAdminEverybodys() {
        String session = "telegram:dm:" + UUID.randomUUID();
        String mine = secret("mine", List.of("send", "read"));
        String theirs = secret("theirs", List.of("send", "read"));
        String id = accepted(mine, session, "");
        String other = accepted(theirs, session, "");
        as(mine).get(NOTIFICATIONS + "?sessionKey=" + session).then().body("items.id", equalTo(List.of(id)));
        as(theirs).get(NOTIFICATIONS + "?sessionKey=" + session).then().body("items.id", equalTo(List.of(other)));
        as(KeysProfile.ADMIN)
                .get(NOTIFICATIONS + "?sessionKey=" + session)
                .then()
                .body("items", hasSize(2));
        as(theirs).delete(NOTIFICATIONS + "/" + id).then().statusCode(404);
        as(mine).delete(NOTIFICATIONS + "/" + id).then().statusCode(200);
        as(KeysProfile.ADMIN).delete(NOTIFICATIONS + "/" + other).then().statusCode(200);
        String many = "{\"status\":\"cancelled\",\"sessionKey\":\"" + session + "\"}";
        as(theirs).body(many).post(NOTIFICATIONS + "/replay").then().body("matched", equalTo(1));
        as(mine).get(NOTIFICATIONS + "/" + id).then().body("status", equalTo("cancelled"));
        as(KeysProfile.ADMIN).body(many).post(NOTIFICATIONS + "/replay").then().body("replayed", equalTo(1));
    }

    @Test
    void idempotencyKeysBelongToTheirCaller() {
        String key = ",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"";
        String first = accepted(secret("one", List.of("send")), "telegram:dm:1", key);
        String second = accepted(secret("two", List.of("send")), "telegram:dm:2", key);
        String again = accepted(secret("one", List.of("send")), "telegram:dm:1", key);
        assertThat(second).isNotEqualTo(first);
        assertThat(again).as("a second key of the same caller").isEqualTo(first);
    }

    // ---- where to

    @Test
    void aKeyForSomeSessionsSendsToNoOtherHoweverItIsSpelt() {
        String key = created(Map.of(
                        "name", "one-chat", "scopes", List.of("send", "read"), "sessions", List.of("telegram:dm:1")))
                .getString("secret");
        for (String spelling :
                List.of("telegram:dm:1", "telegram:direct:1", "TELEGRAM:DM:1", "agent:main:telegram:direct:1")) {
            accepted(key, spelling, "");
        }
        for (String elsewhere : List.of("telegram:dm:2", "telegram:group:1", "agent:main:main", "slack:dm:1")) {
            forbidden(as(key).body(body(elsewhere, "")).post(NOTIFICATIONS));
            forbidden(as(key).body(body(elsewhere, "")).post(NOTIFICATIONS + "?dryRun=true"));
            forbidden(as(key).body("{\"message\":\"x\"}").post("/api/v1/sessions/" + elsewhere + "/messages"));
            as(key).body("{\"notifications\":[" + body(elsewhere, "") + "," + body("telegram:dm:1", "") + "]}")
                    .post(NOTIFICATIONS + "/batch")
                    .then()
                    .statusCode(202)
                    .body("results[0].problem.status", equalTo(403))
                    .body("results[1].status", equalTo("accepted"));
        }
        forbidden(as(key).body(body("telegram:dm:1", ",\"threadId\":\"7\"")).post(NOTIFICATIONS));
        forbidden(
                as(key).body("{\"message\":\"x\",\"threadId\":\"7\"}").post("/api/v1/sessions/telegram:dm:1/messages"));
    }

    @Test
    void aReplayThatIsCorrectedGoesWhereItsCallerMaySendOnly() {
        String key = created(
                        Map.of("name", "replayer", "scopes", List.of("send"), "sessions", List.of("telegram:dm:*")))
                .getString("secret");
        String id = accepted(key, "telegram:dm:1", "");
        as(key).delete(NOTIFICATIONS + "/" + id).then().statusCode(200);
        forbidden(as(key).body("{\"sessionKey\":\"slack:channel:C1\"}").post(NOTIFICATIONS + "/" + id + "/replay"));
        as(key).body("{\"sessionKey\":\"telegram:direct:2\"}")
                .post(NOTIFICATIONS + "/" + id + "/replay")
                .then()
                .statusCode(202);
    }

    private static void forbidden(Response answer) {
        answer.then().statusCode(403).body("type", equalTo("urn:openclaw-bridge:problem:forbidden-session"));
    }

    // ---- how much

    @Test
    void whoAsksMoreThanItsRateIsTurnedAwayWithTheTimeToWait() {
        List<Response> answers = IntStream.range(0, 60)
                .mapToObj(i -> as(KeysProfile.SLOW).get("/api/v1/status"))
                .toList();
        assertThat(answers).extracting(Response::statusCode).contains(200, 429);
        Response refused = answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"caller\";q=10;w=1");
        assertThat(refused.header("RateLimit")).isEqualTo("\"caller\";r=0;t=1");
        assertThat(answers.getFirst().header("RateLimit")).startsWith("\"caller\";r=");
        as(secret("not-slow", List.of("read"))).get("/api/v1/status").then().statusCode(200);
    }

    // ---- headers

    @Test
    void answersAreNotKeptFramedOrGuessed() {
        Response status = as(KeysProfile.ADMIN).get("/api/v1/status");
        assertThat(status.header("Cache-Control")).isEqualTo("no-store");
        assertThat(status.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(status.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(status.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(status.header("Server")).isNull();
        Response refused = given().header("Origin", "http://elsewhere.example").get("/api/v1/status");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
        assertThat(refused.header("Access-Control-Allow-Origin")).isNull();
        assertThat(given().get("/q/swagger-ui/").header("Content-Security-Policy"))
                .contains("script-src 'self'");
    }

    @Test
    void credentialsOfAnotherSchemeAreWrong() {
        given().header("Authorization", "Basic YWRtaW46YWRtaW4=")
                .get("/api/v1/status")
                .then()
                .statusCode(401);
        given().header("Authorization", KeysProfile.ADMIN)
                .get("/api/v1/status")
                .then()
                .statusCode(401);
        given().header("Authorization", "bearer  " + KeysProfile.ADMIN)
                .get("/api/v1/status")
                .then()
                .statusCode(200);
        given().header("Authorization", "Bearer ").get("/api/v1/status").then().statusCode(401);
    }
}
