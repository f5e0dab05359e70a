package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.notification.NotificationStore.Counts;
import io.openclaw.bridge.notification.Notifications;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How many notifications wait, for `/api/v1/status`. Counted at most once a second, whoever asks how often.
@Singleton
final class QueueStatus {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// A store that hangs must not make the status hang.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Uni<Optional<Counts>> counts;

    QueueStatus(Notifications notifications) {
        this.counts = notifications
                .counts()
                .map(Optional::of)
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(Optional::empty)
                .onFailure()
                .recoverWithItem(Optional::empty)
                .memoize()
                .forFixedDuration(FRESH);
    }

    /// Empty where the store does not say. Never fails.
    Uni<Optional<StatusView.Queue>> now() {
        return counts.map(known -> known.map(QueueStatus::view));
    }

    private static StatusView.Queue view(Counts counts) {
        Instant oldest = counts.oldestDue();
        long age = oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, Instant.now()).toMillis());
        return new StatusView.Queue(counts.queued(), counts.sending(), counts.unknown(), counts.dead(), age);
    }
}
