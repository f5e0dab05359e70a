package io.openclaw.bridge.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T18:00:00Z");

    private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final HandDelays delays = new HandDelays();
    private final Waiters waiters = new Waiters(delays, false);
    private final MemoryStore store = new MemoryStore(time::get).waking(waiters);
    private final Notifications notifications = facade(waiters, Optional.of("telegram:dm:7"));

    private Notifications facade(Waiters of, Optional<String> session) {
        Resolution resolution = new Resolution(
                MockOpenClawBridge.builder().build(),
                time::get,
                url -> "https".equals(url.getScheme()) ? Optional.empty() : Optional.of("must begin with https"),
                session,
                new Random(1));
        return new Notifications(store, resolution, of);
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().indefinitely();
    }

    private Notification accept(Submission.Builder submission) {
        return await(notifications.submit(submission.build())).row();
    }

    private Notification kill(Notification row) {
        Notification claimed = applied(new Change(row, row.claim("me", time.get(), null)));
        return applied(new Change(
                claimed,
                claimed.die(
                        new Dead(time.get(), "PLATFORM_REFUSED", null, null, null),
                        Attempt.Result.REFUSED,
                        "refused")));
    }

    private Notification applied(Change change) {
        return ((Change.Result.Applied) await(store.apply(List.of(change))).getFirst()).row();
    }

    // ---- in

    @Test
    void laneIsTheGatewaysCanonicalKeySoThatTwoSpellingsShareOne() {
        Notification one = accept(Submission.to("telegram:dm:1", "text"));
        Notification other = accept(Submission.to("telegram:direct:1", "text"));
        assertThat(one.lane()).isEqualTo(other.lane()).contains("telegram");
        assertThat(one.content().delivery()).isEqualTo(DeliveryStyle.DIRECT);
        assertThat(one.content().sessionKey()).isEqualTo("telegram:dm:1");
        assertThat(one.gateway()).isEqualTo("mock");
    }

    @Test
    void withoutASessionTheDefaultIsTakenOrAskedFor() {
        assertThat(accept(Submission.to(null, "text")).content().sessionKey()).isEqualTo("telegram:dm:7");
        assertInvalid(facade(waiters, Optional.empty()), Submission.to(null, "text"), "sessionKey");
    }

    @Test
    void ttlIsResolvedWhenItIsSubmitted() {
        assertThat(accept(Submission.to("telegram:dm:1", "text").ttl(Duration.ofHours(1)))
                        .content()
                        .expiresAt())
                .isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void whatCannotBeIsRefusedByNameAndNotStored() {
        assertInvalid(notifications, Submission.to("nonsense", "text"), "sessionKey");
        assertInvalid(notifications, Submission.to("telegram:dm:1", " "), "message");
        assertInvalid(notifications, Submission.to("telegram:dm:1", "NO_REPLY"), "message");
        assertInvalid(notifications, Submission.to("telegram:dm:1", "**no_reply**"), "message");
        assertInvalid(
                notifications, Submission.to("agent:main:main", "NO_REPLY").priority(0), "priority");
        assertInvalid(notifications, Submission.to("telegram:dm:1", "x").priority(0), "priority");
        assertInvalid(notifications, Submission.to("telegram:dm:1", "x").priority(6), "priority");
        assertInvalid(notifications, Submission.to("telegram:dm:1", "x").expiresAt(NOW), "expiresAt");
        assertInvalid(
                notifications,
                Submission.to("telegram:dm:1", "x")
                        .deliverAt(NOW.plusSeconds(9))
                        .expiresAt(NOW.plusSeconds(9)),
                "expiresAt");
        assertInvalid(
                notifications,
                Submission.to("telegram:dm:1", "x")
                        .deliverAt(NOW.plusSeconds(9))
                        .ttl(Duration.ofSeconds(8)),
                "ttl");
        assertInvalid(
                notifications,
                Submission.to("telegram:dm:1", "x")
                        .expiresAt(NOW.plusSeconds(9))
                        .ttl(Duration.ofSeconds(8)),
                "ttl");
        assertInvalid(
                notifications,
                Submission.to("telegram:dm:1", "x").callbackUrl(URI.create("ftp://example.org/x")),
                "callbackUrl");
        assertThat(store.history()).isEmpty();
    }

    private static void assertInvalid(Notifications at, Submission.Builder submission, String field) {
        assertThatThrownBy(() -> await(at.submit(submission.build())))
                .isInstanceOfSatisfying(
                        NotificationException.Invalid.class,
                        e -> assertThat(e.flaws()).extracting(Flaw::field).contains(field));
    }

    @Test
    void sameKeyAndSameFieldsIsTheSameNotificationAlsoMuchLater() {
        Submission submission = Submission.to("telegram:dm:1", "text")
                .metadata(Map.of("a", 1L, "b", 2L))
                .ttl(Duration.ofHours(1))
                .idempotencyKey("k")
                .build();
        Notification first = await(notifications.submit(submission)).row();
        time.set(NOW.plusSeconds(60));
        assertThat(await(notifications.submit(submission))).isEqualTo(new Acceptance.Replayed(first));

        assertThat(await(notifications.submit(Submission.to("telegram:dm:1", "other")
                        .idempotencyKey("k")
                        .build())))
                .isEqualTo(new Acceptance.KeyReused(first));
        assertThat(store.rows()).hasSize(1);
    }

    @Test
    void repeatOfOneThatHasExpiredMeanwhileIsStillARepeat() {
        Submission submission = Submission.to("telegram:dm:1", "text")
                .expiresAt(NOW.plusSeconds(10))
                .idempotencyKey("k")
                .build();
        Notification first = await(notifications.submit(submission)).row();
        time.set(NOW.plusSeconds(60));
        assertThat(await(notifications.submit(submission))).isEqualTo(new Acceptance.Replayed(first));
    }

    @Test
    void repeatWithinABatchOfOneThatHasExpiredMeanwhileIsStillARepeat() {
        Submission submission = Submission.to("telegram:dm:1", "text")
                .expiresAt(NOW.plusSeconds(10))
                .idempotencyKey("k")
                .build();
        Notification first = await(notifications.submit(submission)).row();
        time.set(NOW.plusSeconds(60));
        List<Submitted> results = await(notifications.submitAll(List.of(
                Submission.to("nonsense", "x").build(),
                submission,
                Submission.to("telegram:dm:1", "new").build(),
                Submission.to("nonsense", "other").idempotencyKey("k").build())));
        assertThat(results.get(0)).isInstanceOf(Submitted.Rejected.class);
        assertThat(results.get(1)).isEqualTo(new Submitted.Taken(new Acceptance.Replayed(first)));
        assertThat(results.get(2)).isInstanceOf(Submitted.Taken.class);
        assertThat(results.get(3)).isInstanceOf(Submitted.Rejected.class);
        assertThat(results).hasSize(4);
    }

    @Test
    void keysOfTwoCallersDoNotMeet() {
        accept(Submission.to("telegram:dm:1", "one").caller("a").idempotencyKey("k"));
        accept(Submission.to("telegram:dm:1", "two").caller("b").idempotencyKey("k"));
        assertThat(store.rows()).hasSize(2);
    }

    @Test
    void goodOnesOfABatchAreStoredInOneTransactionAndInOrder() {
        int calls = store.calls();
        List<Submitted> results = await(notifications.submitAll(List.of(
                Submission.to("telegram:dm:1", "one").build(),
                Submission.to("nonsense", "two").build(),
                Submission.to("telegram:dm:1", "three").build())));
        assertThat(results.get(0)).isInstanceOf(Submitted.Taken.class);
        assertThat(results.get(1)).isInstanceOf(Submitted.Rejected.class);
        assertThat(results.get(2)).isInstanceOf(Submitted.Taken.class);
        assertThat(store.calls()).isEqualTo(calls + 1);
        assertThat(store.rows()).extracting(row -> row.content().message()).containsExactly("one", "three");
    }

    @Test
    void dryRunTellsTheRouteAndTouchesNothing() {
        Notifications.DryRun dryRun =
                notifications.dryRun(Submission.to("telegram:dm:1", "text").build());
        assertThat(dryRun.route().channel()).isEqualTo("telegram");
        assertThat(dryRun.row().lane()).isEqualTo(dryRun.route().sessionKey());
        assertThat(store.calls()).isZero();
    }

    @Test
    void whatTheStoreCannotDoIsSaidAtOnce() {
        store.failNext(1, StoreException.Reason.DISK_LOW);
        assertThatThrownBy(() -> accept(Submission.to("telegram:dm:1", "text"))).isInstanceOf(StoreException.class);
    }

    // ---- out

    @Test
    void pagesCoverEverythingOnceNewestFirst() {
        for (int i = 0; i < 7; i++) {
            accept(Submission.to("telegram:dm:1", "text " + i));
        }
        accept(Submission.to("telegram:dm:2", "another session"));
        Notifications.Filter filter =
                new Notifications.Filter(Word.QUEUED, "telegram:direct:1", null, null, null, null);
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Notifications.Page page = await(notifications.list(filter, 3, cursor));
            page.items().forEach(row -> seen.add(row.content().message()));
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).containsExactly("text 6", "text 5", "text 4", "text 3", "text 2", "text 1", "text 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAEAAAAA", "%%%", "AAAAAAAAAAAAAAAAAAAAAAAA", "42"})
    void cursorThatIsNotOursIsRefused(String cursor) {
        assertThatThrownBy(() ->
                        notifications.list(new Notifications.Filter(null, null, null, null, null, null), 10, cursor))
                .isInstanceOf(NotificationException.Invalid.class)
                .hasMessageContaining("cursor");
    }

    @Test
    void cursorSurvivesItsWay() {
        for (long seq : new long[] {0, 1, 42, Long.MAX_VALUE}) {
            assertThat(Cursor.read(Cursor.of(seq))).isEqualTo(seq);
        }
    }

    // ---- what people do

    @Test
    void cancelIsForWhatWaitsAndCanBeRepeated() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        Notification cancelled = await(notifications.cancel(row.id()));
        assertThat(cancelled.state().word()).isEqualTo(Word.CANCELLED);
        assertThat(await(notifications.cancel(row.id()))).isEqualTo(cancelled);

        Notification other = accept(Submission.to("telegram:dm:1", "text"));
        applied(new Change(other, other.claim("me", NOW, null)));
        assertThatThrownBy(() -> await(notifications.cancel(other.id())))
                .isInstanceOf(NotificationException.WrongState.class)
                .hasMessageContaining("sending");
        assertThatThrownBy(() -> await(notifications.cancel(new UUID(1, 2))))
                .isInstanceOf(NotificationException.Missing.class);
    }

    @Test
    void whoIsLateLooksAgain() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        store.holdCommits();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        notifications.cancel(row.id()).subscribe().with(_ -> {}, failure::set);
        store.changeElsewhere(row.id(), now -> now.claim("other", NOW, null));
        store.releaseCommits();
        assertThat(failure.get()).isInstanceOf(NotificationException.WrongState.class);
    }

    @Test
    void replayBeginsAnewUnderAnotherKeyPerhapsCorrected() {
        Notification dead = kill(accept(Submission.to("telegram:dm:1", "text")));
        Notification again = await(notifications.replay(dead.id(), "telegram:dm:2", "better"));
        assertThat(again.state().word()).isEqualTo(Word.QUEUED);
        assertThat(again.content().message()).isEqualTo("better");
        assertThat(again.content().sessionKey()).isEqualTo("telegram:dm:2");
        assertThat(again.lane()).isNotEqualTo(dead.lane());
        assertThat(again.gatewayKey()).isEqualTo("n:" + dead.id() + ":2");
        assertThat(again.seq()).isGreaterThan(dead.seq());
        assertThat(again.attempts()).hasSize(1);
        assertThatThrownBy(() -> await(notifications.replay(dead.id(), null, null)))
                .isInstanceOf(NotificationException.WrongState.class);
    }

    @Test
    void replayToASessionThatIsNoneChangesNothing() {
        Notification dead = kill(accept(Submission.to("telegram:dm:1", "text")));
        assertThatThrownBy(() -> await(notifications.replay(dead.id(), "nonsense", null)))
                .isInstanceOf(NotificationException.Invalid.class);
        assertThat(store.row(dead.id())).isEqualTo(dead);
    }

    @Test
    void replayOfManyKeepsTheirOrderAndItsLimit() {
        List<Notification> dead = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            dead.add(kill(accept(Submission.to("telegram:dm:" + i % 3, "text " + i))));
        }
        Notifications.Filter filter = new Notifications.Filter(Word.DEAD, null, null, null, null, null);
        assertThat(await(notifications.replayMany(filter, 10_000, true))).isEqualTo(new Notifications.Replayed(600, 0));
        assertThat(store.row(dead.getFirst().id())).isEqualTo(dead.getFirst());

        assertThat(await(notifications.replayMany(filter, 500, false))).isEqualTo(new Notifications.Replayed(500, 500));
        assertThat(store.rows().stream()
                        .filter(row -> row.state().word() == Word.QUEUED)
                        .map(row -> row.content().message()))
                .containsExactlyElementsOf(dead.subList(0, 500).stream()
                        .map(row -> row.content().message())
                        .toList());
    }

    @Test
    void replayOfManyIsForEndsOnly() {
        assertThatThrownBy(() -> notifications.replayMany(
                        new Notifications.Filter(Word.QUEUED, null, null, null, null, null), 10, false))
                .isInstanceOf(NotificationException.Invalid.class)
                .hasMessageContaining("status");
    }

    @Test
    void resolveIsForTheUnknownOnly() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        assertThatThrownBy(() -> await(notifications.resolve(row.id(), true)))
                .isInstanceOf(NotificationException.WrongState.class);
        Notification claimed = applied(new Change(row, row.claim("me", NOW, null)));
        applied(new Change(claimed, claimed.park("lost", NOW.plusSeconds(99), null, NOW, "lost")));
        assertThat(await(notifications.resolve(row.id(), true)).state().word()).isEqualTo(Word.DELIVERED);
    }

    // ---- waiting

    @Test
    void whoWaitsHearsOfTheEnd() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        AtomicReference<Notification> end = new AtomicReference<>();
        notifications.awaitEnd(row, Duration.ofSeconds(30)).subscribe().with(end::set);
        assertThat(end.get()).isNull();
        Notification dead = kill(row);
        assertThat(end.get()).isEqualTo(dead);
        assertThat(waiters.size()).isZero();
        assertThat(delays.size()).isZero();
    }

    @Test
    void endBetweenCommitAndWaitingIsNotMissed() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        Notification dead = kill(row);
        assertThat(await(notifications.awaitEnd(row, Duration.ofSeconds(30)))).isEqualTo(dead);
    }

    @Test
    void patienceEndsWithTheRowAsItIsThen() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        AtomicReference<Notification> end = new AtomicReference<>();
        notifications.awaitEnd(row, Duration.ofSeconds(30)).subscribe().with(end::set);
        Notification claimed = applied(new Change(row, row.claim("me", NOW, null)));
        delays.advance(Duration.ofSeconds(30));
        assertThat(end.get()).isEqualTo(claimed);
        assertThat(waiters.size()).isZero();
    }

    @Test
    void noMoreThanAThousandWait() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        List<Notification> ends = new ArrayList<>();
        for (int i = 0; i < Waiters.MOST; i++) {
            notifications.awaitEnd(row, Duration.ofSeconds(30)).subscribe().with(ends::add);
        }
        assertThat(notifications.isCrowded()).isTrue();
        assertThat(ends).isEmpty();
        assertThat(await(notifications.awaitEnd(row, Duration.ofSeconds(30)))).isEqualTo(row);
        kill(row);
        assertThat(ends).hasSize(Waiters.MOST);
        assertThat(notifications.isCrowded()).isFalse();
    }

    @Test
    void whoGoesAwayLeavesItsPlace() {
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        notifications
                .awaitEnd(row, Duration.ofSeconds(30))
                .subscribe()
                .with(_ -> {})
                .cancel();
        assertThat(waiters.size()).isZero();
        assertThat(delays.size()).isZero();
    }

    @Test
    void endThatAnotherReplicaMadeIsFoundWithinASecond() {
        Notifications ofSeveral = facade(new Waiters(delays, true), Optional.empty());
        Notification row = accept(Submission.to("telegram:dm:1", "text"));
        AtomicReference<Notification> end = new AtomicReference<>();
        ofSeveral.awaitEnd(row, Duration.ofSeconds(30)).subscribe().with(end::set);
        store.changeElsewhere(row.id(), now -> now.cancel(NOW));
        assertThat(end.get()).isNull();
        delays.advance(Duration.ofSeconds(1));
        assertThat(end.get()).isEqualTo(store.row(row.id()));
        assertThat(delays.size()).isZero();
    }
}
