package io.openclaw.bridge.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// What [NotificationService] counts. No label carries a session key or a text.
public final class NotificationMetrics {
    private final Counter stored;
    private final Counter failed;

    public NotificationMetrics(MeterRegistry registry) {
        this.stored = counter(registry, "stored");
        this.failed = counter(registry, "failed");
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("openclaw.notification.service.calls")
                .tag("result", result)
                .description("Notifications that NotificationService was asked for, by what became of the asking")
                .register(registry);
    }

    void stored() {
        stored.increment();
    }

    void failed() {
        failed.increment();
    }
}
