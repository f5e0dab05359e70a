package io.openclaw.bridge.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.openclaw.bridge.notification.NotificationStore.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How many notifications are in which state, and how long the oldest due one has waited. All replicas on one database tell
/// the same.
///
/// Whoever reads a figure never waits for the store: it gets what the store said last, and has it asked anew where that is
/// older than [#FRESH]. So a scrape shows the store of the scrape before, and nothing is asked where nobody scrapes.
public final class BacklogMetrics {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Notifications notifications;
    private final AtomicLong askedAt = new AtomicLong(System.nanoTime() - FRESH.toNanos());
    private volatile @Nullable Counts known;

    private BacklogMetrics(Notifications notifications) {
        this.notifications = notifications;
    }

    /// Publishes these figures from now on.
    public static void publish(Notifications notifications, MeterRegistry registry) {
        BacklogMetrics metrics = new BacklogMetrics(notifications);
        metrics.gauge(registry, NotificationState.Word.QUEUED, Counts::queued);
        metrics.gauge(registry, NotificationState.Word.SENDING, Counts::sending);
        metrics.gauge(registry, NotificationState.Word.UNKNOWN, Counts::unknown);
        metrics.gauge(registry, NotificationState.Word.DEAD, Counts::dead);
        Gauge.builder("openclaw.notifications.other.gateways", metrics, of -> {
                    Counts counts = of.now();
                    return counts == null ? Double.NaN : counts.otherGateways();
                })
                .description(
                        "Open notifications under other gateways' names, which nobody delivers: OPENCLAW_GATEWAY_NAME was changed")
                .strongReference(true)
                .register(registry);
        TimeGauge.builder(
                        "openclaw.notifications.oldest.due.age",
                        metrics,
                        TimeUnit.SECONDS,
                        BacklogMetrics::oldestDueAge)
                .description("How long the notification has waited that was due first; 0 where none is due")
                .strongReference(true)
                .register(registry);
        metrics.now();
    }

    private void gauge(MeterRegistry registry, NotificationState.Word status, ToLongFunction<Counts> figure) {
        Gauge.builder("openclaw.notifications", this, metrics -> {
                    Counts counts = metrics.now();
                    return counts == null ? Double.NaN : figure.applyAsLong(counts);
                })
                .description(
                        "Notifications in the store, by status, as of the scrape before; queued is the queue's depth")
                .tag("status", status.wire())
                .strongReference(true)
                .register(registry);
    }

    /// While the store does not answer, the age goes on to grow: nothing is delivered then.
    private double oldestDueAge() {
        Counts counts = now();
        if (counts == null) {
            return Double.NaN;
        }
        Instant oldest = counts.oldestDue();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, Instant.now()).toMillis()) / 1000.0;
    }

    private @Nullable Counts now() {
        long now = System.nanoTime();
        long before = askedAt.get();
        if (now - before >= FRESH.toNanos() && askedAt.compareAndSet(before, now)) {
            notifications.counts().subscribe().with(counts -> known = counts, _ -> {});
        }
        return known;
    }
}
