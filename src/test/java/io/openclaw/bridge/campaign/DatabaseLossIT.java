package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.store.PostgresServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises 1, 3 and 4 of the design, section 2, with a PostgreSQL that falls silent under load, and then ends and comes back.
class DatabaseLossIT {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /// For a machine that does other things too.
    private static final Duration TOLERANCE = Duration.ofMillis(1_500);

    private static final Duration RECOVERY = Duration.ofSeconds(30);

    @Test
    void callersAreRefusedAtOnceNothingIsLostOrRepeatedAndTheServiceRecoversByItself(@TempDir Path home)
            throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"));
        Site.Layout layout =
                new Site.Layout(1, true, 1, 0, Map.of("OPENCLAW_STORE_COMMIT_LIMIT", LIMIT.toSeconds() + "s"));
        try (Site site = new Site(layout, jar, home)) {
            site.start();
            PostgresServer database = Objects.requireNonNull(site.postgres);
            try (Callers callers = new Callers(site.doors, 20, 20)) {
                await().atMost(RECOVERY).until(() -> callers.accepted() > 200);
                database.pause();
                try {
                    isRefusedWithin(LIMIT.plus(TOLERANCE), site, "POST");
                    isDownAndRefusesAtOnce(site);
                    assertThat(site.status(0).at("/store/lastError").asText()).contains("has not answered");
                } finally {
                    database.resume();
                }
                isUpAgain(site, callers);

                database.stop();
                try {
                    isDownAndRefusesAtOnce(site);
                } finally {
                    database.startAgain();
                }
                isUpAgain(site, callers);

                List<Callers.Accepted> accepted = callers.finish();
                site.drain();
                Verdict verdict = site.verdict(accepted);
                assertThat(verdict.lost()).isEmpty();
                assertThat(verdict.disordered()).isEmpty();
                assertThat(verdict.strange()).isEmpty();
                assertThat(verdict.repeated()).as("outcomes waited in memory").isZero();
            }
        }
    }

    private static void isDownAndRefusesAtOnce(Site site) throws IOException, InterruptedException {
        await().atMost(RECOVERY)
                .until(() -> site.status(0).at("/store/state").asText().equals("down"));
        JsonNode status = site.status(0);
        assertThat(status.at("/store/kind").asText()).isEqualTo("postgresql");
        assertThat(status.has("queue")).isFalse();
        assertThat(status.path("hint").asText()).contains("store.lastError");
        for (int i = 0; i < 10; i++) {
            isRefusedWithin(TOLERANCE.dividedBy(3), site, "POST");
        }
        isRefusedWithin(TOLERANCE.dividedBy(3), site, "GET");
    }

    private static void isRefusedWithin(Duration limit, Site site, String method)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(site.doors.getFirst().resolve("/api/v1/notifications"));
        if (method.equals("POST")) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("""
                            {"sessionKey":"telegram:dm:1","message":"nobody reads this"}"""));
        }
        long begun = System.nanoTime();
        HttpResponse<String> answer = site.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isLessThan(limit.toMillis());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static void isUpAgain(Site site, Callers callers) {
        await().atMost(RECOVERY)
                .until(() -> site.status(0).at("/store/state").asText().equals("up"));
        int accepted = callers.accepted();
        await().atMost(RECOVERY).until(() -> callers.accepted() > accepted + 50);
    }
}
