package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.NotificationStore.Counts;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.StoreStatus;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Holds;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How store and broker are and how many notifications wait, for `/api/v1/status`. The store is looked at at most once a second, whoever asks how
/// often.
@Singleton
final class QueueStatus {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// A store that hangs must not make the status hang.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Uni<Known> known;
    private final Broker broker;
    private final Holds holds;

    /// @param store null where it did not even say that it is down
    /// @param counts null unless it is up: what waits is no news while nothing moves
    private record Known(
            @Nullable StoreStatus store, @Nullable Counts counts) {}

    QueueStatus(Notifications notifications, Broker broker, Hands hands) {
        this.broker = broker;
        this.holds = hands.holds();
        this.known = Uni.createFrom()
                .deferred(notifications::storeStatus)
                .chain(store -> store.state() != StoreStatus.State.DOWN
                        ? notifications
                                .counts()
                                .map(counts -> new Known(store, counts))
                                .onFailure()
                                .recoverWithItem(new Known(store, null))
                        : Uni.createFrom().item(new Known(store, null)))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(new Known(null, null))
                .memoize()
                .forFixedDuration(FRESH);
    }

    /// Never fails.
    Uni<StatusView> now(Supplier<BridgeStatus> bridge) {
        return known.emitOn(NotificationAnswers.here()).map(now -> view(bridge.get(), now));
    }

    private StatusView view(BridgeStatus status, Known now) {
        return StatusView.of(
                status,
                view(now.store),
                view(now.counts),
                broker.status(),
                holds.now().of(status.gateway()));
    }

    private static StatusView.@Nullable Store view(@Nullable StoreStatus store) {
        return store == null
                ? null
                : new StatusView.Store(
                        store.kind(), store.state().name().toLowerCase(Locale.ROOT), store.since(), store.lastError());
    }

    private static StatusView.@Nullable Queue view(@Nullable Counts counts) {
        if (counts == null) {
            return null;
        }
        Instant oldest = counts.oldestDue();
        long age = oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, Instant.now()).toMillis());
        return new StatusView.Queue(
                counts.queued(), counts.sending(), counts.unknown(), counts.dead(), counts.otherGateways(), age);
    }
}
