package io.openclaw.bridge.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The double is trusted by other tests, so it is tested itself.
class MemoryStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-20T18:00:00Z");
    private final MemoryStore store = new MemoryStore(InstantSource.fixed(NOW));
    private final List<Notification> heard = new ArrayList<>();

    static Notification row(String lane, int priority, @Nullable String key, @Nullable String fingerprint) {
        Content content = new Content(
                "",
                lane,
                "text",
                Map.of(),
                DeliveryStyle.DIRECT,
                TextFormat.PLAIN,
                priority,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                key,
                fingerprint,
                null);
        return Notification.create(UUID.randomUUID(), content, lane, "default", NOW);
    }

    private Notification accept(Notification row) {
        return await(store.accept(List.of(row))).getFirst().row();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().indefinitely();
    }

    @Test
    void storesInOrderAndWakesAfterTheCommit() {
        store.waking(new Wakeups() {
            @Override
            public void committed(List<Notification> rows) {
                rows.forEach(row -> assertThat(store.row(row.id())).isEqualTo(row));
                heard.addAll(rows);
            }

            @Override
            public void elsewhere(@Nullable Set<String> lanes) {}
        });
        Notification first = accept(row("a", 3, null, null));
        Notification second = accept(row("a", 3, null, null));
        assertThat(first.version()).isEqualTo(1);
        assertThat(second.seq()).isGreaterThan(first.seq());
        assertThat(heard).containsExactly(first, second).isEqualTo(store.history());
    }

    @Test
    void whoIsLateLoses() {
        Notification row = accept(row("a", 3, null, null));
        Change claim = new Change(row, row.claim("me", NOW, null));
        assertThat(await(store.apply(List.of(claim))).getFirst()).isInstanceOf(Change.Result.Applied.class);
        assertThat(await(store.apply(List.of(claim))).getFirst()).isInstanceOf(Change.Result.Late.class);
    }

    @Test
    void keyIsKnownWithinItsBatchAndAfterwards() {
        List<Acceptance> results =
                await(store.accept(List.of(row("a", 3, "k", "f"), row("a", 3, "k", "f"), row("a", 3, "k", "g"))));
        assertThat(results.get(0)).isInstanceOf(Acceptance.Stored.class);
        assertThat(results.get(1)).isInstanceOf(Acceptance.Replayed.class);
        assertThat(results.get(2)).isInstanceOf(Acceptance.KeyReused.class);
        assertThat(store.rows()).hasSize(1);
    }

    @Test
    void frontOfALaneIsTheMostUrgentThenTheOldest() {
        Notification usual = accept(row("a", 3, null, null));
        Notification later = accept(row("a", 3, null, null));
        Notification urgent = accept(row("a", 5, null, null));
        accept(row("b", 3, null, null));
        assertThat(await(store.lane("default", "a", 10))).containsExactly(urgent, usual, later);
        assertThat(await(store.lanes("default", SoleOwnership.all(), null, 1, 2)))
                .containsExactly(List.of(urgent, usual));
        assertThat(await(store.lanes("default", SoleOwnership.all(), "a", 5, 2)))
                .hasSize(1);
    }

    @Test
    void failsAndWaitsOnDemand() {
        store.failNext(1, StoreException.Reason.DISK_LOW);
        assertThatThrownBy(() -> accept(row("a", 3, null, null)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.DISK_LOW));
        assertThat(store.rows()).isEmpty();

        store.holdCommits();
        List<Acceptance> results = new ArrayList<>();
        store.accept(List.of(row("a", 3, null, null))).subscribe().with(results::addAll);
        assertThat(store.rows()).isEmpty();
        assertThat(results).isEmpty();
        store.releaseCommits();
        assertThat(store.rows()).hasSize(1);
        assertThat(results).hasSize(1);

        store.loseNextAnswers(1);
        assertThatThrownBy(() -> accept(row("a", 3, null, null))).isInstanceOf(StoreException.class);
        assertThat(store.rows()).hasSize(2);
    }

    @Test
    void replayTakesANewPlaceAndEventsComeWithTheChange() {
        store.telling(new Outlet() {
            @Override
            public String name() {
                return "callback";
            }

            @Override
            public boolean wants(Notification row) {
                return true;
            }

            @Override
            public void committed() {}
        });
        Notification row = accept(row("a", 3, null, null));
        Notification cancelled = applied(new Change(row, row.cancel(NOW)));
        assertThat(store.events()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(row.id() + ":" + cancelled.version());
            assertThat(event.type()).isEqualTo("cancelled");
        });
        Notification again =
                applied(new Change(cancelled, cancelled.replay(cancelled.content(), "a", "default", NOW)));
        assertThat(again.seq()).isGreaterThan(row.seq());
        assertThat(await(store.due("callback", NOW, 10))).hasSize(1);
        await(store.done(await(store.due("callback", NOW, 10))));
        assertThat(store.events()).isEmpty();
    }

    private Notification applied(Change change) {
        return ((Change.Result.Applied) await(store.apply(List.of(change))).getFirst()).row();
    }
}
