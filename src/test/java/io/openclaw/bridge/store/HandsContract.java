package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.NOW;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.accept;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.content;
import static io.openclaw.bridge.store.Samples.find;
import static io.openclaw.bridge.store.Samples.go;
import static io.openclaw.bridge.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Hold.Scope;
import io.openclaw.bridge.notification.admin.LaneReads.LaneLoad;
import io.openclaw.bridge.notification.admin.Purges;
import io.openclaw.bridge.notification.admin.Tallies;
import io.openclaw.bridge.notification.admin.Tallies.By;
import io.openclaw.bridge.notification.admin.Tallies.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a store owes to operators, whatever the database.
abstract class HandsContract {
    SqlStore store;

    /// On an empty database.
    abstract SqlStore open() throws Exception;

    /// On the same one.
    abstract SqlStore reopen() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static Hold hold(Scope scope, String value) {
        return new Hold(GATEWAY, scope, value, "ops", NOW, "maintenance");
    }

    Hold place(Hold hold) {
        return store.hands().holds().place(hold).await().atMost(PATIENCE);
    }

    private Notification ended(String lane, Word word) {
        Notification queued = acceptOne(store, row(lane));
        return switch (word) {
            case CANCELLED -> go(store, queued, queued.cancel(NOW));
            case EXPIRED -> go(store, queued, queued.expire(NOW));
            case DELIVERED -> {
                Notification sending =
                        go(store, queued, queued.claim(store.ownership().owner(), NOW, "boot"));
                yield go(store, sending, sending.deliver(NOW, "m", null, null));
            }
            default -> throw new IllegalArgumentException(word.name());
        };
    }

    // ---- holds

    @Test
    void aPauseSurvivesARestart() throws Exception {
        AtomicInteger changes = new AtomicInteger();
        store.hands().holds().onChange(changes::incrementAndGet);
        Hold lane = place(hold(Scope.LANE, "telegram:direct:1"));
        Hold channel = place(hold(Scope.CHANNEL, "slack"));
        assertThat(changes).hasValue(2);
        store.close();
        store = reopen();
        assertThat(store.hands().holds().now().of(GATEWAY)).containsExactlyInAnyOrder(lane, channel);
        assertThat(store.hands().holds().now().on(GATEWAY, "telegram:direct:1", "telegram:dm:1"))
                .isEqualTo(lane);
        assertThat(store.hands().holds().now().on("mock", "telegram:direct:1", "telegram:dm:1"))
                .isNull();
    }

    @Test
    void whatIsPausedAlreadyStaysAsItIs() {
        Hold first = place(hold(Scope.GATEWAY, GATEWAY));
        assertThat(place(new Hold(GATEWAY, Scope.GATEWAY, GATEWAY, "another", NOW.plusSeconds(9), null)))
                .isEqualTo(first);
    }

    @Test
    void resumeTellsWhatItEnded() {
        Hold placed = place(hold(Scope.CHANNEL, "telegram"));
        assertThat(store.hands()
                        .holds()
                        .lift(GATEWAY, Scope.CHANNEL, "telegram")
                        .await()
                        .atMost(PATIENCE))
                .contains(placed);
        assertThat(store.hands()
                        .holds()
                        .lift(GATEWAY, Scope.CHANNEL, "telegram")
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo(Optional.empty());
        assertThat(store.hands().holds().now().isEmpty()).isTrue();
    }

    // ---- lanes

    private List<LaneLoad> lanes(io.smallrye.mutiny.Uni<List<LaneLoad>> reading) {
        return reading.await().atMost(PATIENCE);
    }

    @Test
    void lanesAreListedByAgeByDepthAndInOrder() {
        Notification old = acceptOne(store, row("a"));
        accept(store, row("b"), row("b"), row("b"), row("c"), row("c"));
        accept(store, row("a"));
        acceptOne(store, row("later", content("later", 3, Instant.now().plusSeconds(999), null, null, null)));
        Notification sent = acceptOne(store, row("away"));
        go(store, sent, sent.claim(store.ownership().owner(), NOW, "boot"));

        List<LaneLoad> oldest = lanes(store.hands().lanes().oldest(GATEWAY, 10));
        assertThat(oldest).extracting(LaneLoad::lane).containsExactly("a", "b", "c", "away", "later");
        assertThat(oldest.getFirst()).isEqualTo(new LaneLoad("a", 2, old, old.createdAt()));
        assertThat(oldest.get(3).queued()).isZero();
        assertThat(lanes(store.hands().lanes().oldest(GATEWAY, 2))).hasSize(2);

        assertThat(lanes(store.hands().lanes().deepest(GATEWAY, 2)))
                .extracting(load -> load.lane() + load.queued())
                .containsExactly("b3", load("a", 2, "c", 2));
        List<String> all = new ArrayList<>();
        String after = null;
        for (List<LaneLoad> page = lanes(store.hands().lanes().after(GATEWAY, after, 2));
                !page.isEmpty();
                page = lanes(store.hands().lanes().after(GATEWAY, after, 2))) {
            page.forEach(load -> all.add(load.lane()));
            after = page.getLast().lane();
        }
        assertThat(all).containsExactlyInAnyOrder("a", "b", "c");
        for (String lane : List.of("a", "away", "later")) {
            assertThat(store.hands().lanes().find(GATEWAY, lane).await().atMost(PATIENCE))
                    .as(lane)
                    .isPresent();
        }
        assertThat(store.hands().lanes().find(GATEWAY, "nobody").await().atMost(PATIENCE))
                .isEmpty();
    }

    /// Of equal depth: whichever comes first.
    private String load(String one, int depth, String other, int otherDepth) {
        String second = lanes(store.hands().lanes().deepest(GATEWAY, 2)).get(1).lane();
        return second.equals(one) ? one + depth : other + otherDepth;
    }

    @Test
    void oldestIsTheOldestOfAnyPriority() {
        Notification old = acceptOne(store, row("a", content("a", 1, null, null, null, null)));
        Notification urgent = acceptOne(
                store,
                Notification.create(
                        new java.util.UUID(0x7000, 1),
                        content("a", 5, null, null, null, null),
                        "a",
                        GATEWAY,
                        NOW.plusSeconds(60)));
        LaneLoad load = lanes(store.hands().lanes().deepest(GATEWAY, 1)).getFirst();
        assertThat(load.front().id()).isEqualTo(urgent.id());
        assertThat(load.oldest()).isEqualTo(old.createdAt());
    }

    // ---- counts

    private Tallies.Tally count(Instant since, Instant until, By... by) {
        EnumSet<By> set = EnumSet.noneOf(By.class);
        set.addAll(List.of(by));
        return store.hands()
                .tallies()
                .count(new Tallies.Span(GATEWAY, since, until), set)
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void countsTellApartWhatTheyAreAskedTo() {
        Instant later = NOW.plusSeconds(3 * 3600);
        accept(store, row("telegram:dm:1"), row("slack:channel:1"));
        ended("telegram:dm:2", Word.DELIVERED);
        acceptOne(
                store,
                Notification.create(
                        new java.util.UUID(0x7000, 7),
                        content("telegram:dm:3", null, null),
                        "telegram:dm:3",
                        GATEWAY,
                        later));
        Instant until = later.plusSeconds(1);
        assertThat(count(NOW, until, By.STATUS).groups())
                .containsExactly(new Group(null, Word.QUEUED, null, 3), new Group(null, Word.DELIVERED, null, 1));
        assertThat(count(NOW, until, By.CHANNEL).groups())
                .containsExactly(new Group(null, null, "slack", 1), new Group(null, null, "telegram", 3));
        assertThat(count(NOW, until, By.HOUR).groups()).extracting(Group::count).containsExactly(3L, 1L);
        assertThat(count(NOW, later).groups()).containsExactly(new Group(null, null, null, 3));
        assertThat(count(NOW, later).complete()).isTrue();
        assertThat(count(later.plusSeconds(60), later.plusSeconds(120)).groups())
                .isEmpty();
    }

    @Test
    void whatWasReplayedCountsAtItsTime() {
        Notification cancelled = ended("telegram:dm:1", Word.CANCELLED);
        accept(store, IntStream.range(0, 20).mapToObj(i -> row("x")).toArray(Notification[]::new));
        Notification dead = find(store, cancelled.id());
        go(store, dead, dead.replay(dead.content(), dead.lane(), dead.gateway(), Instant.now()));
        assertThat(count(NOW.minusSeconds(9), NOW.plusSeconds(1), By.CHANNEL).groups())
                .contains(new Group(null, null, "telegram", 1));
    }

    // ---- purge

    private Purges.Purged purge(Word status, Instant before, String lane, int limit, boolean dryRun) {
        return store.hands()
                .purges()
                .purge(new Purges.Order(status, before, lane, limit, dryRun))
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void purgeTakesOnlyWhatHasEndedAndMatches() {
        Notification queued = acceptOne(store, row("a"));
        Notification cancelled = ended("a", Word.CANCELLED);
        Notification elsewhere = ended("b", Word.CANCELLED);
        Notification expired = ended("a", Word.EXPIRED);
        Notification delivered = ended("a", Word.DELIVERED);
        Instant before = NOW.plusSeconds(1);
        assertThat(purge(Word.CANCELLED, NOW, null, 100, false)).isEqualTo(new Purges.Purged(0, 0));
        assertThat(purge(Word.CANCELLED, before, null, 100, true)).isEqualTo(new Purges.Purged(2, 0));
        assertThat(purge(Word.CANCELLED, before, "a", 100, false)).isEqualTo(new Purges.Purged(1, 1));
        assertThat(purge(Word.DELIVERED, before, null, 100, false)).isEqualTo(new Purges.Purged(1, 1));
        assertThat(find(store, cancelled.id())).isNull();
        assertThat(find(store, delivered.id())).isNull();
        assertThat(List.of(queued, elsewhere, expired))
                .allSatisfy(row -> assertThat(find(store, row.id())).isEqualTo(row));
    }

    @Test
    void purgeStopsAtItsLimit() {
        for (int i = 0; i < 12; i++) {
            ended("a", Word.CANCELLED);
        }
        assertThat(purge(Word.CANCELLED, NOW.plusSeconds(1), null, 5, false)).isEqualTo(new Purges.Purged(5, 5));
        assertThat(purge(Word.CANCELLED, NOW.plusSeconds(1), null, 100, false)).isEqualTo(new Purges.Purged(7, 7));
    }

    @Test
    void purgeKeepsWhatIsStillToBeTold() {
        store.register(new Samples.Post());
        Notification untold = ended("a", Word.CANCELLED);
        assertThat(purge(Word.CANCELLED, NOW.plusSeconds(1), null, 100, false)).isEqualTo(new Purges.Purged(1, 0));
        assertThat(find(store, untold.id()).state()).isInstanceOf(NotificationState.Cancelled.class);
        List<Outlet.Event> events = store.outbox()
                .due("post", Instant.now().plus(Duration.ofDays(1)), 10)
                .await()
                .atMost(PATIENCE);
        store.outbox().done(events).await().atMost(PATIENCE);
        assertThat(purge(Word.CANCELLED, NOW.plusSeconds(1), null, 100, false)).isEqualTo(new Purges.Purged(1, 1));
    }
}
