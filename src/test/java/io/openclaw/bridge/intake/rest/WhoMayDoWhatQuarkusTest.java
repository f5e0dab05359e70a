package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The security table: who may do what. A row for each operation of the description and for each other route; a column for
/// each kind of caller.
@QuarkusTest
@TestProfile(KeysProfile.class)
class WhoMayDoWhatQuarkusTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final String NOTIFICATION =
            "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\",\"deliverAt\":\"2999-01-01T00:00:00Z\"}";

    /// What each kind of caller is answered, in the order of [Row].
    private static final List<String> TABLE = List.of(
            // operation or route                                  none send read admin expired revoked wrong other's
            "POST   /api/v1/notifications                           401  202  403  202   401     401     401   202",
            "GET    /api/v1/notifications                           401  403  200  200   401     401     401   200",
            "POST   /api/v1/notifications/batch                     401  202  403  202   401     401     401   202",
            "POST   /api/v1/notifications/replay                    401  200  403  200   401     401     401   200",
            "GET    /api/v1/notifications/{id}                      401  403  200  200   401     401     401   404",
            "DELETE /api/v1/notifications/{id}                      401  200  403  200   401     401     401   404",
            "POST   /api/v1/notifications/{id}/replay               401  202  403  202   401     401     401   404",
            "POST   /api/v1/notifications/{id}/resolve              401  409  403  409   401     401     401   404",
            "POST   /api/v1/sessions/{sessionKey}/messages          401  200  403  200   401     401     401   200",
            "GET    /api/v1/status                                  401  403  200  200   401     401     401   200",
            "GET    /api/v1/admin/audit                             401  403  403  200   401     401     401   403",
            "GET    /api/v1/admin/keys                              401  403  403  200   401     401     401   403",
            "POST   /api/v1/admin/keys                              401  403  403  201   401     401     401   403",
            "DELETE /api/v1/admin/keys/{id}                         401  403  403  200   401     401     401   403",
            "GET    /api/v1/doctor                                  401  403  403  200   401     401     401   403",
            "GET    /api/v1/admin/lanes                             401  403  403  200   401     401     401   403",
            "GET    /api/v1/admin/counts                            401  403  403  200   401     401     401   403",
            "GET    /api/v1/admin/pauses                            401  403  403  200   401     401     401   403",
            "POST   /api/v1/admin/pause                             401  403  403  200   401     401     401   403",
            "POST   /api/v1/admin/resume                            401  403  403  200   401     401     401   403",
            "POST   /api/v1/admin/breaker/reset                     401  403  403  200   401     401     401   403",
            "POST   /api/v1/admin/backup                            401  403  403  200   401     401     401   403",
            "POST   /api/v1/admin/purge                             401  403  403  200   401     401     401   403",
            "GET    /q/metrics                                      401  403  200  200   401     401     401   200",
            "GET    /q/health                                       200  200  200  200   200     200     200   200",
            "GET    /q/health/live                                  200  200  200  200   200     200     200   200",
            "GET    /q/health/ready                                 200  200  200  200   200     200     200   200",
            "GET    /q/health/started                               200  200  200  200   200     200     200   200",
            "GET    /q/openapi                                      200  200  200  200   200     200     200   200",
            "GET    /q/asyncapi                                     200  200  200  200   200     200     200   200",
            "GET    /q/swagger-ui/                                  200  200  200  200   200     200     200   200",
            // other spellings of the guarded ones, and what there is not
            "GET    //q/metrics                                     401  403  200  200   401     401     401   200",
            "GET    /q//metrics                                     401  403  *    *     401     401     401   *",
            "GET    /q/./metrics                                    401  403  *    *     401     401     401   *",
            "GET    /q/health/../metrics                            401  403  *    *     401     401     401   *",
            "GET    /q/%6detrics                                    401  403  *    *     401     401     401   *",
            "GET    /q/metrics/                                     401  403  *    *     401     401     401   *",
            "GET    /q/metrics;x=/q/health                          400  400  400  400   400     400     400   400",
            "GET    /q/metrics%3Bx                                  400  400  400  400   400     400     400   400",
            "GET    /q%2Fmetrics                                    400  400  400  400   400     400     400   400",
            "GET    /q/health%2F..%2Fmetrics                        400  400  400  400   400     400     400   400",
            "GET    /q/health%5C..%5Cmetrics                        400  400  400  400   400     400     400   400",
            "GET    /api/../q/metrics%3Bx                           400  400  400  400   400     400     400   400",
            "GET    /api/v1/status%3Bx                              404  404  404  404   401     401     401   404",
            "GET    //api/v1/status                                 401  403  200  200   401     401     401   200",
            "GET    /api/v1/status/                                 401  403  200  200   401     401     401   200",
            "GET    /q/info                                         401  403  404  404   401     401     401   404",
            "GET    /                                               404  404  404  404   401     401     401   404");

    /// @param expected of no key, send, read, admin, expired, revoked, wrong, and one with send and read who asks for what is
    ///     somebody else's; null where it does not matter
    private record Row(String method, String path, List<@Nullable Integer> expected) {
        static Row of(String line) {
            String[] parts = line.split("\\s+");
            return new Row(
                    parts[0],
                    parts[1],
                    Arrays.stream(parts, 2, parts.length)
                            .map(status -> status.equals("*") ? null : Integer.valueOf(status))
                            .toList());
        }
    }

    private static final List<String> COLUMNS =
            List.of("none", "send", "read", "admin", "expired", "revoked", "wrong", "other's");

    @TestFactory
    Stream<DynamicTest> everyCallerMayDoWhatTheTableSaysAndNothingElse() {
        List<@Nullable String> keys = keys();
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : TABLE.stream().map(Row::of).toList()) {
            for (int i = 0; i < COLUMNS.size(); i++) {
                String key = keys.get(i);
                String column = COLUMNS.get(i);
                Integer expected = row.expected.get(i);
                tests.add(DynamicTest.dynamicTest(row.method + " " + row.path + " with " + column, () -> {
                    Response answer = call(row, key);
                    if (expected == null) {
                        assertThat(answer.statusCode()).isNotEqualTo(500);
                    } else {
                        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(expected);
                    }
                    explained(answer);
                }));
            }
        }
        return tests.stream();
    }

    /// A refusal says what is missing, in the words of every problem, and how to show credentials.
    private static void explained(Response answer) {
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            assertThat(answer.contentType()).startsWith("application/problem+json");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer realm=");
            assertThat(answer.<String>path("detail"))
                    .doesNotContainIgnoringCase("expired")
                    .doesNotContain("revoked");
        }
        if (answer.statusCode() == 403) {
            assertThat(answer.<String>path("requiredScope")).isIn("send", "read", "admin");
        }
    }

    @Test
    void everyOperationOfTheDescriptionHasARow() throws IOException {
        Set<String> described = new TreeSet<>();
        JsonNode document = JSON.readTree(given().get("/q/openapi?format=json").asByteArray());
        for (var path : document.path("paths").properties()) {
            METHODS.stream()
                    .filter(path.getValue()::has)
                    .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        Set<String> rows = new TreeSet<>();
        TABLE.stream().map(Row::of).forEach(row -> rows.add(row.method + " " + row.path));

        assertThat(described).isNotEmpty();
        assertThat(rows).containsAll(described);
    }

    /// Whoever is not described there is nobody's.
    @Test
    void aResourceThatSaysNothingOfRolesIsClosed() {
        assertThat(Arrays.stream(TABLE.toArray(String[]::new))
                        .map(Row::of)
                        .filter(row -> row.path.startsWith("/api/v1/") && !row.path.contains("%")))
                .allSatisfy(row -> assertThat(row.expected.getFirst()).isEqualTo(401));
    }

    private List<@Nullable String> keys() {
        String revoked = created("revoked", "send", "read", "admin").getString("secret");
        String id = given().header("Authorization", "Bearer " + KeysProfile.ADMIN)
                .get("/api/v1/admin/keys")
                .jsonPath()
                .getString("items.find { it.name == 'revoked' && it.status == 'valid' }.id");
        given().header("Authorization", "Bearer " + KeysProfile.ADMIN)
                .delete("/api/v1/admin/keys/" + id)
                .then()
                .statusCode(200);
        return Arrays.asList(
                null,
                created("caller", "send").getString("secret"),
                created("caller", "read").getString("secret"),
                KeysProfile.ADMIN,
                KeysProfile.EXPIRED,
                revoked,
                "ocb_0000000000000000000000000000000000000000000",
                created("somebody-else", "send", "read").getString("secret"));
    }

    private static JsonPath created(String name, String... scopes) {
        return given().header("Authorization", "Bearer " + KeysProfile.ADMIN)
                .contentType("application/json")
                .body(Map.of("name", name, "scopes", scopes))
                .post("/api/v1/admin/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private Response call(Row row, @Nullable String key) {
        RequestSpecification request = given().urlEncodingEnabled(false);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        String path = row.path;
        if (path.contains("/keys/{id}")) {
            path = path.replace("{id}", created("victim", "read").getString("id"));
        } else if (path.contains("{id}")) {
            path = path.replace("{id}", notification(path.endsWith("/replay")));
        }
        path = path.replace("{sessionKey}", "telegram:dm:1");
        String body = body(row);
        if (body != null) {
            request.contentType("application/json").body(body);
        }
        return request.request(row.method, path);
    }

    /// The caller's.
    private String notification(boolean cancelled) {
        String key = created("caller", "send").getString("secret");
        String id = given().header("Authorization", "Bearer " + key)
                .contentType("application/json")
                .body(NOTIFICATION)
                .post("/api/v1/notifications")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        if (cancelled) {
            given().header("Authorization", "Bearer " + key)
                    .delete("/api/v1/notifications/" + id)
                    .then()
                    .statusCode(200);
        }
        return id;
    }

    private static @Nullable String body(Row row) {
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("POST /api/v1/notifications", NOTIFICATION);
        bodies.put("POST /api/v1/notifications/batch", "{\"notifications\":[" + NOTIFICATION + "]}");
        bodies.put("POST /api/v1/notifications/replay", "{\"status\":\"dead\",\"dryRun\":true}");
        bodies.put("POST /api/v1/notifications/{id}/replay", "{}");
        bodies.put("POST /api/v1/notifications/{id}/resolve", "{\"outcome\":\"dead\"}");
        bodies.put("POST /api/v1/sessions/{sessionKey}/messages", "{\"message\":\"x\"}");
        String pause = "{\"scope\":\"lane\",\"value\":\"telegram:dm:77\"}";
        bodies.put("POST /api/v1/admin/pause", pause);
        bodies.put("POST /api/v1/admin/resume", pause);
        bodies.put(
                "POST /api/v1/admin/purge",
                "{\"status\":\"dead\",\"before\":\"2020-01-01T00:00:00Z\",\"dryRun\":true}");
        bodies.put(
                "POST /api/v1/admin/keys",
                "{\"name\":\"made-" + UUID.randomUUID().toString().substring(0, 8) + "\",\"scopes\":[\"read\"]}");
        return bodies.get(row.method + " " + row.path);
    }
}
