package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.DM;
import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static io.openclaw.bridge.production.BridgeWorld.outcome;
import static io.openclaw.bridge.production.BridgeWorld.turn;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.MessageRejectedException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.Refused.Reason;
import io.openclaw.bridge.RateLimitException;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.SessionNotFoundException;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Posted;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An agent's turn, from its acceptance to its reply, over whatever happens to the socket and the
/// gateway.
class AgentRunTest {
    private BridgeWorld world = new BridgeWorld();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private void connect() {
        world.connect();
    }

    private void connectTo(UnaryOperator<FakeGatewayOptions> options) {
        world.close();
        world = new BridgeWorld(options, UnaryOperator.identity());
        world.connect();
    }

    /// A run that takes so long at the gateway.
    private CompletableFuture<Receipt> running(Duration time, OutboundMessage.Builder message) {
        CompletableFuture<Receipt> sending = world.sending(message);
        world.gateway.awaitRequests("agent.wait", 1);
        assertThat(time).isPositive();
        return sending;
    }

    private static OutboundMessage.Builder slow(int seconds) {
        return turn("SLEEP=" + seconds * 1000 + " think").idempotencyKey("n:1");
    }

    /// To a chat, by way of an agent, whose reply is posted there.
    private static OutboundMessage.Builder chat(String text) {
        return OutboundMessage.to(DM, text)
                .delivery(DeliveryStyle.AGENT)
                .idempotencyKey("n:1")
                .retry(RetryMode.NONE);
    }

    private static Outcome.Refused refused(Outcome outcome, Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
        return (Outcome.Refused) outcome;
    }

    private static void unknown(Outcome outcome, Outcome.Unknown.Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(reason));
    }

    // ---- the ordinary run

    @Test
    void aTurnInASessionEndsWithItsReplyAndPostsNothing() {
        connect();
        Receipt receipt = world.send(turn().idempotencyKey("n:1").metadata(Map.of("issue", 7)));

        assertThat(receipt)
                .isEqualTo(new Receipt(
                        Receipt.Status.SENT,
                        null,
                        world.time.now(),
                        BridgeWorld.AGENT,
                        Map.of("issue", 7),
                        "n:1",
                        "default",
                        1,
                        "ECHO: What is the answer?"));
        assertThat(world.only("agent").params().properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("message", "sessionKey", "idempotencyKey");
        assertThat(world.gateway.posted()).isEmpty();
    }

    @Test
    void aTurnForAChatHasItsReplyPostedThere() {
        connect();
        Receipt receipt = world.send(
                OutboundMessage.to("telegram:group:-100:topic:7", "hello").delivery(DeliveryStyle.AGENT));

        assertThat(receipt.reply()).isEqualTo("ECHO: hello");
        Posted posted = world.gateway.posted().getFirst();
        assertThat(posted.text()).isEqualTo("ECHO: hello");
        assertThat(posted.chat()).isEqualTo("-100");
        assertThat(posted.thread()).isEqualTo("7");
        assertThat(world.only("agent").params().path("deliver").asBoolean()).isTrue();
    }

    @Test
    void aSilentRunIsDeliveredWithoutReply() {
        connect();
        Receipt receipt = world.send(chat("NOREPLY"));

        assertThat(receipt.status()).isEqualTo(Receipt.Status.SENT);
        assertThat(receipt.reply()).isNull();
        assertThat(world.gateway.posted()).isEmpty();
    }

    @Test
    void aTextThatIsATokenForChatsIsAnOrdinaryTextForAnAgent() {
        connect();
        assertThat(world.send(turn("NO_REPLY")).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void aTextThatIsACommandForTheGatewayIsAnOrdinaryTextForAnAgent() {
        connect();
        assertThat(world.send(turn("/reset the meter")).status()).isEqualTo(Receipt.Status.SENT);
        assertThat(world.only("agent").params().path("message").asText())
                .isEqualTo(TextGuard.turn("/reset the meter"))
                .isNotEqualTo("/reset the meter")
                .endsWith("/reset the meter");
    }

    @Test
    void aLongRunIsWaitedForInWaitsOfThirtySeconds() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(95), slow(95));
        world.advance(Duration.ofSeconds(94));
        assertThat(sending).isNotDone();
        assertThat(world.bridge.status().admission().outstanding())
                .as("an accepted run has left the window")
                .isZero();
        assertThat(world.bridge.status().admission().runs()).isEqualTo(1);

        world.advance(Duration.ofSeconds(1));

        assertThat(get(sending).reply()).isEqualTo("ECHO: SLEEP=95000 think");
        assertThat(world.gateway.requests("agent.wait"))
                .hasSize(4)
                .extracting(wait -> wait.params().path("timeoutMs").asInt())
                .containsExactly(30_000, 30_000, 30_000, 30_000);
    }

    @Test
    void theDeadlineEndsTheWaitAndNotLater() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(95), slow(95).deadline(Duration.ofSeconds(40)));
        world.advance(Duration.ofSeconds(39));
        assertThat(sending).isNotDone();

        world.advance(Duration.ofSeconds(1));

        unknown(outcome(sending), Outcome.Unknown.Reason.NO_ANSWER);
        assertThat(world.gateway.requests("agent.wait"))
                .extracting(wait -> wait.params().path("timeoutMs").asInt())
                .as("the gateway's time is a second ahead")
                .containsExactly(30_000, 11_000);
    }

    @Test
    void theDefaultDeadlineIsTwoMinutes() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(300), slow(300));
        world.advance(Duration.ofSeconds(119));
        assertThat(sending).isNotDone();

        world.advance(Duration.ofSeconds(1));

        unknown(outcome(sending), Outcome.Unknown.Reason.NO_ANSWER);
    }

    @Test
    void theDurablePathMayWaitForAQuarterOfAnHour() {
        connect();
        CompletableFuture<Receipt> sending =
                running(Duration.ofSeconds(880), slow(880).deadline(Duration.ofMinutes(15)));
        world.advance(Duration.ofSeconds(880));

        assertThat(get(sending).reply()).startsWith("ECHO: SLEEP=880000");
    }

    @Test
    void whoDoesNotWaitIsToldThatItWasAccepted() {
        connect();
        Receipt receipt = world.send(slow(5).awaitRun(false));

        assertThat(receipt.status()).isEqualTo(Receipt.Status.QUEUED);
        assertThat(receipt.runId()).isEqualTo("n:1");
        assertThat(receipt.reply()).isNull();
        assertThat(world.gateway.requests("agent.wait")).isEmpty();
        assertThat(world.bridge.status().admission().runs()).isZero();
        world.advance(Duration.ofSeconds(5));
    }

    // ---- what goes wrong in the run

    @Test
    void aRunThatFailsIsARefusal() {
        connect();
        refused(world.outcome(turn("FAIL500")), Reason.RUN_FAILED);
    }

    @Test
    void anAgentThatDoesNotExist() {
        connect();
        assertThat(BridgeWorld.failure(world.sending(OutboundMessage.to("agent:whatsapp:main", "hello"))))
                .isInstanceOf(SessionNotFoundException.class);
    }

    @Test
    void aChannelThatTheGatewayDoesNotHaveIsFoundOutInTheRun() {
        connect();
        refused(
                world.outcome(OutboundMessage.to("whatsapp:dm:1", "hello").delivery(DeliveryStyle.AGENT)),
                Reason.UNSUPPORTED_CHANNEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TG403", "TG500", "TG429", "TGNET"})
    void aReplyThatCouldNotBePostedIsKeptAndTheTurnNotRepeated(String trouble) {
        connectTo(options -> options.replies(text -> "forty-two " + trouble));
        Outcome outcome = world.outcome(chat("hello").retry(RetryMode.IN_CALL));

        assertThat(refused(outcome, Reason.REPLY_NOT_DELIVERED).reply()).isEqualTo("forty-two " + trouble);
        assertThat(BridgeWorld.failure(world.sending(chat("hello")))).isInstanceOf(MessageRejectedException.class);
        assertThat(world.gateway.requests("chat.history"))
                .as("where the reply was found")
                .hasSize(2);
        world.gateway.advance(Duration.ofSeconds(10));
    }

    @Test
    void aReplyThatNobodyFindsLeavesTheRefusalWithoutIt() {
        connectTo(options -> options.replies(text -> "forty-two TG403"));
        world.inject(new Fault.RetryableUnavailable("chat.history", null));

        assertThat(refused(world.outcome(chat("hello")), Reason.REPLY_NOT_DELIVERED)
                        .reply())
                .isNull();
    }

    // ---- the key

    @Test
    void theSameKeyWhileItRunsWaitsForTheSameRun() {
        connect();
        CompletableFuture<Receipt> first = running(Duration.ofSeconds(5), slow(5));
        CompletableFuture<Receipt> second = world.sending(slow(5));
        world.gateway.awaitRequests("agent.wait", 2);
        world.advance(Duration.ofSeconds(5));

        assertThat(get(second).reply()).isEqualTo(get(first).reply()).startsWith("ECHO");
        assertThat(get(second).runId()).isEqualTo("n:1");
        assertThat(userRows("n:1")).as("one turn").isEqualTo(1);
    }

    @Test
    void theSameKeyAfterItsEndBringsTheSameReply() {
        connect();
        Receipt first = world.send(chat("hello"));
        Receipt second = world.send(chat("hello"));

        assertThat(second.reply()).isEqualTo(first.reply()).isEqualTo("ECHO: hello");
        assertThat(world.gateway.posted()).hasSize(1);
    }

    @Test
    void theSameKeyAfterAFailureIsToldAlsoToWhoDoesNotWait() {
        connect();
        OutboundMessage.Builder message = turn("FAIL500").idempotencyKey("n:1");
        refused(world.outcome(message), Reason.RUN_FAILED);

        refused(world.outcome(message.awaitRun(false)), Reason.RUN_FAILED);
    }

    @Test
    void aLostAcceptanceIsRepeatedAndFindsTheSameRun() {
        connect();
        world.inject(new Fault.CloseWith("agent", 1001, "going away"));
        CompletableFuture<Receipt> sending = world.sending(slow(5).retry(RetryMode.IN_CALL));
        world.reconnect();
        world.gateway.awaitRequests("agent.wait", 1);
        world.advance(Duration.ofSeconds(5));

        Receipt receipt = get(sending);
        assertThat(receipt.attempts()).isEqualTo(2);
        assertThat(receipt.reply()).startsWith("ECHO");
        assertThat(userRows("n:1")).as("one turn").isEqualTo(1);
    }

    private long userRows(String key) {
        List<?> rows = (List<?>) get(world.bridge.request("chat.history", Map.of("sessionKey", BridgeWorld.AGENT)))
                .get("messages");
        return rows.stream()
                .filter(row -> row instanceof Map<?, ?> map && (key + ":user").equals(map.get("idempotencyKey")))
                .count();
    }

    // ---- the socket and the gateway

    @Test
    void theWaitGoesOnOverAReconnectToTheSameBoot() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(20), slow(20));
        world.gateway.dropSockets();
        world.reconnect();
        world.gateway.awaitRequests("agent.wait", 2);
        assertThat(sending).isNotDone();

        world.advance(Duration.ofSeconds(20));

        assertThat(get(sending).reply()).startsWith("ECHO");
        assertThat(world.gateway.requests("agent")).as("no second turn").hasSize(1);
    }

    @Test
    void theWaitGoesOnOverManyReconnects() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(60), slow(60));
        for (int i = 2; i < 6; i++) {
            world.gateway.dropSockets();
            world.reconnect();
            world.gateway.awaitRequests("agent.wait", i);
        }
        world.advance(Duration.ofSeconds(60));

        assertThat(get(sending).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void aRunThatEndedWhileTheSocketWasAwayIsFoundEnded() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(20), slow(20));
        world.gateway.dropSockets();
        world.awaitState(ConnectionState.RECONNECTING);
        world.gateway.advance(Duration.ofSeconds(20));
        world.reconnect();

        assertThat(get(sending).reply()).startsWith("ECHO");
    }

    @Test
    void afterARestartTheHistoryProvesTheRunThatHadEnded() {
        connectTo(options -> options.platformLatency(Duration.ofSeconds(10)));
        CompletableFuture<Receipt> sending = world.sending(chat("hello"));
        world.gateway.awaitRequests("agent.wait", 1);
        world.gateway.kill();
        world.gateway.boot();
        world.reconnect();

        assertThat(get(sending).reply()).isEqualTo("ECHO: hello");
    }

    @Test
    void afterARestartARunWithoutProofIsUnknownAndNotBegunAgain() {
        connect();
        CompletableFuture<Receipt> sending = running(
                Duration.ofSeconds(20), slow(20).retry(RetryMode.IN_CALL).deadline(Duration.ofSeconds(60)));
        world.gateway.kill();
        world.gateway.boot();
        world.reconnect();
        world.gateway.awaitRequests("agent.wait", 2);
        world.advance(Duration.ofSeconds(58));
        assertThat(sending).as("the gateway may resume it").isNotDone();
        world.advance(Duration.ofSeconds(1));

        unknown(outcome(sending), Outcome.Unknown.Reason.LOST);
        assertThat(world.gateway.requests("agent")).hasSize(1);
        assertThat(world.gateway.requests("chat.history")).as("after each wait").hasSizeGreaterThan(1);
    }

    @Test
    void afterARestartAHistoryThatCannotBeReadProvesNothing() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(20), slow(20).deadline(Duration.ofSeconds(10)));
        world.inject(new Fault.RetryableUnavailable("chat.history", null));
        world.gateway.kill();
        world.gateway.boot();
        world.reconnect();
        world.gateway.awaitRequests("agent.wait", 2);
        world.advance(Duration.ofSeconds(9));

        unknown(outcome(sending), Outcome.Unknown.Reason.LOST);
    }

    @Test
    void aGatewayThatDoesNotComeBackLosesTheRunAtTheDeadline() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(20), slow(20).deadline(Duration.ofSeconds(60)));
        world.gateway.kill();
        world.awaitState(ConnectionState.RECONNECTING);
        for (int i = 0; i < 59; i++) {
            world.time.advance(Duration.ofSeconds(1));
        }
        assertThat(sending).isNotDone();

        world.time.advance(Duration.ofSeconds(1));

        unknown(outcome(sending), Outcome.Unknown.Reason.LOST);
        world.gateway.boot();
    }

    @Test
    void closingTheBridgeEndsTheWaitAtOnce() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(20), slow(20));

        world.bridge.closeAndAwait();

        unknown(outcome(sending), Outcome.Unknown.Reason.LOST);
        assertThat(world.bridge.status().admission().runs()).isZero();
    }

    @Test
    void aGatewayThatStopsLetsTheRunEndFirst() {
        connect();
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(45), slow(45));
        world.gateway.terminate();
        world.advance(Duration.ofSeconds(45));

        assertThat(get(sending).reply()).startsWith("ECHO");
        world.gateway.awaitExit();
        world.gateway.boot();
    }

    // ---- answers that are none

    @Test
    void aWaitThatTheGatewayDoesNotTakeIsRepeatedAfterAMomentAndNotAtOnce() {
        connect();
        world.inject(new Fault.RetryableUnavailable("agent.wait", null), 3);
        CompletableFuture<Receipt> sending = world.sending(slow(20));
        for (int i = 1; i <= 3; i++) {
            world.gateway.awaitRequests("agent.wait", i);
            world.settle();
            assertThat(world.gateway.requests("agent.wait")).as("no hurry").hasSize(i);
            world.awaitTimer(Duration.ofSeconds(1));
            world.time.advance(Duration.ofSeconds(1));
        }
        world.gateway.awaitRequests("agent.wait", 4);
        world.advance(Duration.ofSeconds(20));

        assertThat(get(sending).reply()).startsWith("ECHO");
    }

    @Test
    void aWaitWithoutAnAnswerIsRepeated() {
        connect();
        world.inject(new Fault.Silence("agent.wait"));
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(50), slow(50));
        world.advance(Duration.ofSeconds(35));
        world.gateway.awaitRequests("agent.wait", 2);
        world.advance(Duration.ofSeconds(15));

        assertThat(get(sending).reply()).startsWith("ECHO");
    }

    /// The loop must neither spin nor grow a stack.
    @Test
    void aGatewayThatAnswersWaitsAtOnceIsAskedOnceASecond() {
        connect();
        world.inject(new Fault.RetryableUnavailable("agent.wait", null), 1800);
        CompletableFuture<Receipt> sending = world.sending(slow(3600).deadline(Duration.ofMinutes(30)));
        for (int i = 1; i <= 1800; i++) {
            world.gateway.awaitRequests("agent.wait", i);
            world.awaitTimer(Duration.ofSeconds(1));
            world.time.advance(Duration.ofSeconds(1));
        }

        unknown(outcome(sending), Outcome.Unknown.Reason.NO_ANSWER);
        assertThat(world.gateway.requests("agent.wait")).hasSize(1800);
    }

    @Test
    void theSecondAnswerStandsInWhereTheGatewayHasForgottenTheRun() {
        connect();
        world.inject(new Fault.Silence("agent.wait"));
        CompletableFuture<Receipt> sending = world.sending(chat("hello"));
        world.gateway.awaitRequests("agent.wait", 1);
        // The key, and with it the run, is forgotten after five minutes and a sweep.
        world.gateway.advance(Duration.ofMinutes(7));
        world.time.advance(Duration.ofSeconds(35));
        world.gateway.awaitRequests("agent.wait", 2);
        world.gateway.advance(Duration.ofSeconds(30));

        assertThat(get(sending).reply()).isEqualTo("ECHO: hello");
    }

    @Test
    void anUnansweredAcceptanceIsUnknown() {
        connect();
        world.inject(new Fault.Silence("agent"));
        CompletableFuture<Receipt> sending = world.sending(turn());
        world.gateway.awaitRequests("agent", 1);
        world.time.advance(Duration.ofSeconds(30));

        unknown(outcome(sending), Outcome.Unknown.Reason.NO_ANSWER);
    }

    // ---- many

    @Test
    void atMostThirtyTwoRunsAreUnderWay() {
        connect();
        List<CompletableFuture<Receipt>> runs = IntStream.range(0, 32)
                .mapToObj(i -> world.sending(
                        OutboundMessage.to("agent:main:s" + i, "SLEEP=5000").retry(RetryMode.NONE)))
                .toList();
        world.gateway.awaitRequests("agent.wait", 32);
        assertThat(world.bridge.status().admission().runs()).isEqualTo(32);

        assertThat(BridgeWorld.failure(world.sending(turn()))).isInstanceOf(RateLimitException.class);
        assertThat(world.gateway.requests("agent"))
                .as("the last one did not leave")
                .hasSize(32);

        world.advance(Duration.ofSeconds(5));
        runs.forEach(BridgeWorld::get);
        assertThat(world.bridge.status().admission().runs()).isZero();
        assertThat(world.send(turn()).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void whoCancelsGivesTheRunsPlaceBack() {
        connect();
        Cancellable sending =
                world.bridge.sendToAgent(slow(20).build()).subscribe().with(_ -> {}, _ -> {});
        world.gateway.awaitRequests("agent.wait", 1);

        sending.cancel();

        assertThat(world.bridge.status().admission().runs()).isZero();
        world.advance(Duration.ofSeconds(60));
        assertThat(world.gateway.requests("agent.wait"))
                .as("nobody waits any more")
                .hasSize(1);
    }

    @Test
    void whoCancelsInTheMiddleOfARetryGivesThePlaceBack() {
        connect();
        world.inject(new Fault.RetryableUnavailable("agent", null));
        Cancellable sending = world.bridge
                .sendToAgent(slow(20).retry(RetryMode.IN_CALL).build())
                .subscribe()
                .with(_ -> {}, _ -> {});
        world.awaitTimer(Duration.ofSeconds(1));

        sending.cancel();

        assertThat(world.bridge.status().admission().runs()).isZero();
        world.advance(Duration.ofSeconds(10));
        assertThat(world.gateway.requests("agent")).hasSize(1);
    }

    @Test
    void textsToPeopleKeepTheirQuarterWhileRunsWaitToBeAccepted() {
        world.close();
        world = new BridgeWorld(UnaryOperator.identity(), settings -> settings.withMaxRuns(64));
        connect();
        world.inject(new Fault.Silence("agent"), 48);
        List<CompletableFuture<Receipt>> runs = IntStream.range(0, 64)
                .mapToObj(i -> world.sending(
                        OutboundMessage.to("agent:main:s" + i, "hello").retry(RetryMode.NONE)))
                .toList();
        world.gateway.awaitRequests("agent", 48);
        world.until("the others wait", () -> world.bridge.status().admission().waiting() == 16);

        for (int i = 0; i < 20; i++) {
            assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
        }

        assertThat(world.gateway.requests("agent")).hasSize(48);
        world.time.advance(Duration.ofSeconds(30));
        runs.forEach(run -> assertThat(BridgeWorld.failure(run)).isNotNull());
    }

    @Test
    void textsToPeopleGoOnWhileSlowRunsGoOn() {
        connect();
        List<CompletableFuture<Receipt>> runs = IntStream.range(0, 64)
                .mapToObj(i -> world.sending(
                        OutboundMessage.to("agent:main:s" + i, "SLEEP=5000").retry(RetryMode.NONE)))
                .toList();
        world.gateway.awaitRequests("agent.wait", 32);

        IntStream.range(0, 64)
                .mapToObj(i -> world.sending(direct("text " + i)))
                .toList()
                .forEach(BridgeWorld::get);

        assertThat(world.gateway.posted()).hasSize(64);
        world.advance(Duration.ofSeconds(5));
        runs.forEach(run -> world.until("an end", run::isDone));
    }

    // ---- protocol 3

    @Test
    void anOlderGatewayTellsTheReplyInItsSecondAnswer() {
        connectTo(options -> options.protocol(3));
        Receipt receipt = world.send(chat("hello"));

        assertThat(receipt.reply()).isEqualTo("ECHO: hello");
        assertThat(world.gateway.posted()).hasSize(1);
    }

    @Test
    void anOlderGatewayIsANewOneAfterEveryReconnectAndStillTellsOfTheRun() {
        connectTo(options -> options.protocol(3));
        CompletableFuture<Receipt> sending = running(Duration.ofSeconds(20), slow(20));
        world.gateway.dropSockets();
        world.reconnect();
        world.gateway.awaitRequests("agent.wait", 2);
        world.advance(Duration.ofSeconds(20));

        assertThat(get(sending).status()).isEqualTo(Receipt.Status.SENT);
    }
}
