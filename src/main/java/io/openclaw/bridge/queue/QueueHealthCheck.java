package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Broker;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// The broker's data in the readiness answer. Always up: without it REST goes on, and what cannot be published waits on disk
/// (design, section 5). Anybody may ask: what went wrong stands in `/api/v1/status` and in the log.
@Readiness
@Singleton
final class QueueHealthCheck implements HealthCheck {
    private final Broker broker;

    QueueHealthCheck(Broker broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        Broker.Status status = broker.status();
        return HealthCheckResponse.named("openclaw-queue")
                .up()
                .withData("mode", status.mode().name().toLowerCase(Locale.ROOT))
                .withData("state", status.state().name().toLowerCase(Locale.ROOT))
                .withData("since", status.since().toString())
                .build();
    }
}
