package io.openclaw.bridge.telemetry;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// `src/docs/metrics.md`, made of a scrape.
final class MetricsPage {
    private static final String HEAD = """
            # Metrics

            At `/q/metrics`, for Prometheus ([scrape configuration](../../deploy/prometheus/scrape.yml), [alerts](../../deploy/prometheus/alerts.yml), \
            [dashboard](../../deploy/grafana/openclaw-bridge.json)). No label holds a session key, an id or a text; every label's values are known beforehand.
            This page is generated and tested: `./mvnw -q -Dquick -DskipOrchestrator test -Dtest=MetricsQuarkusTest -Dmetrics.write`.

            What [003](../../README.md) asks for:

            | 003 | Here |
            |---|---|
            | Connection attempts, failures, duration, reconnections | `openclaw_gateway_connection_attempts_total`, `…_failures_total`, `…_age_seconds` (present one) and `…_duration_seconds` (ended ones), `openclaw_gateway_reconnects_total` |
            | Messages sent, failed; success rate | `openclaw_send_seconds_count{result}`: the share of `sent`. Notifications: `openclaw_delivery_settled_total{state}` |
            | Retry attempts | in a call `openclaw_send_retries_total`; of notifications `openclaw_delivery_again_total` |
            | Send latency p50, p95, p99 | `histogram_quantile` over `openclaw_send_seconds_bucket`; from accepted to delivered `openclaw_delivery_latency_seconds_bucket` |
            | Queue depth | `openclaw_notifications{status="queued"}`; how long the oldest waits: `openclaw_notifications_oldest_due_age_seconds` |
            | Throughput | `rate(openclaw_delivery_settled_total{state="delivered"}[5m])` |
            | Error rate by type, timeouts | `rate(openclaw_send_errors_total[5m])` by `type`; `no_answer` and `deadline` are timeouts |
            | Circuit breaker trips | `openclaw_breaker_trips_total`; `openclaw_breaker_open` |

            `openclaw_gateway_…`, `openclaw_breaker_…` and `openclaw_send_…` exist where the bridge is real, `openclaw_queue_…` where the queue is on, `openclaw_notification_service_…` where an \
            application injects the `NotificationService`. Figures of the store (`openclaw_notifications…`) are the same on every replica: take the maximum, not the sum.
            Beside them stand Quarkus' own: `http_server_requests_seconds`, `jvm_…`, `process_…`, `system_…`, `worker_pool_…`.

            | Name | Type | Labels | Unit | Meaning |
            |---|---|---|---|---|
            """;

    private MetricsPage() {}

    static boolean isOurs(Scrape.Family family) {
        return family.name().startsWith("openclaw_");
    }

    static String of(Scrape scrape) {
        return HEAD
                + scrape.families().values().stream()
                        .filter(MetricsPage::isOurs)
                        .map(MetricsPage::row)
                        .collect(Collectors.joining());
    }

    private static String row(Scrape.Family family) {
        return "| `%s` | %s | %s | %s | %s |%n"
                .formatted(
                        family.name(),
                        family.type(),
                        family.labels().entrySet().stream()
                                .map(MetricsPage::label)
                                .collect(Collectors.joining("; ")),
                        family.unit(),
                        family.meaning());
    }

    private static String label(Map.Entry<String, Set<String>> label) {
        return "`" + label.getKey() + "`: " + String.join(", ", label.getValue());
    }
}
