package io.openclaw.bridge.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/// What the delivery counts. No label carries a session key or a text.
@Singleton
public final class DeliveryMetrics {
    private final MeterRegistry registry;
    private final Timer latency;
    private final Counter resent;
    private final Counter late;
    private final Counter storeFailures;
    private final Counter steppedAside;
    private final Counter repeated;
    private final Counter faults;

    /// Where the application has no registry, everything is counted for nobody.
    @Inject
    DeliveryMetrics(Instance<MeterRegistry> registries) {
        this(registries.isResolvable() ? registries.get() : new CompositeMeterRegistry());
    }

    public DeliveryMetrics(MeterRegistry registry) {
        this.registry = registry;
        latency = Timer.builder("openclaw.delivery.latency")
                .description("From accepted, or from deliverAt, to delivered on disk")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
        resent = counter("openclaw.delivery.resent.unproven", "Sent again without proof: people may see them twice");
        repeated = counter("openclaw.delivery.repeated", "Repeated under a key that the gateway still knows");
        late = counter("openclaw.delivery.late", "Results that came when somebody else had changed the row");
        storeFailures = counter("openclaw.delivery.store.failures", "Commits that failed and are tried again");
        faults = counter("openclaw.delivery.faults", "Faults of the bridge itself on the delivery thread; it goes on");
        steppedAside = counter("openclaw.delivery.stepped.aside", "Rows that let others of their session pass");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /// Gauges of the delivery that runs.
    void watch(Supplier<Number> inFlight, Supplier<Number> inDoubt, Supplier<Number> lanes, Supplier<Number> rows) {
        gauge("openclaw.delivery.in.flight", "Messages at the bridge", inFlight);
        gauge("openclaw.delivery.in.doubt", "Notifications whose end must be found out first", inDoubt);
        gauge("openclaw.delivery.lanes", "Sessions held in memory", lanes);
        gauge("openclaw.delivery.rows", "Queued notifications held in memory; the others wait on disk", rows);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    void answered(Outcome outcome) {
        String kind = switch (outcome) {
            case Outcome.Delivered _, Outcome.Accepted _ -> "delivered";
            case Outcome.Refused _ -> "refused";
            case Outcome.LateRetry _, Outcome.Retry _ -> "retry";
            case Outcome.Unknown _ -> "unknown";
            case Outcome.Busy _, Outcome.Paused _, Outcome.NotSent _ -> "deferred";
        };
        registry.counter("openclaw.delivery.attempts", "outcome", kind).increment();
    }

    /// The row's next version is on disk.
    void settled(Notification row) {
        switch (row.state()) {
            case NotificationState.Delivered delivered -> {
                Instant deliverAt = row.content().deliverAt();
                Instant from = deliverAt != null && deliverAt.isAfter(row.createdAt()) ? deliverAt : row.createdAt();
                Duration took = Duration.between(from, delivered.at());
                latency.record(took.isNegative() ? Duration.ZERO : took);
                ended("delivered");
            }
            case NotificationState.Queued _ -> queuedAgain(row);
            case NotificationState.Unknown _,
                    NotificationState.Dead _,
                    NotificationState.Expired _,
                    NotificationState.Cancelled _ -> ended(row.state().word().wire());
            case NotificationState.Scheduled _ -> steppedAside.increment();
            case NotificationState.Sending _ -> repeated.increment();
        }
    }

    private void ended(String state) {
        registry.counter("openclaw.delivery.settled", "state", state).increment();
    }

    private void queuedAgain(Notification row) {
        Attempt last = row.attempts().getLast();
        if (DoubtRule.RESENT_WITHOUT_PROOF.equals(last.code())) {
            resent.increment();
        }
        registry.counter(
                        "openclaw.delivery.again",
                        "result",
                        last.result().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void fault() {
        faults.increment();
    }

    void late() {
        late.increment();
    }

    void storeFailed() {
        storeFailures.increment();
    }
}
