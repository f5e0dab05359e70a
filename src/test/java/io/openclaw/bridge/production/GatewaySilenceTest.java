package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.BridgeStatus.BreakerState;
import io.openclaw.bridge.CircuitOpenException;
import io.openclaw.bridge.ConnectTimeoutException;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Messages without an answer, what the bridge concludes from them about the gateway, and the breaker
/// that follows
/// (design, section 4, row "no answer" and "Retry and breaker").
class GatewaySilenceTest {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Duration OPEN = Duration.ofSeconds(60);

    private final BridgeWorld world = new BridgeWorld().connect();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private BreakerState breaker() {
        return world.bridge.status().breaker().state();
    }

    private List<CompletableFuture<Receipt>> unanswered(int count) {
        int before = world.gateway.requests("send").size();
        world.inject(new Fault.Silence("send"), count);
        var sendings =
                IntStream.range(0, count).mapToObj(_ -> world.sending(direct())).toList();
        world.gateway.awaitRequests("send", before + count);
        return sendings;
    }

    private static Outcome.Unknown unknown(CompletableFuture<Receipt> sending) {
        return (Outcome.Unknown) outcome(sending);
    }

    private void openTheBreaker() {
        world.inject(new Fault.RetryableUnavailable("send", null), 5);
        IntStream.range(0, 5).forEach(_ -> world.outcome(direct()));
        world.awaitStatus(status -> status.breaker().state() == BreakerState.OPEN);
    }

    @Test
    void aSlowMessageSaysNothingAboutAGatewayThatLives() {
        for (int round = 0; round < 6; round++) {
            CompletableFuture<Receipt> sending = unanswered(1).getFirst();
            world.time.advance(ANSWER);
            Outcome.Unknown unknown = unknown(sending);

            assertThat(unknown.reason()).isEqualTo(Outcome.Unknown.Reason.NO_ANSWER);
            assertThat(unknown.gatewaySilent()).isFalse();
        }
        assertThat(world.gateway.requests("health")).hasSize(6);
        assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void noAnswerIsToldAfterThirtySecondsAndTheProbesFive() {
        world.inject(new Fault.Silence("health"));
        CompletableFuture<Receipt> sending = unanswered(1).getFirst();
        world.time.advance(ANSWER.minusMillis(1));
        assertThat(world.gateway.requests("health")).isEmpty();
        world.time.advance(Duration.ofMillis(1));
        world.gateway.awaitRequests("health", 1);
        world.time.advance(PROBE.minusMillis(1));
        assertThat(sending).isNotDone();

        world.time.advance(Duration.ofMillis(1));

        assertThat(unknown(sending).gatewaySilent()).isTrue();
    }

    @Test
    void fiveMessagesToADeadGatewayOpenTheBreakerWithOneQuestion() {
        world.inject(new Fault.Silence("health"));
        var sendings = unanswered(5);
        world.time.advance(ANSWER);
        world.gateway.awaitRequests("health", 1);
        world.time.advance(PROBE);

        assertThat(sendings)
                .allSatisfy(
                        sending -> assertThat(unknown(sending).gatewaySilent()).isTrue());
        assertThat(world.gateway.requests("health")).hasSize(1);
        assertThat(breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(BridgeWorld.failure(world.sending(direct()))).isInstanceOf(CircuitOpenException.class);
    }

    /// The deadline is the caller's; what the breaker learns after it is the breaker's.
    @Test
    void theProbeDoesNotKeepTheCallerBeyondTheDeadline() {
        world.inject(new Fault.Silence("health"));
        world.inject(new Fault.Silence("send"), 5);
        var sendings = IntStream.range(0, 5)
                .mapToObj(_ -> world.sending(direct().deadline(Duration.ofSeconds(10))))
                .toList();
        world.gateway.awaitRequests("send", 5);
        world.time.advance(Duration.ofSeconds(10));

        assertThat(sendings)
                .allSatisfy(
                        sending -> assertThat(unknown(sending).reason()).isEqualTo(Outcome.Unknown.Reason.NO_ANSWER));
        assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
        world.gateway.awaitRequests("health", 1);
        world.time.advance(PROBE);

        assertThat(breaker()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void aDeadlineInTheMiddleOfTheProbeEndsTheWaitForIt() {
        world.inject(new Fault.Silence("health"));
        world.inject(new Fault.Silence("send"));
        CompletableFuture<Receipt> sending = world.sending(direct().deadline(Duration.ofSeconds(32)));
        world.gateway.awaitRequests("send", 1);
        world.time.advance(ANSWER);
        world.gateway.awaitRequests("health", 1);
        assertThat(sending).isNotDone();

        world.time.advance(Duration.ofSeconds(2));

        assertThat(unknown(sending).gatewaySilent()).as("nobody knows yet").isFalse();
    }

    @Test
    void fivePassingFailuresInARowOpenTheBreaker() {
        world.inject(new Fault.RetryableUnavailable("send", null), 4);
        IntStream.range(0, 4).forEach(_ -> world.outcome(direct()));
        assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
        world.send(direct());

        openTheBreaker();

        BridgeStatus status = world.bridge.status();
        assertThat(status.breaker().openUntil()).isEqualTo(world.time.now().plus(OPEN));
        assertThat(status.breaker().trips()).isEqualTo(1);
        assertThat(status.admission().available()).isZero();
        Outcome.NotSent refused = (Outcome.NotSent) world.outcome(direct());
        assertThat(refused.reason()).isEqualTo(Outcome.NotSent.Reason.BREAKER_OPEN);
        assertThat(refused.retryAfter()).isEqualTo(OPEN);
        assertThat(world.gateway.requests("send")).as("it did not leave").hasSize(10);
    }

    @Test
    void refusalsOfMessagesDoNotOpenIt() {
        IntStream.range(0, 9).forEach(_ -> world.outcome(direct("TG400")));
        world.inject(new Fault.Busy("send"), 9);
        IntStream.range(0, 9).forEach(_ -> world.outcome(direct()));

        assertThat(breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void whenItsTimeHasComeHealthIsAskedAndNoMessageIsRisked() {
        openTheBreaker();
        world.time.advance(OPEN);

        assertThat(world.awaitStatus(status -> status.breaker().state() == BreakerState.CLOSED)
                        .breaker()
                        .openUntil())
                .isNull();
        assertThat(world.gateway.requests("health")).hasSize(2);
        assertThat(world.gateway.requests("send")).hasSize(5);
        assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void whileItIsProbedNoMessageGetsThrough() {
        openTheBreaker();
        world.inject(new Fault.Silence("health"));
        world.time.advance(OPEN);
        world.gateway.awaitRequests("health", 1);
        assertThat(breaker()).isEqualTo(BreakerState.HALF_OPEN);

        assertThat(BridgeWorld.failure(world.sending(direct()))).isInstanceOf(CircuitOpenException.class);

        world.time.advance(PROBE);
        assertThat(breaker()).as("the probe failed").isEqualTo(BreakerState.OPEN);
        assertThat(world.gateway.requests("send")).hasSize(5);
    }

    @Test
    void aGatewayThatIsStillIllOpensItAgain() {
        openTheBreaker();
        world.inject(new Fault.RetryableUnavailable("health", null));

        world.time.advance(OPEN);

        world.awaitStatus(status -> status.breaker().state() == BreakerState.HALF_OPEN);
        BridgeStatus again = world.awaitStatus(status -> status.breaker().state() == BreakerState.OPEN);
        assertThat(again.breaker().openUntil()).isEqualTo(world.time.now().plus(OPEN));
        assertThat(again.breaker().trips()).isEqualTo(1);
    }

    @Test
    void aNewConnectionIsProbedAtOnce() {
        openTheBreaker();
        world.gateway.kill();
        world.awaitState(ConnectionState.RECONNECTING);
        world.gateway.boot();
        world.reconnect();

        world.awaitStatus(status -> status.breaker().state() == BreakerState.CLOSED);
        assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void aClosedBridgeProbesNobody() {
        openTheBreaker();

        world.bridge.closeAndAwait();

        assertThat(world.time.scheduled()).doesNotContain(OPEN);
    }

    @Test
    void aMessageThatDidNotGetItsTurnWasNotSent() {
        try (BridgeWorld narrow =
                new BridgeWorld(gateway -> gateway, BridgeWorld.connection(settings -> settings.withWindow(1, 1)))) {
            narrow.connect();
            narrow.inject(new Fault.Silence("send"));
            CompletableFuture<Receipt> first = narrow.sending(direct());
            narrow.gateway.awaitRequests("send", 1);
            CompletableFuture<Receipt> second = narrow.sending(direct().deadline(Duration.ofSeconds(10)));
            narrow.until("it waits", () -> narrow.bridge.status().admission().waiting() == 1);
            Outcome.NotSent third = (Outcome.NotSent) narrow.outcome(direct());
            assertThat(third.reason()).isEqualTo(Outcome.NotSent.Reason.OVERLOADED);

            narrow.time.advance(Duration.ofSeconds(10));

            assertThat(BridgeWorld.failure(second)).isInstanceOf(ConnectTimeoutException.class);
            narrow.time.advance(Duration.ofSeconds(20));
            assertThat(unknown(first).reason()).isEqualTo(Outcome.Unknown.Reason.NO_ANSWER);
            assertThat(narrow.gateway.requests("send")).hasSize(1);
        }
    }
}
