package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.OpenClawBridge;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// The bridge's data in the readiness answer. Always up: an absent gateway is data, not a reason to
/// take the service out of use (design, section 5). Anybody may ask: states and times, no addresses and no error's words,
/// which stand in `/api/v1/status` and in the log.
@Readiness
@Singleton
final class BridgeHealthCheck implements HealthCheck {
    private final OpenClawBridge bridge;

    BridgeHealthCheck(OpenClawBridge bridge) {
        this.bridge = bridge;
    }

    @Override
    public HealthCheckResponse call() {
        BridgeStatus status = bridge.status();
        return HealthCheckResponse.named("openclaw-bridge")
                .up()
                .withData("mode", status.mode().name().toLowerCase(Locale.ROOT))
                .withData("gateway", status.gateway())
                .withData("connection", status.connection().state().name().toLowerCase(Locale.ROOT))
                .withData("since", status.connection().since().toString())
                .withData("breaker", status.breaker().state().name().toLowerCase(Locale.ROOT))
                .withData("humanNeeded", status.connection().hint() != null)
                .build();
    }
}
