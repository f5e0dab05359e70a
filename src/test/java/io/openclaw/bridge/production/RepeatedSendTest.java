package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.DM;
import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static io.openclaw.bridge.production.BridgeWorld.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.CircuitOpenException;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.RateLimitException;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.fakegateway.Fault;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A send that repeats itself within its call: with one key, and so that people get it once.
class RepeatedSendTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final BridgeWorld world = new BridgeWorld().connect();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private static OutboundMessage.Builder message() {
        return OutboundMessage.to(DM, "hello").idempotencyKey("n:1");
    }

    private void pass(int seconds) {
        world.awaitTimer(Duration.ofSeconds(seconds));
        world.time.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void aPassingFailureIsRepeatedWithTheSameKey() {
        world.inject(new Fault.RetryableUnavailable("send", null), 3);
        CompletableFuture<Receipt> sending = world.sending(message());
        pass(1);
        pass(2);
        pass(4);

        Receipt receipt = get(sending);

        assertThat(receipt.attempts()).isEqualTo(4);
        assertThat(world.gateway.requests("send"))
                .hasSize(4)
                .allMatch(request ->
                        request.params().path("idempotencyKey").asText().equals("n:1"))
                .extracting(request -> request.id())
                .doesNotHaveDuplicates();
        assertThat(world.gateway.posted()).hasSize(1);
    }

    @Test
    void aMessageWithoutAKeyKeepsItsOwnOverAllTries() {
        world.inject(new Fault.RetryableUnavailable("send", null));
        CompletableFuture<Receipt> sending = world.sending(OutboundMessage.to(DM, "hello"));
        pass(1);

        String key = get(sending).runId();

        assertThat(world.gateway.requests("send"))
                .hasSize(2)
                .allMatch(request ->
                        request.params().path("idempotencyKey").asText().equals(key));
    }

    @Test
    void afterThreeRepeatsTheLastFailureIsTold() {
        world.inject(new Fault.RetryableUnavailable("send", null), 4);
        CompletableFuture<Receipt> sending = world.sending(message());
        pass(1);
        pass(2);
        pass(4);

        assertThat(outcome(sending)).isInstanceOf(Outcome.Retry.class);
        assertThat(world.gateway.requests("send")).hasSize(4);
        assertThat(world.gateway.posted()).isEmpty();
    }

    @Test
    void aBusyGatewayIsRepeatedAndThenARateLimit() {
        world.inject(new Fault.Busy("send"), 4);
        CompletableFuture<Receipt> sending = world.sending(message());
        pass(1);
        pass(2);
        pass(4);

        assertThat(BridgeWorld.failure(sending)).isInstanceOf(RateLimitException.class);
    }

    @Test
    void whoOwnsTheScheduleIsNotRepeated() {
        world.inject(new Fault.RetryableUnavailable("send", null));

        assertThat(world.outcome(direct())).isInstanceOf(Outcome.Retry.class);
        assertThat(world.time.scheduled()).doesNotContain(SECOND);
    }

    @Test
    void theGatewaysHintIsHonoured() {
        world.inject(new Fault.RetryableUnavailable("send", 7_000));
        CompletableFuture<Receipt> sending = world.sending(message());
        pass(7);

        assertThat(get(sending).attempts()).isEqualTo(2);
    }

    @Test
    void theDeadlineBoundsAllTriesTogether() {
        world.inject(new Fault.RetryableUnavailable("send", null), 2);
        CompletableFuture<Receipt> sending = world.sending(message().deadline(Duration.ofSeconds(2)));
        pass(1);

        assertThat(outcome(sending)).isInstanceOf(Outcome.Retry.class);
        assertThat(world.gateway.requests("send")).hasSize(2);
    }

    @Test
    void eachTryWaitsForItsAnswerNoLongerThanTheDeadline() {
        world.inject(new Fault.RetryableUnavailable("send", null));
        world.inject(new Fault.Silence("send"));
        CompletableFuture<Receipt> sending = world.sending(message().deadline(Duration.ofSeconds(3)));
        pass(1);
        world.gateway.awaitRequests("send", 2);
        world.time.advance(Duration.ofMillis(1_999));
        assertThat(sending).isNotDone();

        world.time.advance(Duration.ofMillis(1));

        assertThat(outcome(sending))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Outcome.Unknown.Reason.NO_ANSWER));
    }

    @Test
    void whileDisconnectedNothingIsRepeated() {
        world.gateway.kill();
        world.awaitState(ConnectionState.RECONNECTING);

        assertThat(BridgeWorld.failure(world.sending(message()))).isInstanceOf(NetworkException.class);
        world.gateway.boot();
    }

    @Test
    void aGatewayThatRestartsIsWaitedForAsItAsksAndThenItIsAway() {
        world.inject(new Fault.Restarting("send"), 2);
        CompletableFuture<Receipt> sending = world.sending(message());
        pass(1);
        pass(2);

        assertThat(get(sending).attempts()).isEqualTo(3);
    }

    @Test
    void aPauseStopsOtherMessagesBeforeTheyLeave() {
        world.inject(new Fault.Restarting("send"));
        assertThat(world.outcome(direct())).isInstanceOf(Outcome.Paused.class);

        assertThat(world.outcome(direct())).isInstanceOf(Outcome.Paused.class);

        assertThat(world.gateway.requests("send"))
                .as("the second did not leave")
                .hasSize(1);
        assertThat(world.bridge.status().admission().available()).isZero();
        world.time.advance(SECOND);
        assertThat(world.bridge.status().admission().available()).isEqualTo(64);
        assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
    }

    /// Whether or not the gateway had done it when the socket went: the key settles it.
    @ParameterizedTest
    @EnumSource(Fault.Effect.class)
    void aLostCallIsRepeatedToTheSameBootAndPeopleGetItOnce(Fault.Effect effect) {
        world.inject(new Fault.DropSocket("send", effect));
        CompletableFuture<Receipt> sending = world.sending(message());
        world.reconnect();

        Receipt receipt = get(sending);

        assertThat(receipt.attempts()).isEqualTo(2);
        assertThat(receipt.messageId())
                .isEqualTo(world.gateway.posted().getFirst().messageId());
        assertThat(world.gateway.posted()).hasSize(1);
    }

    @Test
    void aLostCallIsNotRepeatedToANewBootWhichWouldSendItAgain() {
        world.inject(new Fault.DropSocket("send"));
        CompletableFuture<Receipt> sending = world.sending(message());
        world.gateway.awaitPosted(1);
        world.awaitState(ConnectionState.RECONNECTING);
        world.gateway.kill();
        world.gateway.boot();
        world.reconnect();

        assertThat(outcome(sending))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Outcome.Unknown.Reason.LOST));
        assertThat(world.gateway.posted()).hasSize(1);
        assertThat(world.gateway.requests("send")).hasSize(1);
    }

    @Test
    void closingTheBridgeEndsItsRepeats() {
        world.inject(new Fault.RetryableUnavailable("send", 30_000));
        CompletableFuture<Receipt> sending = world.sending(message());
        world.awaitTimer(Duration.ofSeconds(30));

        world.bridge.closeAndAwait();

        assertThat(BridgeWorld.failure(sending)).isInstanceOf(NetworkException.class);
        assertThat(world.gateway.requests("send")).hasSize(1);
    }

    @Test
    void whoCancelsIsNotSentForBehindHisBack() {
        world.inject(new Fault.RetryableUnavailable("send", null));
        List<Object> heard = new ArrayList<>();
        Cancellable sending =
                world.bridge.sendToAgent(message().build()).subscribe().with(heard::add, heard::add);
        world.awaitTimer(SECOND);

        sending.cancel();

        assertThat(world.time.scheduled()).doesNotContain(SECOND);
        world.advance(Duration.ofSeconds(10));
        assertThat(world.gateway.requests("send")).hasSize(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void repeatsStopWhereTheBreakerOpens() {
        world.inject(new Fault.RetryableUnavailable("send", null), 5);
        CompletableFuture<Receipt> first = world.sending(message());
        pass(1);
        world.gateway.awaitRequests("send", 2);
        world.awaitTimer(Duration.ofSeconds(2));
        assertThat(world.outcome(direct())).isInstanceOf(Outcome.Retry.class);
        assertThat(world.outcome(direct())).isInstanceOf(Outcome.Retry.class);
        assertThat(world.outcome(direct())).isInstanceOf(Outcome.Retry.class);

        pass(2);

        assertThat(BridgeWorld.failure(first)).isInstanceOf(CircuitOpenException.class);
        assertThat(world.gateway.requests("send")).hasSize(5);
    }
}
