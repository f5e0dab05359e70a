package io.openclaw.bridge.store;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.Wakeups;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Notifications to store, and how tests store them.
final class Samples {
    static final String GATEWAY = "default";
    /// A while ago, as exact as a database has it.
    static final Instant NOW = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MICROS);
    static final Duration COMMIT_LIMIT = Duration.ofMillis(500);
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private Samples() {}

    static StoreSettings settings() {
        return settings(LeaseTimes.of(Duration.ofSeconds(30)));
    }

    static StoreSettings settings(LeaseTimes leases) {
        return new StoreSettings(
                StoreSettings.newOwner(),
                20_000,
                2_000,
                0,
                Duration.ofDays(30),
                Duration.ofSeconds(5),
                COMMIT_LIMIT,
                leases,
                row -> "{\"id\":\"" + row.id() + "\"}",
                InstantSource.system());
    }

    static Notification row(String lane) {
        return row(lane, content(lane, null, null));
    }

    static Notification row(String lane, Content content) {
        return Notification.create(UUID.randomUUID(), content, lane, GATEWAY, NOW);
    }

    static Notification at(String gateway, Notification row) {
        return Notification.create(row.id(), row.content(), row.lane(), gateway, NOW);
    }

    static Notification keyed(String lane, String key, String fingerprint) {
        return row(lane, content(lane, key, fingerprint));
    }

    static Content content(String lane, @Nullable String key, @Nullable String fingerprint) {
        return content(lane, 3, null, null, key, fingerprint);
    }

    static Content content(
            String lane,
            int priority,
            @Nullable Instant deliverAt,
            @Nullable Instant expiresAt,
            @Nullable String key,
            @Nullable String fingerprint) {
        return new Content(
                "caller",
                lane,
                "Hello",
                Map.of(),
                DeliveryStyle.DIRECT,
                TextFormat.PLAIN,
                priority,
                null,
                null,
                null,
                null,
                false,
                deliverAt,
                expiresAt,
                null,
                key,
                fingerprint,
                null);
    }

    /// Everything set that can be.
    static Content full(String lane) {
        return new Content(
                "caller",
                lane,
                "Grüße 🦞\nzweite Zeile",
                Map.of("issue", 1234, "deep", Map.of("list", List.of(1, "two", true))),
                DeliveryStyle.AGENT,
                TextFormat.MARKDOWN,
                5,
                "ops",
                "77",
                "88",
                "second",
                true,
                NOW.plusSeconds(60),
                NOW.plusSeconds(3600),
                URI.create("https://example.org/hook?x=1"),
                "key-" + UUID.randomUUID(),
                "abcdef",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    static List<Notification> accept(NotificationStore store, Notification... rows) {
        return store.accept(List.of(rows)).await().atMost(PATIENCE).stream()
                .map(Acceptance::row)
                .toList();
    }

    static Notification acceptOne(NotificationStore store, Notification row) {
        return accept(store, row).getFirst();
    }

    static Change.Result step(NotificationStore store, Notification before, Notification after) {
        return store.apply(List.of(new Change(before, after)))
                .await()
                .atMost(PATIENCE)
                .getFirst();
    }

    /// A step that nobody else prevents.
    static Notification go(NotificationStore store, Notification before, Notification after) {
        return ((Change.Result.Applied) step(store, before, after)).row();
    }

    static @Nullable Notification find(NotificationStore store, UUID id) {
        return store.find(id).await().atMost(PATIENCE).orElse(null);
    }

    /// Notes what it is told.
    static final class Ear implements Wakeups {
        final Queue<List<Notification>> commits = new ConcurrentLinkedQueue<>();
        final Queue<Set<String>> elsewhere = new ConcurrentLinkedQueue<>();

        @Override
        public void committed(List<Notification> rows) {
            commits.add(rows);
        }

        @Override
        public void elsewhere(@Nullable Set<String> lanes) {
            elsewhere.add(lanes == null ? Set.of("?") : lanes);
        }
    }

    /// Wants everything.
    static class Post implements Outlet {
        final Queue<Boolean> calls = new ConcurrentLinkedQueue<>();

        @Override
        public String name() {
            return "post";
        }

        @Override
        public boolean wants(Notification row) {
            return true;
        }

        @Override
        public void committed() {
            calls.add(true);
        }
    }
}
