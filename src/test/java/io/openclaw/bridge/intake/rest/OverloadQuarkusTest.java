package io.openclaw.bridge.intake.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Too much of anything is turned away before it costs memory.
@QuarkusTest
@TestProfile(OverloadQuarkusTest.Small.class)
class OverloadQuarkusTest {

    /// A service that holds two KiB of bodies, and bears five wrong keys a minute.
    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "openclaw.rest.max-held-bodies",
                    "2K",
                    "openclaw.access.failures-per-minute",
                    "5",
                    "openclaw.access.admin-key",
                    KeysProfile.ADMIN);
        }
    }

    private static Response post(String text) {
        return given().header("Authorization", "Bearer " + KeysProfile.ADMIN)
                .contentType("application/json")
                .body("{\"sessionKey\":\"telegram:dm:1\",\"message\":\"" + text + "\"}")
                .post("/api/v1/notifications");
    }

    @Test
    void moreBodiesThanTheProcessMayHoldAre503AndWhatWasHeldIsGivenBack() {
        for (int i = 0; i < 20; i++) {
            Response refused = post("x".repeat(3_000));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.<String>path("type")).endsWith(":overloaded");
            assertThat(post("x".repeat(1_500)).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void whoGuessesKeysIsTurnedAwayAndWhoHasOneIsNot() {
        List<Response> answers = IntStream.range(0, 10)
                .mapToObj(i ->
                        given().header("Authorization", "Bearer guess-" + i).get("/api/v1/status"))
                .toList();
        assertThat(answers.subList(0, 5)).extracting(Response::statusCode).containsOnly(401);
        assertThat(answers.subList(6, 10)).extracting(Response::statusCode).containsOnly(429);
        assertThat(Integer.parseInt(answers.getLast().header("Retry-After"))).isBetween(1, 60);
        assertThat(post("x").statusCode()).isEqualTo(202);
        assertThat(given().get("/api/v1/status").statusCode()).isEqualTo(401);
    }
}
