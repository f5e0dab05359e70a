package io.openclaw.bridge.callback;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/// Tells how callbacks stand; never a reason to be taken out of service (design, section 5).
@Readiness
@Singleton
public final class CallbackHealthCheck implements HealthCheck {
    private volatile @Nullable CallbackSender sender;

    CallbackHealthCheck() {}

    /// Tells of this one from now on.
    public void watch(CallbackSender started) {
        sender = started;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("openclaw-callbacks")
                .up()
                .withData("state", state(sender))
                .build();
    }

    private static String state(@Nullable CallbackSender of) {
        if (of == null || !of.isSigned()) {
            return of != null && of.tally().isBlocked() ? "blocked: OPENCLAW_CALLBACK_SECRET is not set" : "off";
        }
        return "on";
    }
}
