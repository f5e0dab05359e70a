package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.callback.CallbackTally.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CallbackSenderTest {
    private static final String URL = "https://hooks.example.com/x";
    private static final String HOST = "hooks.example.com";
    private static final Answer DOWN = new Answer.Status(500, null);

    private final SenderWorld world = new SenderWorld();

    @Test
    void whatWaitsLeavesAtStart() {
        world.letters.put("a:1", URL, world.time.now());
        world.sender.start();
        assertThat(world.ids(HOST)).containsExactly("a:1");
        assertThat(world.letters.all()).isEmpty();
    }

    @Test
    void commitIsSentAtOnceWithoutATimer() {
        world.sender.start();
        world.commit("a:1", URL);
        world.commit("a:2", URL);
        assertThat(world.ids(HOST)).containsExactly("a:1", "a:2");
        assertThat(world.letters.all()).isEmpty();
        assertThat(world.sender.tally().tries(Result.DELIVERED)).isEqualTo(2);
    }

    @Test
    void bodyIsTheViewInAnEnvelope() {
        world.sender.start();
        world.commit("a:1", URL);
        assertThat(world.requests.getFirst().body())
                .isEqualTo(
                        "{\"type\":\"io.openclaw.bridge.notification.delivered\",\"timestamp\":\"2026-11-20T12:00:00Z\",\"data\":{\"id\":\"a:1\"}}");
    }

    @Test
    void failureIsRepeatedWithTheSameIdAndGrowingPauses() {
        world.answers.put(HOST, DOWN);
        world.sender.start();
        world.commit("a:1", URL);
        world.time.advance(Duration.ofHours(2));
        assertThat(world.rhythm())
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(35),
                        Duration.ofSeconds(155),
                        Duration.ofSeconds(755),
                        Duration.ofSeconds(2_555),
                        Duration.ofSeconds(6_155));
        assertThat(new HashSet<>(world.ids(HOST))).containsExactly("a:1");
        world.answers.clear();
        world.time.advance(Duration.ofHours(2));
        assertThat(world.letters.all()).isEmpty();
        assertThat(world.requests).hasSize(8);
    }

    @Test
    void redirectIsAFailure() {
        world.answers.put(HOST, new Answer.Status(302, null));
        world.sender.start();
        world.commit("a:1", URL);
        assertThat(world.letters.all())
                .singleElement()
                .satisfies(event -> assertThat(event.attempts()).isEqualTo(1));
        assertThat(world.sender.tally().tries(Result.FAILED)).isEqualTo(1);
    }

    @Test
    void goneStopsItForGood() {
        world.answers.put(HOST, new Answer.Status(410, null));
        world.sender.start();
        world.commit("a:1", URL);
        world.time.advance(Duration.ofDays(2));
        assertThat(world.requests).hasSize(1);
        assertThat(world.letters.all()).isEmpty();
    }

    @Test
    void retryAfterIsHonoured() {
        world.answers.put(HOST, new Answer.Status(503, "77"));
        world.sender.start();
        world.commit("a:1", URL);
        world.answers.clear();
        world.time.advance(Duration.ofSeconds(76));
        assertThat(world.requests).hasSize(1);
        world.time.advance(Duration.ofSeconds(1));
        assertThat(world.requests).hasSize(2);
    }

    @Test
    void givenUpAfterADayWithALastTryAtItsEnd() {
        world.answers.put(HOST, new Answer.Failed("cannot connect"));
        world.sender.start();
        world.commit("a:1", URL);
        world.time.advance(Duration.ofDays(3));
        assertThat(world.rhythm().getLast()).isEqualTo(Duration.ofDays(1));
        assertThat(world.letters.all()).isEmpty();
        assertThat(world.sender.tally().givenUp()).isEqualTo(1);
    }

    @Test
    void evenTheOldestIsTriedOnce() {
        world.letters.put("a:1", URL, world.time.now().minus(Duration.ofDays(9)));
        world.sender.start();
        assertThat(world.requests).hasSize(1);
    }

    @Test
    void refusedByTheGuardNothingLeaves() {
        world.sender.start();
        world.commit("a:1", "http://127.0.0.1/");
        world.commit("a:2", "ftp://hooks.example.com/");
        world.commit("a:3", "not a url");
        world.time.advance(Duration.ofDays(2));
        assertThat(world.requests).isEmpty();
        assertThat(world.letters.all()).isEmpty();
        assertThat(world.sender.tally().tries(Result.REFUSED)).isGreaterThan(3);
    }

    @Test
    void silentReceiverDelaysNoOther() {
        List<Consumer<Answer>> waiting = new ArrayList<>();
        world.silent.put("slow.example", waiting);
        world.sender.start();
        for (int i = 0; i < 2_000; i++) {
            world.letters.put("slow:" + i, "https://slow.example/", world.time.now());
        }
        world.commit("quick:1", URL);
        assertThat(world.ids(HOST)).containsExactly("quick:1");
        assertThat(waiting).hasSize(4);
        for (int round = 2; round < 40; round++) {
            world.time.advance(Duration.ofSeconds(15));
            List<Consumer<Answer>> calls = List.copyOf(waiting);
            waiting.clear();
            calls.forEach(call -> call.accept(new Answer.Failed("no answer within 15 s")));
            world.commit("quick:" + round, URL);
            assertThat(world.ids(HOST)).as("at once, in round " + round).hasSize(round);
            assertThat(waiting).hasSizeLessThanOrEqualTo(4);
        }
        assertThat(world.letters.looks())
                .as("and looks no more often than needed")
                .isLessThan(2_000);
    }

    @Test
    void everythingForOneQuickHostLeavesWithoutDelay() {
        for (int i = 0; i < 2_000; i++) {
            world.letters.put("a:" + i, URL, world.time.now());
        }
        world.sender.start();
        world.time.advance(Duration.ofSeconds(30)); // as long as it may look slow, since nothing is known of it
        assertThat(world.letters.all()).isEmpty();
        assertThat(world.requests).hasSize(2_000);
    }

    @Test
    void whatIsUnderWayIsNotFoundAgain() {
        world.silent.put(HOST, new ArrayList<>());
        world.sender.start();
        world.commit("a:1", URL);
        world.commit("b:1", "https://other.example/");
        world.time.advance(Duration.ofSeconds(14));
        assertThat(world.ids(HOST)).containsExactly("a:1");
    }

    @Test
    void anotherReplicaDoesNotSendWhatIsClaimed() {
        world.silent.put(HOST, new ArrayList<>());
        SenderWorld other = new SenderWorld(world.letters);
        world.sender.start();
        world.commit("a:1", URL);
        other.sender.start();
        assertThat(world.requests).hasSize(1);
        assertThat(other.requests).isEmpty();
        other.time.advance(Claims.CLAIM.plusSeconds(1));
        assertThat(other.ids(HOST)).as("unless the first one died").containsExactly("a:1");
    }

    @Test
    void storeThatFailsIsAskedAgain() {
        world.letters.readsFail = true;
        world.letters.put("a:1", URL, world.time.now());
        world.sender.start();
        world.time.advance(Duration.ofMinutes(5));
        assertThat(world.requests).isEmpty();
        assertThat(world.letters.looks()).isBetween(5, 20);
        world.letters.readsFail = false;
        world.time.advance(Duration.ofSeconds(31));
        assertThat(world.ids(HOST)).containsExactly("a:1");
    }

    @Test
    void withoutAClaimOnDiskNothingLeaves() {
        world.letters.writesFail = true;
        world.sender.start();
        world.commit("a:1", URL);
        world.time.advance(Duration.ofMinutes(5));
        assertThat(world.requests).isEmpty();
        world.letters.writesFail = false;
        world.time.advance(Duration.ofSeconds(31));
        assertThat(world.ids(HOST)).containsExactly("a:1");
    }

    @Test
    void toldButNotYetForgottenIsNotToldAgain() {
        List<Consumer<Answer>> waiting = new ArrayList<>();
        world.silent.put(HOST, waiting);
        world.sender.start();
        world.commit("a:1", URL);
        world.letters.writesFail = true;
        waiting.getFirst().accept(new Answer.Status(204, null));
        world.time.advance(Duration.ofMinutes(10));
        assertThat(world.requests).hasSize(1);
        world.letters.writesFail = false;
        world.time.advance(Duration.ofSeconds(31));
        assertThat(world.letters.all()).isEmpty();
        assertThat(world.requests).hasSize(1);
    }

    @Test
    void restartSendsWhatWaited() {
        world.answers.put(HOST, DOWN);
        world.sender.start();
        world.commit("a:1", URL);
        world.sender.stop(Duration.ofSeconds(5)).await().atMost(Duration.ofSeconds(5));
        world.time.advance(Duration.ofMinutes(10));
        assertThat(world.requests).hasSize(1);

        SenderWorld next = new SenderWorld(world.letters);
        next.sender.start();
        next.time.advance(Duration.ofSeconds(5));
        assertThat(next.ids(HOST)).containsExactly("a:1");
        assertThat(world.letters.all()).isEmpty();
    }

    @Test
    void stopLetsCallsEndAndGivesBackWhatHasNotLeft() {
        List<Consumer<Answer>> waiting = new ArrayList<>();
        world.silent.put(HOST, waiting);
        for (int i = 0; i < 10; i++) {
            world.letters.put("a:" + i, URL, world.time.now());
        }
        world.sender.start();
        assertThat(waiting).hasSize(4);
        CompletableFuture<Void> stopped =
                world.sender.stop(Duration.ofSeconds(5)).subscribeAsCompletionStage();
        assertThat(stopped).isNotDone();
        assertThat(world.letters.all().stream().filter(event -> !event.dueAt().isAfter(world.time.now())))
                .hasSize(6);
        waiting.forEach(call -> call.accept(new Answer.Status(200, null)));
        assertThat(stopped).isDone();
        assertThat(world.closed).isTrue();
        assertThat(world.letters.all()).hasSize(6);
        assertThat(world.requests).hasSize(4);
    }

    @Test
    void stopTakesNoLongerThanItsBudget() {
        world.silent.put(HOST, new ArrayList<>());
        world.sender.start();
        world.commit("a:1", URL);
        CompletableFuture<Void> stopped =
                world.sender.stop(Duration.ofSeconds(5)).subscribeAsCompletionStage();
        world.time.advance(Duration.ofSeconds(5));
        assertThat(stopped).isDone();
        assertThat(world.letters.all()).hasSize(1);
    }

    @Test
    void idleSenderLooksOnceAMinute() {
        world.sender.start();
        int before = world.letters.looks();
        world.time.advance(Duration.ofMinutes(60));
        assertThat(world.letters.looks() - before).isBetween(59, 61);
    }

    @Test
    void withoutASecretNothingLeavesAndWhatWaitsForOneIsSaidOnce() {
        Letters waiting = new Letters();
        waiting.put("a:1", URL, world.time.now());
        waiting.readsFail = true;
        try (LogLines log = new LogLines()) {
            SenderWorld unsigned = new SenderWorld(waiting, SigningKeys.NONE);
            unsigned.sender.start();
            assertThat(unsigned.sender.tally().isBlocked()).isFalse();
            waiting.readsFail = false;
            unsigned.time.advance(Claims.PATROL);
            unsigned.commit("a:2", URL);
            assertThat(unsigned.sender.tally().isBlocked()).isTrue();
            assertThat(unsigned.requests).isEmpty();
            assertThat(waiting.all()).hasSize(2);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("OPENCLAW_CALLBACK_SECRET again"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutASecretThereIsNothingToSayWhereNothingWaits() {
        SenderWorld unsigned = new SenderWorld(new Letters(), SigningKeys.NONE);
        unsigned.sender.start();
        assertThat(unsigned.sender.tally().isBlocked()).isFalse();
        unsigned.outlet.committed(); // of another outlet's events
        unsigned.time.advance(Claims.PATROL);
        assertThat(unsigned.sender.tally().isBlocked()).isFalse();
        unsigned.commit("a:1", URL);
        unsigned.time.advance(Claims.PATROL);
        assertThat(unsigned.sender.tally().isBlocked()).isTrue();
    }
}
