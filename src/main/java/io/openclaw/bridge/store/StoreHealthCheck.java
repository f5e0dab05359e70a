package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.StoreStatus;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Ready means: the store can commit (design, section 5).
@Readiness
@Singleton
final class StoreHealthCheck implements HealthCheck {
    /// Whoever asks does not wait long for an answer.
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Instance<NotificationStore> stores;

    StoreHealthCheck(Instance<NotificationStore> stores) {
        this.stores = stores;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("openclaw-store");
        if (!stores.isResolvable()) {
            return answer.up().withData("store", "none").build();
        }
        try {
            StoreStatus status = stores.get().status().await().atMost(LIMIT);
            answer.status(status.isUp())
                    .withData("kind", status.kind())
                    .withData("since", status.since().toString());
            if (status.lastError() != null) {
                answer.withData("lastError", status.lastError());
            }
            return answer.build();
        } catch (TimeoutException e) {
            return answer.down().withData("lastError", "no answer").build();
        }
    }
}
