package io.openclaw.bridge.telemetry;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.notification.NotificationService;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The metrics of a service with everything on are those of `src/docs/metrics.md`, and what dashboards and alerts ask for
/// exists. `-Dmetrics.write` writes the page anew.
@QuarkusTest
@WithTestResource(value = FakeWorld.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MetricsQuarkusTest {
    private static final Path PAGE = Path.of("src/docs/metrics.md");

    @Inject
    OpenClawBridge bridge;

    /// Counts where an orchestrator injects it.
    @Inject
    NotificationService service;

    private Scrape scrape;

    @BeforeEach
    void scrape() {
        bridge.connectAndAwait();
        given().contentType("application/json")
                .body("{\"message\":\"Deploy finished\"}")
                .post("/api/v1/sessions/telegram:dm:98765432/messages")
                .then()
                .statusCode(200);
        System.gc(); // pauses are there from the first one on
        get("/q/metrics"); // the door is measured when it has answered
        scrape = Scrape.of(given().accept("text/plain").get("/q/metrics").asString());
    }

    @Test
    void everyMetricStandsInThePageAndNoOther() throws IOException {
        String page = MetricsPage.of(scrape);
        if (System.getProperty("metrics.write") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(page).isEqualTo(Files.readString(PAGE));
    }

    @Test
    void everyMetricSaysWhatItMeans() {
        assertThat(scrape.families().values().stream().filter(MetricsPage::isOurs))
                .allSatisfy(
                        family -> assertThat(family.meaning()).as(family.name()).isNotBlank());
    }

    @Test
    void noLabelHoldsASessionKeyAnIdOrAText() {
        assertThat(scrape.families().values().stream().filter(MetricsPage::isOurs))
                .allSatisfy(family -> assertThat(family.labels())
                        .as(family.name())
                        .allSatisfy((_, values) -> assertThat(values)
                                .hasSizeLessThanOrEqualTo(30)
                                .allMatch(value -> value.matches("[a-z_]{1,30}"))));
        assertThat(get("/q/metrics").asString()).doesNotContain("98765432");
    }

    @Test
    void everythingThatTheDashboardAndTheAlertsAskForExists() throws IOException {
        Set<String> known = new TreeSet<>(scrape.series());
        known.add("up"); // Prometheus' own
        for (String file : Set.of("deploy/grafana/openclaw-bridge.json", "deploy/prometheus/alerts.yml")) {
            Set<String> asked = Expressions.of(Path.of(file)).stream()
                    .flatMap(expression -> Expressions.metrics(expression).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(asked).as(file).hasSizeGreaterThan(8);
            assertThat(known).as(file).containsAll(asked);
        }
    }

    @Test
    void everyAlertLeadsToAChapterOfTheRunbook() throws IOException {
        String runbook = Files.readString(Path.of("src/docs/operations.md"));
        String alerts = Files.readString(Path.of("deploy/prometheus/alerts.yml"));
        List<String> anchors = Pattern.compile("runbook_url: https://.+/operations\\.md#([a-z-]+)")
                .matcher(alerts)
                .results()
                .map(found -> found.group(1))
                .toList();
        Set<String> chapters = runbook.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceAll("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
        assertThat(anchors).hasSize((int)
                alerts.lines().filter(line -> line.contains("- alert:")).count());
        assertThat(chapters).containsAll(anchors);
    }
}
