package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.NOW;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.accept;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.content;
import static io.openclaw.bridge.store.Samples.find;
import static io.openclaw.bridge.store.Samples.full;
import static io.openclaw.bridge.store.Samples.go;
import static io.openclaw.bridge.store.Samples.keyed;
import static io.openclaw.bridge.store.Samples.row;
import static io.openclaw.bridge.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.access.ApiKeys;
import io.openclaw.bridge.access.AuditEntry;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.SessionPatterns;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.NotificationStore.Query;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a store owes, whatever the database.
abstract class StoreContract {
    SqlStore store;

    /// On an empty database.
    abstract SqlStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    Set<Integer> all() {
        return store.ownership().shards();
    }

    static Query query(@Nullable Word state, @Nullable String lane, @Nullable Long beforeSeq, int limit) {
        return new Query(state, lane, null, null, null, null, beforeSeq, limit);
    }

    Notification claimed(String lane) {
        Notification queued = acceptOne(store, row(lane));
        return go(store, queued, queued.claim(store.ownership().owner(), NOW, "boot"));
    }

    // ---- accept

    @Test
    void acceptedRowIsFoundAsItWasHandedIn() {
        Notification stored = acceptOne(store, row("a", full("a")));
        assertThat(stored.seq()).isPositive();
        assertThat(stored.version()).isEqualTo(1);
        assertThat(find(store, stored.id())).isEqualTo(stored);
    }

    @Test
    void orderIsTheOrderOfAcceptance() {
        List<Notification> rows = new ArrayList<>(accept(store, row("a"), row("b"), row("a")));
        rows.add(acceptOne(store, row("a")));
        assertThat(rows).extracting(Notification::seq).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void sameKeyWithSameFieldsIsAReplayOfTheRowAsItIsNow() {
        Notification first = acceptOne(store, keyed("a", "k", "f"));
        Notification now = go(store, first, first.cancel(NOW));
        List<Acceptance> again =
                store.accept(List.of(keyed("a", "k", "f"))).await().atMost(PATIENCE);
        assertThat(again).containsExactly(new Acceptance.Replayed(now));
        assertThat(store.count(new Query(null, null, null, "k", null, null, null, 10))
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo(1);
    }

    @Test
    void sameKeyWithOtherFieldsIsReused() {
        Notification first = acceptOne(store, keyed("a", "k", "f"));
        assertThat(store.accept(List.of(keyed("a", "k", "g"))).await().atMost(PATIENCE))
                .containsExactly(new Acceptance.KeyReused(first));
    }

    /// What the mock "delivered", or a gateway of another name has, must not answer for a message that is to reach people.
    @Test
    void aKeyAnswersForItsOwnGatewayOnly() {
        Notification there = acceptOne(store, Samples.at("mock", keyed("a", "k", "f")));
        Notification here = acceptOne(store, keyed("a", "k", "f"));
        assertThat(here.id()).isNotEqualTo(there.id());
        assertThat(store.accept(List.of(keyed("a", "k", "f"))).await().atMost(PATIENCE))
                .containsExactly(new Acceptance.Replayed(here));
    }

    @Test
    void aReplayByAnotherGatewayLeavesItsKeyBehind() {
        acceptOne(store, keyed("a", "k", "f"));
        Notification there = acceptOne(store, Samples.at("old", keyed("a", "k", "f")));
        Notification ended = go(store, there, there.cancel(NOW));
        Notification here = go(store, ended, ended.replay(ended.content(), "a", GATEWAY, NOW));
        assertThat(here.gateway()).isEqualTo(GATEWAY);
        assertThat(here.content().idempotencyKey()).isNull();
        assertThat(find(store, there.id())).isEqualTo(here);
    }

    /// Promise 2: one visible state, always, also of what nobody delivers.
    @Test
    void whatIsOpenUnderOtherGatewaysNamesIsCountedAndNamed() {
        accept(store, row("a"), Samples.at("old", row("a")), Samples.at("old", row("b")), Samples.at("mock", row("a")));
        Notification scheduled = acceptOne(
                store, Samples.at("old", row("c", content("c", 3, Instant.now().plusSeconds(900), null, null, null))));
        Notification ended = acceptOne(store, Samples.at("old", row("d")));
        go(store, ended, ended.cancel(NOW));
        assertThat(store.counts(GATEWAY).await().atMost(PATIENCE).otherGateways())
                .isEqualTo(4);
        assertThat(store.openOfOthers(GATEWAY).await().atMost(PATIENCE))
                .containsExactly(entry("mock", 1L), entry("old", 3L));
        go(store, scheduled, scheduled.cancel(NOW));
        assertThat(store.openOfOthers("old").await().atMost(PATIENCE))
                .containsOnly(entry("mock", 1L), entry(GATEWAY, 1L));
    }

    @Test
    void sameKeyTwiceInOneCallIsStoredOnce() {
        List<Acceptance> both = store.accept(List.of(keyed("a", "k", "f"), keyed("a", "k", "f"), row("a")))
                .await()
                .atMost(PATIENCE);
        assertThat(both.get(0)).isInstanceOf(Acceptance.Stored.class);
        assertThat(both.get(1)).isEqualTo(new Acceptance.Replayed(both.get(0).row()));
        assertThat(both.get(2)).isInstanceOf(Acceptance.Stored.class);
    }

    @Test
    void idThatIsTakenFailsItsOwnCallAndNoOther() {
        Notification first = acceptOne(store, row("a"));
        List<CompletableFuture<List<Acceptance>>> calls = new ArrayList<>();
        Notification alongside = row("b");
        calls.add(store.accept(List.of(row("a"))).subscribeAsCompletionStage());
        calls.add(store.accept(List.of(alongside, first)).subscribeAsCompletionStage());
        calls.add(store.accept(List.of(row("c"))).subscribeAsCompletionStage());
        assertThat(calls.get(0).join()).hasSize(1);
        assertThat(calls.get(2).join()).hasSize(1);
        assertThatThrownBy(() -> calls.get(1).join()).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(find(store, alongside.id()))
                .as("what came with it in one call")
                .isNull();
        assertThat(find(store, first.id())).isEqualTo(first);
    }

    @Test
    void manyCallsAtOnceShareTransactions() {
        long before = store.figures().commits.sum();
        List<CompletableFuture<List<Acceptance>>> calls = IntStream.range(0, 2_000)
                .mapToObj(i -> store.accept(List.of(row("lane" + i % 7))).subscribeAsCompletionStage())
                .toList();
        calls.forEach(CompletableFuture::join);
        assertThat(store.figures().commits.sum() - before).isLessThan(1_000);
        assertThat(store.counts(GATEWAY).await().atMost(PATIENCE).queued()).isEqualTo(2_000);
    }

    @Test
    void nulInATextStopsNothing() {
        Notification sending = claimed("a");
        Notification dead = go(
                store, sending, sending.die(new Dead(NOW, "WHY", null, null, "a\0b"), Attempt.Result.REFUSED, "x\0y"));
        assertThat(((Dead) Objects.requireNonNull(find(store, dead.id())).state()).reply())
                .isEqualTo("a\uFFFDb");
    }

    // ---- steps

    @Test
    void everyStateSurvives() {
        Notification scheduled = acceptOne(store, row("a", full("a")));
        Notification queued = go(store, scheduled, scheduled.join(NOW));
        assertThat(find(store, queued.id())).isEqualTo(queued);
        Notification sending = go(store, queued, queued.claim("me", NOW, "boot-1"));
        assertThat(find(store, queued.id())).isEqualTo(sending);
        Notification retried = go(
                store, sending, sending.retry(NOW.plusSeconds(1), NOW.plusSeconds(600), NOW, "UNAVAILABLE", "later"));
        assertThat(find(store, queued.id())).isEqualTo(retried);
        Notification again = go(store, retried, retried.claim("me", NOW.plusSeconds(2), null));
        Notification doubt = go(store, again, again.doubt("me", NOW.plusSeconds(3), "boot-2", "lost", "socket"));
        assertThat(find(store, queued.id())).isEqualTo(doubt);
        Notification parked = go(
                store, doubt, doubt.park("lost", NOW.plusSeconds(900), NOW.plusSeconds(30), NOW.plusSeconds(4), "?"));
        assertThat(find(store, queued.id())).isEqualTo(parked);
        Notification delivered = go(store, parked, parked.deliver(NOW.plusSeconds(5), "m1", "r1", "reply"));
        assertThat(find(store, queued.id())).isEqualTo(delivered);
        assertThat(delivered.attempts()).hasSize(3);
        Notification dying = claimed("b");
        Notification dead = go(
                store,
                dying,
                dying.die(new Dead(NOW, "REPLY_NOT_DELIVERED", "m", "r", "text"), Attempt.Result.REFUSED, "so"));
        assertThat(find(store, dead.id())).isEqualTo(dead);
        Notification late = acceptOne(store, row("c"));
        Notification expired = go(store, late, late.expire(NOW));
        assertThat(find(store, late.id())).isEqualTo(expired);
        Notification unwanted = acceptOne(store, row("c"));
        Notification cancelled = go(store, unwanted, unwanted.cancel(NOW));
        assertThat(find(store, unwanted.id())).isEqualTo(cancelled);
    }

    @Test
    void whoIsLateLoses() {
        Notification queued = acceptOne(store, row("a"));
        Notification cancelled = go(store, queued, queued.cancel(NOW));
        assertThat(step(store, queued, queued.claim("me", NOW, null))).isEqualTo(new Change.Result.Late());
        assertThat(find(store, queued.id())).isEqualTo(cancelled);
        assertThat(store.figures().late.sum()).isEqualTo(1);
    }

    @Test
    void ofTwoAtOnceOneWins() {
        Notification queued = acceptOne(store, row("a"));
        List<Change.Result> results = store.apply(
                        List.of(new Change(queued, queued.cancel(NOW)), new Change(queued, queued.expire(NOW))))
                .await()
                .atMost(PATIENCE);
        assertThat(results.get(0)).isInstanceOf(Change.Result.Applied.class);
        assertThat(results.get(1)).isEqualTo(new Change.Result.Late());
    }

    @Test
    void stepsOfOneRowInOneCallFollowEachOther() {
        Notification queued = acceptOne(store, row("a"));
        Notification sending = queued.claim(store.ownership().owner(), NOW, null);
        Notification delivered = sending.deliver(NOW, "m", null, null);
        assertThat(store.apply(List.of(new Change(queued, sending), new Change(sending, delivered)))
                        .await()
                        .atMost(PATIENCE))
                .hasOnlyElementsOfType(Change.Result.Applied.class);
        assertThat(find(store, queued.id())).isEqualTo(delivered);
    }

    @Test
    void replayTakesANewPlaceAndItsCorrections() {
        Notification first = acceptOne(store, row("a"));
        Notification second = acceptOne(store, row("a"));
        Notification cancelled = go(store, first, first.cancel(NOW));
        Notification replayed = go(
                store,
                cancelled,
                cancelled.replay(cancelled.content().corrected("b", "Better", DeliveryStyle.AGENT), "b", GATEWAY, NOW));
        assertThat(replayed.seq()).isGreaterThan(second.seq());
        assertThat(replayed.keyGeneration()).isEqualTo(2);
        assertThat(find(store, first.id())).isEqualTo(replayed);
        assertThat(store.backlog().lane(GATEWAY, "b", 10).await().atMost(PATIENCE))
                .containsExactly(replayed);
        assertThat(step(store, cancelled, cancelled.replay(cancelled.content(), "a", GATEWAY, NOW)))
                .isEqualTo(new Change.Result.Late());
    }

    // ---- wake-ups and events

    @Test
    void everyCommitIsToldWithItsRowsInOrder() {
        Samples.Ear ear = new Samples.Ear();
        store.register(ear);
        List<Notification> rows = accept(store, row("a"), row("b"));
        assertThat(ear.commits).containsExactly(rows);
        Notification cancelled = go(store, rows.get(0), rows.get(0).cancel(NOW));
        assertThat(ear.commits).contains(List.of(cancelled));
    }

    @Test
    void whatEndsOrIsParkedIsToldToOutletsOnce() {
        Samples.Post post = new Samples.Post();
        store.register(post);
        Notification sending = claimed("a");
        assertThat(store.outbox().nextDue("post").await().atMost(PATIENCE)).isNull();
        Notification parked =
                go(store, sending, sending.park("lost", NOW.plusSeconds(60), NOW.plusSeconds(5), NOW, "?"));
        Notification looked = go(store, parked, parked.lookAgain(null));
        Notification delivered = go(store, looked, looked.deliver(NOW, "m", null, null));
        Outlet.Outbox outbox = store.outbox();
        List<Outlet.Event> events =
                outbox.due("post", Instant.now().plusSeconds(5), 10).await().atMost(PATIENCE);
        assertThat(events)
                .extracting(Outlet.Event::id)
                .containsExactly(parked.id() + ":" + parked.version(), delivered.id() + ":" + delivered.version());
        assertThat(events).extracting(Outlet.Event::type).containsExactly("unknown", "delivered");
        assertThat(events.getFirst().body()).contains(parked.id().toString());
        assertThat(post.calls).as("perhaps also without cause").hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void eventIsTriedAgainWhenItIsDueAndForgottenWhenItIsDone() {
        store.register(new Samples.Post());
        Notification queued = acceptOne(store, row("a"));
        go(store, queued, queued.cancel(NOW));
        Outlet.Outbox outbox = store.outbox();
        Instant soon = Instant.now().plusSeconds(5);
        Outlet.Event event =
                outbox.due("post", soon, 10).await().atMost(PATIENCE).getFirst();
        Instant later = NOW.plus(Duration.ofDays(300));
        outbox.again(List.of(new Outlet.Event(
                        event.seq(),
                        event.outlet(),
                        event.id(),
                        event.type(),
                        event.url(),
                        event.body(),
                        event.traceparent(),
                        event.createdAt(),
                        3,
                        later)))
                .await()
                .atMost(PATIENCE);
        assertThat(outbox.due("post", soon, 10).await().atMost(PATIENCE)).isEmpty();
        assertThat(outbox.nextDue("post").await().atMost(PATIENCE)).isEqualTo(later);
        Outlet.Event again =
                outbox.due("post", later, 10).await().atMost(PATIENCE).getFirst();
        assertThat(again.attempts()).isEqualTo(3);
        outbox.done(List.of(again)).await().atMost(PATIENCE);
        assertThat(outbox.nextDue("post").await().atMost(PATIENCE)).isNull();
    }

    // ---- backlog

    @Test
    void laneIsOrderedByUrgencyThenPlace() {
        Notification usual = acceptOne(store, row("a"));
        Notification urgent = acceptOne(store, row("a", content("a", 5, null, null, null, null)));
        Notification later = acceptOne(store, row("a"));
        accept(store, row("b"));
        assertThat(store.backlog().lane(GATEWAY, "a", 10).await().atMost(PATIENCE))
                .containsExactly(urgent, usual, later);
        assertThat(store.backlog().lane(GATEWAY, "a", 2).await().atMost(PATIENCE))
                .containsExactly(urgent, usual);
        assertThat(store.backlog().lane("other", "a", 2).await().atMost(PATIENCE))
                .isEmpty();
    }

    @Test
    void lanesAreWalkedOnceAroundWithTheirFronts() {
        List<String> names = IntStream.range(0, 150).mapToObj(i -> "lane:" + i).toList();
        for (String name : names) {
            accept(store, row(name), row(name), row(name));
        }
        List<String> walked = new ArrayList<>();
        String after = null;
        while (true) {
            List<List<Notification>> fronts =
                    store.backlog().lanes(GATEWAY, all(), after, 40, 2).await().atMost(PATIENCE);
            for (List<Notification> front : fronts) {
                assertThat(front).hasSize(2).extracting(Notification::seq).isSorted();
                walked.add(front.getFirst().lane());
            }
            if (fronts.size() < 40) {
                break;
            }
            after = walked.getLast();
        }
        assertThat(walked).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void lanesOfOtherShardsAreLeftOut() {
        accept(store, row("x"), row("y"));
        int shard = Backlog.shardOf("x");
        assertThat(shard).isNotEqualTo(Backlog.shardOf("y"));
        assertThat(store.backlog()
                        .lanes(GATEWAY, Set.of(shard), null, 10, 10)
                        .await()
                        .atMost(PATIENCE))
                .singleElement()
                .satisfies(front -> assertThat(front.getFirst().lane()).isEqualTo("x"));
    }

    @Test
    void sendingIsFoundByWhoTakesOver() {
        Notification one = claimed("a");
        Notification two = claimed("b");
        accept(store, row("a"));
        assertThat(store.backlog().sending(GATEWAY, all()).await().atMost(PATIENCE))
                .containsExactly(one, two);
        assertThat(store.backlog().sending(GATEWAY, Set.of()).await().atMost(PATIENCE))
                .isEmpty();
    }

    @Test
    void dueAndOverdueAreFoundAndTheNextMomentIsKnown() {
        Notification scheduled =
                acceptOne(store, row("a", content("a", 3, NOW.plusSeconds(10), NOW.plusSeconds(40), null, null)));
        Notification expiring = acceptOne(store, row("b", content("b", 3, null, NOW.plusSeconds(20), null, null)));
        Backlog backlog = store.backlog();
        assertThat(backlog.due(GATEWAY, all(), NOW.plusSeconds(9), 10).await().atMost(PATIENCE))
                .isEmpty();
        assertThat(backlog.nextDue(GATEWAY, all()).await().atMost(PATIENCE)).contains(NOW.plusSeconds(10));
        assertThat(backlog.due(GATEWAY, all(), NOW.plusSeconds(10), 10).await().atMost(PATIENCE))
                .containsExactly(scheduled);
        go(store, scheduled, scheduled.join(NOW));
        assertThat(backlog.nextDue(GATEWAY, all()).await().atMost(PATIENCE)).contains(NOW.plusSeconds(20));
        assertThat(backlog.overdue(GATEWAY, all(), NOW.plusSeconds(39), 10)
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(expiring);
        go(store, expiring, expiring.claim(store.ownership().owner(), NOW, null));
        assertThat(backlog.overdue(GATEWAY, all(), NOW.plusSeconds(39), 10)
                        .await()
                        .atMost(PATIENCE))
                .as("what is on its way does not expire")
                .isEmpty();
        Notification sending = claimed("c");
        Notification parked =
                go(store, sending, sending.park("lost", NOW.plusSeconds(15), NOW.plusSeconds(5), NOW, "?"));
        assertThat(backlog.due(GATEWAY, all(), NOW.plusSeconds(5), 10).await().atMost(PATIENCE))
                .containsExactly(parked);
        assertThat(backlog.overdue(GATEWAY, all(), NOW.plusSeconds(15), 10)
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(parked);
    }

    // ---- lists

    @Test
    void listsAreNewestFirstAndGoOnBehindACursor() {
        List<Notification> rows = accept(store, row("a"), row("b"), row("a"), row("a"));
        assertThat(store.list(query(null, null, null, 2)).await().atMost(PATIENCE))
                .containsExactly(rows.get(3), rows.get(2));
        assertThat(store.list(query(null, null, rows.get(2).seq(), 5)).await().atMost(PATIENCE))
                .containsExactly(rows.get(1), rows.get(0));
        assertThat(store.list(query(null, "a", rows.get(3).seq(), 5)).await().atMost(PATIENCE))
                .containsExactly(rows.get(2), rows.get(0));
        assertThat(store.listOldestFirst(query(Word.QUEUED, null, null, 2))
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(rows.get(0), rows.get(1));
    }

    @Test
    void listsByStateCallerKeyAndTime() {
        Notification queued = acceptOne(store, keyed("a", "k1", "f"));
        Notification scheduled = acceptOne(store, row("a", content("a", 3, NOW.plusSeconds(10), null, null, null)));
        Notification sending = claimed("a");
        Notification done = claimed("a");
        Notification delivered = go(store, done, done.deliver(NOW, null, null, null));
        Notification doomed = acceptOne(store, row("b"));
        Notification cancelled = go(store, doomed, doomed.cancel(NOW));
        assertThat(store.list(query(Word.QUEUED, null, null, 9)).await().atMost(PATIENCE))
                .containsExactly(scheduled, queued);
        assertThat(store.list(query(Word.SENDING, null, null, 9)).await().atMost(PATIENCE))
                .containsExactly(sending);
        assertThat(store.list(query(Word.DELIVERED, "a", null, 9)).await().atMost(PATIENCE))
                .containsExactly(delivered);
        assertThat(store.list(query(Word.CANCELLED, null, null, 9)).await().atMost(PATIENCE))
                .containsExactly(cancelled);
        assertThat(store.list(new Query(null, null, "caller", "k1", null, null, null, 9))
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(queued);
        assertThat(store.list(new Query(null, null, "nobody", null, null, null, null, 9))
                        .await()
                        .atMost(PATIENCE))
                .isEmpty();
        assertThat(store.count(new Query(null, null, null, null, NOW, NOW.plusSeconds(1), null, 3))
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo(3);
        assertThat(store.count(new Query(null, null, null, null, NOW.plusSeconds(1), null, null, 9))
                        .await()
                        .atMost(PATIENCE))
                .isZero();
    }

    /// A list by time walks only what has its place about then; what was replayed has a later one.
    @Test
    void listsByTimeFindAlsoWhatWasReplayedSince() {
        List<Notification> hourly = new ArrayList<>();
        for (int hour = 0; hour < 12; hour++) {
            Instant created = NOW.minus(Duration.ofHours(20 - hour));
            hourly.add(acceptOne(
                    store, Notification.create(UUID.randomUUID(), content("a", null, null), "a", GATEWAY, created)));
        }
        Notification cancelled = go(store, hourly.get(2), hourly.get(2).cancel(NOW));
        Notification replayed = go(store, cancelled, cancelled.replay(cancelled.content(), "a", GATEWAY, NOW));
        Instant third = hourly.get(3).createdAt();
        Instant ninth = hourly.get(9).createdAt();
        assertThat(store.list(new Query(null, null, null, null, ninth, null, null, 9))
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(hourly.get(11), hourly.get(10), hourly.get(9));
        assertThat(store.list(new Query(Word.QUEUED, null, null, null, null, third, null, 9))
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(replayed, hourly.get(1), hourly.get(0));
        assertThat(store.list(new Query(null, "a", null, null, hourly.get(1).createdAt(), third, replayed.seq(), 9))
                        .await()
                        .atMost(PATIENCE))
                .containsExactly(hourly.get(1));
        assertThat(store.count(new Query(null, null, null, null, null, ninth, null, 100))
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo(9);
        for (Instant moment : List.of(Instant.MIN, Instant.MAX)) {
            assertThat(store.count(new Query(null, null, null, null, moment, null, null, 100))
                                    .await()
                                    .atMost(PATIENCE)
                            + store.count(new Query(null, null, null, null, null, moment, null, 100))
                                    .await()
                                    .atMost(PATIENCE))
                    .isEqualTo(12);
        }
    }

    @Test
    void countsWhatIsNoGoodEnd() {
        accept(store, row("a"), row("a"), row("a", content("a", 3, Instant.now().plusSeconds(900), null, null, null)));
        claimed("b");
        Notification sending = claimed("c");
        go(store, sending, sending.park("lost", NOW.plusSeconds(60), null, NOW, "?"));
        Notification dying = claimed("d");
        go(store, dying, dying.die(new Dead(NOW, "WHY", null, null, null), Attempt.Result.REFUSED, "x"));
        var counts = store.counts(GATEWAY).await().atMost(PATIENCE);
        assertThat(counts.queued()).isEqualTo(3);
        assertThat(counts.sending()).isEqualTo(1);
        assertThat(counts.unknown()).isEqualTo(1);
        assertThat(counts.dead()).isEqualTo(1);
        assertThat(counts.oldestDue()).isEqualTo(NOW);
        assertThat(store.counts("other").await().atMost(PATIENCE).queued()).isZero();
    }

    // ---- the rest

    @Test
    void whatEndedLongAgoIsDeletedAndNothingElse() {
        Instant old = Instant.now().minus(Duration.ofDays(31));
        List<Notification> ended = new ArrayList<>();
        List<Notification> kept = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            Notification created = Notification.create(UUID.randomUUID(), content("a", null, null), "a", GATEWAY, old);
            (i % 3 == 0 ? kept : ended).add(created);
        }
        List<Notification> both = new ArrayList<>(ended);
        both.addAll(kept);
        List<Notification> stored = store.accept(both).await().atMost(PATIENCE).stream()
                .map(Acceptance::row)
                .toList();
        store.apply(stored.subList(0, ended.size()).stream()
                        .map(row -> new Change(row, row.cancel(old)))
                        .toList())
                .await()
                .atMost(PATIENCE);
        Notification young = acceptOne(store, row("a"));
        go(store, young, young.cancel(Instant.now()));
        assertThat(store.retention().pass().await().atMost(PATIENCE)).isEqualTo(ended.size());
        assertThat(store.count(new Query(null, null, null, null, null, null, null, 5_000))
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo(kept.size() + 1);
    }

    @Test
    void youngEventsAreKept() {
        store.register(new Samples.Post());
        Notification queued = acceptOne(store, row("a"));
        go(store, queued, queued.cancel(NOW));
        assertThat(store.retention().pass().await().atMost(PATIENCE)).isZero();
        assertThat(store.outbox().nextDue("post").await().atMost(PATIENCE)).isNotNull();
    }

    @Test
    void pingCommits() {
        assertThat(store.status().await().atMost(PATIENCE).isUp()).isTrue();
        assertThat(store.isUp()).isTrue();
    }

    @Test
    void closedStoreRefuses() {
        store.close();
        assertThatThrownBy(() -> acceptOne(store, row("a")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.CLOSED));
    }

    @Test
    void closingWritesWhatWaits() {
        List<CompletableFuture<List<Acceptance>>> calls = IntStream.range(0, 500)
                .mapToObj(i -> store.accept(List.of(row("a"))).subscribeAsCompletionStage())
                .toList();
        store.close();
        assertThat(calls).allSatisfy(call -> assertThat(call).isCompleted());
    }

    // ---- audit

    @Test
    void whatWasAuditedIsFoundAsItWasNewestFirst() {
        AuditTrail trail = new SqlAuditTrail(store);
        List<AuditEntry> entries = IntStream.range(0, 5)
                .mapToObj(i -> new AuditEntry(NOW, "ops", "key.revoke", "key-" + i, Map.of("name", "bill\ning " + i)))
                .toList();
        entries.forEach(entry -> trail.record(entry).await().atMost(PATIENCE));

        List<AuditTrail.Recorded> first =
                trail.latest(Long.MAX_VALUE, 3).await().atMost(PATIENCE);
        List<AuditTrail.Recorded> second =
                trail.latest(first.getLast().number(), 3).await().atMost(PATIENCE);
        assertThat(first)
                .extracting(AuditTrail.Recorded::entry)
                .containsExactlyElementsOf(entries.subList(2, 5).reversed());
        assertThat(second)
                .extracting(AuditTrail.Recorded::entry)
                .containsExactlyElementsOf(entries.subList(0, 2).reversed());
    }

    // ---- keys

    private static ApiKey key(String id) {
        return new ApiKey(
                id,
                "billing",
                "00".repeat(32),
                EnumSet.of(Scope.SEND, Scope.READ),
                SessionPatterns.of(List.of("telegram:*", "slack:channel:C1")),
                id.equals("k2") ? null : 50,
                NOW,
                id.equals("k2") ? null : NOW.plusSeconds(60),
                null,
                null,
                ApiKey.Source.STORED);
    }

    @Test
    void keysAreFoundAsTheyWereMadeAndRevokedOnce() {
        ApiKeys keys = new SqlApiKeys(store);
        keys.add(key("k1")).await().atMost(PATIENCE);
        keys.add(key("k2")).await().atMost(PATIENCE);
        assertThat(keys.all().await().atMost(PATIENCE)).containsExactly(key("k1"), key("k2"));

        assertThat(keys.revoke("k1", NOW.plusSeconds(1)).await().atMost(PATIENCE))
                .isTrue();
        assertThat(keys.revoke("k1", NOW.plusSeconds(2)).await().atMost(PATIENCE))
                .isFalse();
        assertThat(keys.revoke("k3", NOW.plusSeconds(2)).await().atMost(PATIENCE))
                .isFalse();
        assertThat(keys.all().await().atMost(PATIENCE).getFirst().revokedAt()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void theLastUseOfAKeyNeverGoesBack() {
        ApiKeys keys = new SqlApiKeys(store);
        keys.add(key("k1")).await().atMost(PATIENCE);
        keys.used(Map.of("k1", NOW.plusSeconds(5), "unknown", NOW)).await().atMost(PATIENCE);
        keys.used(Map.of("k1", NOW.plusSeconds(3))).await().atMost(PATIENCE);
        assertThat(keys.all().await().atMost(PATIENCE).getFirst().lastUsedAt()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void aCallersRowsAreFoundByItsNameAndNobodysByNone() {
        Notification mine = acceptOne(store, row("a"));
        for (String caller : List.of("caller", "somebody-else", "")) {
            Query query = new Query(null, null, caller, null, null, null, null, 10);
            List<Notification> expected = caller.equals("caller") ? List.of(mine) : List.of();
            assertThat(store.list(query).await().atMost(PATIENCE)).isEqualTo(expected);
            assertThat(store.count(query).await().atMost(PATIENCE)).isEqualTo(expected.size());
        }
    }
}
