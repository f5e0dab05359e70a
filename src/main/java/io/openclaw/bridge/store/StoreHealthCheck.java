package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.StoreStatus;
import io.openclaw.bridge.notification.admin.Hands;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/// Ready means: the store accepts and commits (design, section 5); with too little disk it does not, and another replica
/// may. Anybody may ask: a database's words name hosts, users and files, so
/// what went wrong stands in `/api/v1/status` and in the log.
@Readiness
@Singleton
final class StoreHealthCheck implements HealthCheck {
    /// Whoever asks does not wait long for an answer.
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Instance<NotificationStore> stores;
    private final Instance<Hands> hands;

    StoreHealthCheck(Instance<NotificationStore> stores, Instance<Hands> hands) {
        this.stores = stores;
        this.hands = hands;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("openclaw-store");
        if (!stores.isResolvable()) {
            return answer.up().withData("store", "none").build();
        }
        try {
            StoreStatus status = stores.get().status().await().atMost(LIMIT);
            return answer.status(status.isUp())
                    .withData("kind", status.kind())
                    .withData("state", status.state().name().toLowerCase(Locale.ROOT))
                    .withData("since", status.since().toString())
                    .withData(
                            "paused",
                            hands.isResolvable() ? hands.get().holds().now().size() : 0)
                    .build();
        } catch (TimeoutException e) {
            return answer.down().withData("state", "no answer").build();
        }
    }
}
