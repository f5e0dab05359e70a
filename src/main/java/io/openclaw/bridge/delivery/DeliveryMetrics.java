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
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the delivery counts. No label carries a session key or a text; every label's values are known beforehand and begin
/// at zero, so that a first increase is one.
@Singleton
public final class DeliveryMetrics {
    private static final String OTHER = "other";
    private static final Set<String> ATTEMPTS = Set.of("delivered", "refused", "retry", "unknown", "deferred");
    private static final Set<String> ENDS = Set.of("delivered", "unknown", "dead", "expired", "cancelled");
    private static final Set<String> AGAIN = Set.of("retry", "unknown", "deferred");

    /// Of [NotificationState.Dead].
    private static final Set<String> DEATHS = words(
            Stream.of(Outcome.Refused.Reason.values()).map(Enum::name),
            Stream.of(NotificationState.EXHAUSTED, NotificationState.OUTCOME_UNKNOWN, OTHER));

    /// Of [NotificationState.Unknown].
    private static final Set<String> DOUBTS = words(
            Stream.of(Outcome.Unknown.Reason.values()).map(Enum::name),
            Stream.of(DoubtRule.OWNER_LOST, DoubtRule.TURN_BEGUN, OTHER));

    private final MeterRegistry registry;
    private final Timer latency;
    private final Counter resent;
    private final Counter late;
    private final Counter storeFailures;
    private final Counter steppedAside;
    private final Counter repeated;
    private final Counter faults;
    private final Map<String, Counter> attempts;
    private final Map<String, Counter> ends;
    private final Map<String, Counter> again;
    private final Map<String, Counter> deaths;
    private final Map<String, Counter> doubts;

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
        attempts = counters(
                "openclaw.delivery.attempts", "Attempts that ended, by what they came to", "outcome", ATTEMPTS);
        ends = counters("openclaw.delivery.settled", "Notifications that ended or were parked", "state", ENDS);
        again = counters("openclaw.delivery.again", "Notifications queued again, by why", "result", AGAIN);
        deaths = counters("openclaw.delivery.dead", "Dead letters, by reason", "reason", DEATHS);
        doubts = counters("openclaw.delivery.unknown", "Notifications parked as unknown, by reason", "reason", DOUBTS);
    }

    private static Set<String> words(Stream<String> some, Stream<String> more) {
        return Stream.concat(some, more)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// One for each word.
    private Map<String, Counter> counters(String name, String description, String label, Set<String> words) {
        return words.stream()
                .collect(Collectors.toUnmodifiableMap(
                        word -> word,
                        word -> Counter.builder(name)
                                .description(description)
                                .tag(label, word)
                                .register(registry)));
    }

    /// What is none of the words counts as [#OTHER].
    private static void count(Map<String, Counter> counters, String word) {
        Counter other = counters.get(OTHER);
        Counter counter = counters.getOrDefault(word.toLowerCase(Locale.ROOT), other);
        if (counter != null) {
            counter.increment();
        }
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
        count(attempts, kind);
    }

    /// The row's next version is on disk.
    void settled(Notification row) {
        switch (row.state()) {
            case NotificationState.Delivered delivered -> {
                Instant deliverAt = row.content().deliverAt();
                Instant from = deliverAt != null && deliverAt.isAfter(row.createdAt()) ? deliverAt : row.createdAt();
                Duration took = Duration.between(from, delivered.at());
                latency.record(took.isNegative() ? Duration.ZERO : took);
                count(ends, "delivered");
            }
            case NotificationState.Queued _ -> queuedAgain(row);
            case NotificationState.Unknown unknown -> {
                count(doubts, unknown.reason());
                count(ends, row.state().word().wire());
            }
            case NotificationState.Dead dead -> {
                count(deaths, dead.reason());
                count(ends, row.state().word().wire());
            }
            case NotificationState.Expired _, NotificationState.Cancelled _ ->
                count(ends, row.state().word().wire());
            case NotificationState.Scheduled _ -> steppedAside.increment();
            case NotificationState.Sending _ -> repeated.increment();
        }
    }

    private void queuedAgain(Notification row) {
        Attempt last = row.attempts().getLast();
        if (DoubtRule.RESENT_WITHOUT_PROOF.equals(last.code())) {
            resent.increment();
        }
        count(again, last.result().name());
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
