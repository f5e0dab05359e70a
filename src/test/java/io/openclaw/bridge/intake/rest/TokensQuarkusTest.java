package io.openclaw.bridge.intake.rest;

import static io.openclaw.bridge.intake.rest.IdentityServer.claims;
import static io.openclaw.bridge.intake.rest.IdentityServer.signed;
import static io.openclaw.bridge.intake.rest.IdentityServer.signedBySomebodyElse;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.MemoryStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Tokens of an identity server, beside keys.
@QuarkusTest
@QuarkusTestResource(value = IdentityServer.class, restrictToAnnotatedClass = true)
@TestProfile(TokensQuarkusTest.WithTokens.class)
class TokensQuarkusTest {
    private static final String NOTIFICATION =
            "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\",\"deliverAt\":\"2999-01-01T00:00:00Z\"}";

    /// With a key as well.
    public static final class WithTokens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openclaw.access.admin-key", KeysProfile.ADMIN);
        }
    }

    @Inject
    MemoryStore store;

    private static Response post(String token) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(NOTIFICATION)
                .post("/api/v1/notifications");
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/api/v1/status")
                .statusCode();
    }

    @Test
    void aTokenIsItsSubjectWithItsScopes() {
        Response answer = post(signed(claims("svc-1", "openid openclaw:send")));
        answer.then().statusCode(202);
        assertThat(store.row(UUID.fromString(answer.path("id"))).content().caller())
                .isEqualTo("oidc:svc-1");
        assertThat(status(signed(claims("svc-1", "openclaw:send")))).isEqualTo(403);
        assertThat(status(signed(claims("svc-1", "openclaw:read")))).isEqualTo(200);
        assertThat(status(signed(claims("svc-1", "openclaw:admin")))).isEqualTo(200);
        assertThat(status(signed(claims("svc-1", "admin read openid")))).isEqualTo(403);
        assertThat(status(signed(claims("svc-1", "openid").groups("openclaw:read"))))
                .as("as a role")
                .isEqualTo(200);
    }

    @Test
    void noOtherTokenCounts() {
        assertThat(status(signed(
                        claims("svc-1", "openclaw:read").expiresAt(Instant.now().minusSeconds(60)))))
                .as("expired")
                .isEqualTo(401);
        assertThat(status(signed(claims("svc-1", "openclaw:read").audience("another-service"))))
                .as("wrong audience")
                .isEqualTo(401);
        assertThat(status(signed(claims("svc-1", "openclaw:read").issuer("https://elsewhere.example.org"))))
                .as("wrong issuer")
                .isEqualTo(401);
        assertThat(status(signedBySomebodyElse(claims("svc-1", "openclaw:read"))))
                .as("wrong signature")
                .isEqualTo(401);
        assertThat(status(unsigned())).as("no signature").isEqualTo(401);
        assertThat(status("a.b.c")).isEqualTo(401);
        assertThat(status("anything")).isEqualTo(401);
        assertThat(status(Secrets.PREFIXED)).isEqualTo(401);
    }

    /// Of a key that there is not.
    private static final class Secrets {
        static final String PREFIXED = "ocb_0000000000000000000000000000000000000000000";
    }

    private static String unsigned() {
        String claims = "{\"iss\":\"" + IdentityServer.ISSUER + "\",\"aud\":\"" + IdentityServer.AUDIENCE
                + "\",\"sub\":\"svc-1\",\"scope\":\"openclaw:admin\",\"exp\":"
                + Instant.now().plusSeconds(60).getEpochSecond() + "}";
        return base64("{\"alg\":\"none\",\"kid\":\"k1\"}") + "." + base64(claims) + ".";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRefusedTokenIsAProblemLikeAWrongKey() {
        Response answer = given().header(
                        "Authorization", "Bearer " + signedBySomebodyElse(claims("svc-1", "openclaw:read")))
                .get("/api/v1/status");
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("Bearer realm=")
                .contains("invalid_token");
    }

    @Test
    void keysCountBesideTokensAndNobodyGetsInWithoutEither() {
        assertThat(status(KeysProfile.ADMIN)).isEqualTo(200);
        assertThat(given().get("/api/v1/status").statusCode()).isEqualTo(401);
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void noTokenTakesTheNameOfAKey() {
        Response key = given().header("Authorization", "Bearer " + KeysProfile.ADMIN)
                .contentType("application/json")
                .body(Map.of("name", "svc-2", "scopes", List.of("send")))
                .post("/api/v1/admin/keys");
        String id = post(key.path("secret")).path("id");
        given().header("Authorization", "Bearer " + signed(claims("svc-2", "openclaw:read")))
                .get("/api/v1/notifications/" + id)
                .then()
                .statusCode(404);
    }
}
