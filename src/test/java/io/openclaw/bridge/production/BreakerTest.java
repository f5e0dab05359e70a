package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus.BreakerState;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.Verdict;
import io.openclaw.bridge.gateway.VirtualTimer;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// When the breaker opens, who probes it, and when it closes (design, section 4, "Retry and breaker").
class BreakerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final VirtualTimer time = new VirtualTimer();
    private final Deque<UniEmitter<? super Breaker.Probe>> probes = new ArrayDeque<>();
    private final List<BreakerState> changes = new ArrayList<>();
    private final Breaker breaker = new Breaker(
            5,
            TIMEOUT,
            time,
            () -> Uni.createFrom().emitter(emitter -> probes.add(emitter)),
            () -> changes.add(state()));

    private BreakerState state() {
        return breaker.state().state();
    }

    private void failures(int count) {
        IntStream.range(0, count).forEach(_ -> breaker.record(Verdict.FAILURE));
    }

    private void answerProbe(Breaker.Probe found) {
        probes.remove().complete(found);
    }

    private Outcome.NotSent refusal() {
        return breaker.refusal().orElseThrow();
    }

    @Test
    void opensAfterFiveFailuresInARowAndNotBefore() {
        failures(4);
        assertThat(breaker.refusal()).isEmpty();

        failures(1);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.state().openUntil()).isEqualTo(time.now().plus(TIMEOUT));
        assertThat(breaker.state().trips()).isEqualTo(1);
        assertThat(refusal().reason()).isEqualTo(Outcome.NotSent.Reason.BREAKER_OPEN);
        assertThat(refusal().retryAfter()).isEqualTo(TIMEOUT);
        assertThat(changes).containsExactly(BreakerState.OPEN);
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        failures(4);
        breaker.record(Verdict.SUCCESS);
        failures(4);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        failures(1);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void whatSaysNothingNeitherCountsNorResets() {
        failures(4);
        breaker.record(Verdict.NEUTRAL);
        breaker.record(Verdict.NEUTRAL);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        failures(1);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void tellsHowLongItStaysOpen() {
        failures(5);
        time.advance(Duration.ofSeconds(45));

        assertThat(refusal().retryAfter()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void isProbedAfterItsTimeAndNotBefore() {
        failures(5);
        time.advance(TIMEOUT.minusMillis(1));
        assertThat(probes).isEmpty();
        assertThat(state()).isEqualTo(BreakerState.OPEN);

        time.advance(Duration.ofMillis(1));

        assertThat(probes).hasSize(1);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(refusal().retryAfter()).as("half-open lets nobody through").isPositive();
    }

    @Test
    void closesAfterTwoHealthyProbes() {
        failures(5);
        time.advance(TIMEOUT);
        answerProbe(Breaker.Probe.HEALTHY);
        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);

        answerProbe(Breaker.Probe.HEALTHY);

        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker.refusal()).isEmpty();
        assertThat(probes).isEmpty();
        assertThat(time.scheduled()).isEmpty();
        assertThat(breaker.state().trips()).isEqualTo(1);
        assertThat(changes).containsExactly(BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED);
    }

    @Test
    void aResetClosesItAtOnceAndCountsAnew() {
        failures(5);
        breaker.reset();
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(time.scheduled()).as("nothing to probe").isEmpty();
        failures(4);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        failures(1);
        assertThat(state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void aProbeUnderWayDoesNotUndoAReset() {
        failures(5);
        time.advance(TIMEOUT);
        breaker.reset();
        answerProbe(Breaker.Probe.FAILED);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void afterItHasClosedTheCountStartsAnew() {
        closesAfterTwoHealthyProbes();
        failures(4);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);

        failures(1);
        assertThat(breaker.state().trips()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void halfOpenListensToProbesOnlyNeverToMessages(Verdict verdict) {
        failures(5);
        IntStream.range(0, 9).forEach(_ -> breaker.record(verdict));
        assertThat(state()).isEqualTo(BreakerState.OPEN);
        time.advance(TIMEOUT);

        IntStream.range(0, 9).forEach(_ -> breaker.record(verdict));

        assertThat(state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(breaker.state().trips()).isEqualTo(1);
    }

    @Test
    void aFailedProbeOpensItAgainForAsLong() {
        failures(5);
        time.advance(TIMEOUT);
        answerProbe(Breaker.Probe.HEALTHY);

        answerProbe(Breaker.Probe.FAILED);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.state().openUntil()).isEqualTo(time.now().plus(TIMEOUT));
        assertThat(breaker.state().trips()).as("it is the same trip").isEqualTo(1);
        time.advance(TIMEOUT);
        answerProbe(Breaker.Probe.HEALTHY);
        assertThat(state()).as("two in a row").isEqualTo(BreakerState.HALF_OPEN);
        answerProbe(Breaker.Probe.HEALTHY);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aNewConnectionIsAGoodMomentToProbe() {
        failures(5);
        time.advance(Duration.ofSeconds(3));

        breaker.onReady();

        answerProbe(Breaker.Probe.HEALTHY);
        answerProbe(Breaker.Probe.HEALTHY);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
        assertThat(time.scheduled())
                .as("the probe that was due later is not needed")
                .isEmpty();
    }

    @Test
    void aNewConnectionMeansNothingToAClosedBreaker() {
        breaker.onReady();

        assertThat(probes).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void neverTwoProbesAtOnce() {
        failures(5);
        breaker.onReady();
        breaker.onReady();
        time.advance(TIMEOUT);

        assertThat(probes).hasSize(1);
    }

    @Test
    void withoutAConnectionItWaitsForTheNextOne() {
        failures(5);
        time.advance(TIMEOUT);

        answerProbe(Breaker.Probe.IMPOSSIBLE);

        assertThat(state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.state().trips()).as("it did not trip again").isEqualTo(1);
        assertThat(time.scheduled()).isEmpty();
        breaker.onReady();
        answerProbe(Breaker.Probe.HEALTHY);
        answerProbe(Breaker.Probe.HEALTHY);
        assertThat(state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void aClosedBridgeProbesNothing() {
        failures(5);

        breaker.onIdle();

        assertThat(time.scheduled()).isEmpty();
        assertThat(state()).isEqualTo(BreakerState.OPEN);
        breaker.onReady();
        assertThat(probes).hasSize(1);
    }
}
