package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.VirtualTimer;
import io.openclaw.bridge.gateway.frame.HelloOk;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is repeated within a call, when, how often, and to whom (design, section 4, "Retry and
/// breaker").
class InCallRetryTest {
    private static final Outcome SENT = new Outcome.Delivered("501", "k", null);
    private static final Outcome AGAIN = new Outcome.Retry(null, "UNAVAILABLE", "later");
    private static final Outcome BUSY = new Outcome.Busy(Duration.ofSeconds(1), "busy");
    private static final Outcome.Unknown LOST = new Outcome.Unknown(Outcome.Unknown.Reason.LOST, "lost");
    private static final Outcome AWAY =
            new Outcome.NotSent(Outcome.NotSent.Reason.NOT_CONNECTED, Duration.ofSeconds(1), "away");

    private final VirtualTimer time = new VirtualTimer();
    private ClientState state = new ClientState.Idle(time.now());
    private final ConnectionWatch watch = new ConnectionWatch(() -> state, time);
    private final Deque<Outcome> answers = new ArrayDeque<>();
    private final List<Duration> tries = new ArrayList<>();
    private final List<Outcome> results = new ArrayList<>();
    private Delivery delivery = delivery(null);
    /// The boot that tries leave for now.
    private String boot = "boot-1";

    @BeforeEach
    void connected() {
        become(ready("boot-1"));
    }

    private void become(ClientState next) {
        state = next;
        watch.onState(next);
    }

    private ClientState ready(String bootId) {
        boot = bootId;
        return new ClientState.Ready(time.now(), HelloOk.parse(Frames.json("{\"protocol\":4}")), bootId);
    }

    private ClientState away() {
        return new ClientState.Connecting(time.now(), 0, null);
    }

    private Delivery delivery(@Nullable Duration deadline) {
        return new Delivery(
                OutboundMessage.to("telegram:dm:1", "hello").deadline(deadline).build(),
                new Route(DeliveryStyle.DIRECT, "agent:main:telegram:direct:1", "main", "telegram", "1", null, null),
                "k",
                time);
    }

    /// Always the largest draw, which is 100 ms.
    private static RandomGenerator largest() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("unexpected draw");
            }

            @Override
            public int nextInt(int bound) {
                assertThat(bound).isEqualTo(101);
                return bound - 1;
            }
        };
    }

    private Cancellable run(Outcome... planned) {
        return run(new InCallRetry(3, Duration.ofSeconds(1), Duration.ofSeconds(30), watch, largest()), planned);
    }

    private Cancellable run(InCallRetry retry, Outcome... planned) {
        answers.addAll(List.of(planned));
        long start = time.nanoTime();
        return retry.run(delivery, () -> {
                    tries.add(Duration.ofNanos(time.nanoTime() - start));
                    Outcome next = answers.remove();
                    if (!(next instanceof Outcome.NotSent)) {
                        delivery.noteDeparture(new io.openclaw.bridge.gateway.CallResult.NoAnswer(Duration.ZERO, boot));
                    }
                    return Uni.createFrom().item(next);
                })
                .subscribe()
                .with(results::add);
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void aSuccessIsNotRepeated() {
        run(SENT);

        assertThat(results).containsExactly(SENT);
        assertThat(tries).hasSize(1);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void passingFailuresAreRepeatedThreeTimesWithGrowingDelays() {
        run(AGAIN, AGAIN, AGAIN, AGAIN);
        time.advance(Duration.ofMinutes(1));

        assertThat(tries).containsExactly(ms(0), ms(1100), ms(1100 + 2100), ms(1100 + 2100 + 4100));
        assertThat(results).as("the last failure, not an exception").containsExactly(AGAIN);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void theJitterIsDrawnFromNoughtToAHundredMilliseconds() {
        for (int draw : new int[] {0, 37, 100}) {
            tries.clear();
            run(
                    new InCallRetry(1, Duration.ofSeconds(1), Duration.ofSeconds(30), watch, new RandomGenerator() {
                        @Override
                        public long nextLong() {
                            throw new AssertionError();
                        }

                        @Override
                        public int nextInt(int bound) {
                            return draw;
                        }
                    }),
                    AGAIN,
                    SENT);
            time.advance(Duration.ofSeconds(2));
            assertThat(tries).containsExactly(ms(0), ms(1000 + draw));
        }
    }

    @Test
    void theDelayIsCapped() {
        run(
                new InCallRetry(6, Duration.ofSeconds(1), Duration.ofSeconds(5), watch, largest()),
                AGAIN,
                AGAIN,
                AGAIN,
                AGAIN,
                AGAIN,
                AGAIN,
                SENT);
        time.advance(Duration.ofMinutes(1));

        assertThat(tries)
                .containsExactly(
                        ms(0), ms(1100), ms(3200), ms(7300), ms(7300 + 5100), ms(7300 + 10200), ms(7300 + 15300));
    }

    static Stream<Outcome> asking() {
        return Stream.of(
                new Outcome.Retry(Duration.ofSeconds(7), "UNAVAILABLE", "later"),
                new Outcome.Busy(Duration.ofSeconds(7), "busy"),
                new Outcome.Paused(Duration.ofSeconds(7), "restarting"));
    }

    @ParameterizedTest
    @MethodSource("asking")
    void whatTheGatewayAsksForIsHonoured(Outcome outcome) {
        run(outcome, SENT);
        time.advance(Duration.ofSeconds(20));

        assertThat(tries).containsExactly(ms(0), ms(7100));
        assertThat(results).containsExactly(SENT);
    }

    @Test
    void whatTheGatewayAsksForShortensNothing() {
        run(new Outcome.Retry(ms(5), "UNAVAILABLE", "later"), SENT);
        time.advance(Duration.ofSeconds(20));

        assertThat(tries).containsExactly(ms(0), ms(1100));
    }

    static Stream<Outcome> finished() {
        return Stream.of(
                SENT,
                new Outcome.Accepted("k"),
                new Outcome.Refused(Outcome.Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "no"),
                new Outcome.LateRetry(Duration.ofSeconds(330), "UNAVAILABLE", "429"),
                new Outcome.Unknown(Outcome.Unknown.Reason.GATEWAY_HOLDS, "held"),
                new Outcome.Unknown(Outcome.Unknown.Reason.PLATFORM_UNCLEAR, "unclear"),
                new Outcome.Unknown(Outcome.Unknown.Reason.NO_ANSWER, "silence"),
                AWAY,
                new Outcome.NotSent(Outcome.NotSent.Reason.BREAKER_OPEN, Duration.ofSeconds(60), "open"),
                new Outcome.NotSent(Outcome.NotSent.Reason.HUMAN_NEEDED, Duration.ofSeconds(60), "human"),
                new Outcome.NotSent(Outcome.NotSent.Reason.DEADLINE, Duration.ofSeconds(1), "late"),
                new Outcome.NotSent(Outcome.NotSent.Reason.OVERLOADED, Duration.ofSeconds(1), "full"));
    }

    @ParameterizedTest
    @MethodSource("finished")
    void whatARepeatWouldNotHelpIsNotRepeated(Outcome outcome) {
        run(outcome);

        assertThat(results).containsExactly(outcome);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void noRetriesMeansOneTry() {
        run(new InCallRetry(0, Duration.ofSeconds(1), Duration.ofSeconds(30), watch, largest()), AGAIN);

        assertThat(results).containsExactly(AGAIN);
    }

    @Test
    void aDelayThatWouldEndBeyondTheDeadlineIsNotBegun() {
        delivery = delivery(Duration.ofSeconds(3));
        run(AGAIN, AGAIN);
        time.advance(ms(1100));

        assertThat(tries).hasSize(2);
        assertThat(results).as("at once, and not at the deadline").containsExactly(AGAIN);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void aWaitThatTheDeadlineDoesNotAllowIsNotBegun() {
        delivery = delivery(Duration.ofSeconds(5));
        run(new Outcome.Busy(Duration.ofSeconds(5), "busy"));

        assertThat(results).hasSize(1);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void whoCancelsEndsTheRepeats() {
        Cancellable running = run(AGAIN, SENT);
        assertThat(time.scheduled()).hasSize(1);

        running.cancel();

        assertThat(time.scheduled()).isEmpty();
        time.advance(Duration.ofMinutes(1));
        assertThat(tries).hasSize(1);
        assertThat(results).isEmpty();
    }

    @Test
    void closingTheBridgeEndsTheWait() {
        run(new Outcome.Retry(Duration.ofSeconds(30), "UNAVAILABLE", "later"), AWAY);

        become(new ClientState.Idle(time.now()));

        assertThat(results).containsExactly(AWAY);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void aLostCallIsRepeatedAsSoonAsTheSameBootIsBack() {
        become(away());
        run(LOST, SENT);
        time.advance(Duration.ofSeconds(2));
        assertThat(tries).hasSize(1);

        become(ready("boot-1"));

        assertThat(tries).containsExactly(ms(0), ms(2000));
        assertThat(results).containsExactly(SENT);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void aLostCallIsNeverRepeatedToAnotherBoot() {
        become(away());
        run(LOST, SENT);

        become(ready("boot-2"));

        assertThat(tries).hasSize(1);
        assertThat(results).containsExactly(LOST);
    }

    @Test
    void aLostCallWaitsTenSecondsForItsGatewayAndNoLonger() {
        become(away());
        run(LOST, SENT);
        time.advance(ms(9_999));
        assertThat(results).isEmpty();

        time.advance(ms(1));

        assertThat(results).containsExactly(LOST);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void aLostCallWaitsNoLongerThanItsDeadline() {
        delivery = delivery(Duration.ofSeconds(4));
        become(away());
        run(LOST, SENT);

        time.advance(Duration.ofSeconds(4));

        assertThat(results).containsExactly(LOST);
    }

    @Test
    void aLostCallDoesNotOutliveTheBridge() {
        become(away());
        run(LOST, SENT);

        become(new ClientState.Idle(time.now()));

        assertThat(results).containsExactly(LOST);
        assertThat(time.scheduled()).isEmpty();
    }

    static Stream<Outcome> turnedAway() {
        return Stream.of(BUSY, new Outcome.Paused(Duration.ofSeconds(1), "restarting"), AGAIN, AWAY);
    }

    /// Otherwise the caller would conclude that nothing was sent, and send it again under another key.
    @ParameterizedTest
    @MethodSource("turnedAway")
    void aRepeatThatWasTurnedAwayDoesNotSettleWhatIsInDoubt(Outcome turnedAway) {
        run(LOST, turnedAway, turnedAway, turnedAway);
        time.advance(Duration.ofMinutes(1));

        assertThat(results).containsExactly(LOST);
    }

    static Stream<Outcome> answers() {
        return Stream.of(
                SENT,
                new Outcome.Refused(Outcome.Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "no"),
                new Outcome.LateRetry(Duration.ofSeconds(330), "UNAVAILABLE", "429"),
                new Outcome.Unknown(Outcome.Unknown.Reason.GATEWAY_HOLDS, "held"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerForTheKeySettlesWhatWasInDoubt(Outcome answer) {
        run(LOST, BUSY, answer);
        time.advance(Duration.ofMinutes(1));

        assertThat(results).containsExactly(answer);
    }

    @Test
    void inDoubtTheBootStillCountsAfterARepeatThatWasTurnedAway() {
        run(LOST, BUSY, SENT);
        become(away());
        become(ready("boot-2"));

        time.advance(Duration.ofMinutes(1));

        assertThat(tries).as("the second boot has forgotten the key").hasSize(2);
        assertThat(results).containsExactly(LOST);
    }

    @Test
    void withoutDoubtAnotherBootIsAsGood() {
        run(AGAIN, SENT);
        become(away());
        become(ready("boot-2"));

        time.advance(Duration.ofMinutes(1));

        assertThat(results).containsExactly(SENT);
    }
}
