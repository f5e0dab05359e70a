package io.openclaw.bridge.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.MessageRejectedException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.RateLimitException;
import io.openclaw.bridge.Receipt;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What only the mock has; what it shares with the real bridge is in the contract.
class MockOpenClawBridgeTest {
    private static final String DM = "telegram:dm:1";

    private final MockOpenClawBridge bridge = MockOpenClawBridge.deterministic(42);
    private final List<Object> ends = new ArrayList<>();

    @BeforeEach
    void connect() {
        bridge.connectAndAwait();
    }

    @Test
    void itSaysThatItIsTheMock() {
        BridgeStatus status = bridge.status();

        assertThat(status.mode()).isEqualTo(BridgeStatus.Mode.MOCK);
        assertThat(status.gateway()).isEqualTo("mock");
        assertThat(status.facts().bootId()).isEqualTo("mock-boot-1");
        assertThat(status.facts().defaultAgentId()).isEqualTo("main");
    }

    @Test
    void whatWasSentIsFoundHoweverTheSessionIsWritten() {
        bridge.sendToAgentAndAwait("telegram:dm:Ann", "one");
        bridge.sendToAgentAndAwait("telegram:direct:ann", "two");
        bridge.sendToAgentAndAwait("telegram:dm:2", "elsewhere");

        for (String key : List.of("telegram:dm:ann", "telegram:direct:ANN", "agent:main:telegram:direct:ann")) {
            assertThat(bridge.sent().to(key))
                    .extracting(sent -> sent.message().text())
                    .as(key)
                    .containsExactly("one", "two");
        }
        assertThat(bridge.sent().last().orElseThrow().message().text()).isEqualTo("elsewhere");
        assertThatThrownBy(() -> bridge.sent().to("telegramm:dm:1")).isInstanceOf(InvalidSessionKeyException.class);
    }

    @Test
    void whatWasSentIsFoundByItsKey() {
        Receipt receipt = bridge.sendToAgentAndAwait(DM, "hello");

        assertThat(bridge.sent().withKey(receipt.runId())).singleElement().satisfies(sent -> {
            assertThat(sent.message()).isEqualTo(OutboundMessage.of(DM, "hello"));
            assertThat(sent.receipt()).isEqualTo(receipt);
            assertThat(sent.outcome()).isEqualTo(new Outcome.Delivered("mock-1", receipt.runId(), null));
            assertThat(sent.at()).isEqualTo(receipt.timestamp());
        });
    }

    @Test
    void failuresAreRecordedButNotDelivered() {
        bridge.failures().next(Failure.refused(Refused.Reason.PLATFORM_REFUSED));
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait(DM, "refused"))
                .isInstanceOf(MessageRejectedException.class);
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait("nonsense", "misaddressed"))
                .isInstanceOf(InvalidSessionKeyException.class);
        bridge.gateway().disconnect("down");
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait(DM, "too late")).isInstanceOf(BridgeException.class);

        assertThat(bridge.sent().texts()).isEmpty();
        assertThat(bridge.sent().all())
                .extracting(
                        sent -> sent.message().text(),
                        sent -> sent.receipt().status(),
                        sent -> sent.receipt().attempts())
                .containsExactly(
                        tuple("refused", Receipt.Status.FAILED, 1),
                        tuple("misaddressed", Receipt.Status.FAILED, 1),
                        tuple("too late", Receipt.Status.FAILED, 0));
    }

    @Test
    void plannedFailuresComeInTheirOrderThenTheSessionsThenChance() {
        bridge.failures()
                .next(2, Failure.busy())
                .session("telegram:direct:1", Failure.refused(Refused.Reason.PLATFORM_REFUSED))
                .rate(1, Failure.passing());

        for (int i = 0; i < 6; i++) {
            send(OutboundMessage.of(i % 2 == 0 ? DM : "telegram:dm:2", "message " + i));
        }

        assertThat(bridge.sent().all())
                .extracting(sent -> sent.outcome().getClass().getSimpleName())
                .containsExactly("Busy", "Busy", "Refused", "Retry", "Refused", "Retry");
        bridge.failures().clear();
        assertThat(bridge.sendToAgentAndAwait(DM, "fine").status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void theSameSeedFailsInTheSamePlacesAlsoAfterReset() {
        List<Boolean> first = course(bridge);
        bridge.reset();

        assertThat(course(bridge)).isEqualTo(first);
        MockOpenClawBridge twin = MockOpenClawBridge.deterministic(42);
        twin.connectAndAwait();
        assertThat(course(twin)).isEqualTo(first);
        MockOpenClawBridge other = MockOpenClawBridge.deterministic(43);
        other.connectAndAwait();
        assertThat(course(other)).isNotEqualTo(first);
        assertThat(first).contains(true, false);
    }

    private static List<Boolean> course(MockOpenClawBridge bridge) {
        bridge.failures().rate(0.3, Failure.passing());
        return IntStream.range(0, 50)
                .mapToObj(i -> bridge.sendToAgent(DM, "message " + i)
                        .replaceWith(true)
                        .onFailure()
                        .recoverWithItem(false)
                        .await()
                        .indefinitely())
                .toList();
    }

    @Test
    void aRateIsAProbability() {
        assertThatThrownBy(() -> bridge.failures().rate(1.1, Failure.busy()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bridge.failures().rate(Double.NaN, Failure.busy()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void latencyIsWaitedForInVirtualTime() {
        bridge.gateway().latency(Duration.ofSeconds(3));
        follow(bridge.sendToAgent(DM, "slow"));
        bridge.advance(Duration.ofMillis(2_999));
        assertThat(ends).isEmpty();
        assertThat(bridge.status().admission().outstanding()).isEqualTo(1);
        assertThat(bridge.status().admission().available()).isEqualTo(63);

        bridge.advance(Duration.ofMillis(1));

        assertThat(ends).singleElement().isInstanceOf(Receipt.class);
        assertThat(bridge.status().admission().outstanding()).isZero();
    }

    @Test
    void theSameKeyInFlightIsJoined() {
        bridge.gateway().latency(Duration.ofSeconds(3));
        OutboundMessage message =
                OutboundMessage.to(DM, "slow").idempotencyKey("n:1").build();
        follow(bridge.sendToAgent(message));
        bridge.advance(Duration.ofSeconds(1));
        follow(bridge.sendToAgent(message));
        bridge.advance(Duration.ofSeconds(2));

        assertThat(ends)
                .hasSize(2)
                .allSatisfy(end -> assertThat(((Receipt) end).messageId()).isEqualTo("mock-1"));
        assertThat(bridge.sent().all()).hasSize(1);
    }

    @Test
    void whoseDeadlineIsShorterThanTheLatencyHearsNoAnswerAndIsDeliveredLater() {
        bridge.gateway().latency(Duration.ofSeconds(30));
        OutboundMessage hasty = OutboundMessage.to(DM, "hasty")
                .idempotencyKey("n:1")
                .deadline(Duration.ofSeconds(5))
                .build();
        follow(bridge.sendToAgent(hasty));

        bridge.advance(Duration.ofSeconds(5));
        assertThat(ends)
                .singleElement()
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Unknown.Reason.NO_ANSWER));
        bridge.advance(Duration.ofSeconds(25));

        assertThat(bridge.sent().texts()).containsExactly("hasty");
        send(hasty);
        assertThat(ends)
                .last()
                .as("the first result")
                .isInstanceOfSatisfying(
                        Receipt.class,
                        receipt -> assertThat(receipt.messageId()).isEqualTo("mock-1"));
    }

    @Test
    void whatWasInFlightWhenTheConnectionBrokeTheGatewayFinishes() {
        bridge.gateway().latency(Duration.ofSeconds(3));
        OutboundMessage message =
                OutboundMessage.to(DM, "hello").idempotencyKey("n:1").build();
        follow(bridge.sendToAgent(message));

        bridge.gateway().disconnect("the line was cut");
        assertThat(ends)
                .singleElement()
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Unknown.Reason.LOST));
        bridge.gateway().reconnect();
        bridge.advance(Duration.ofSeconds(3));

        assertThat(bridge.sent().texts()).containsExactly("hello");
        assertThat(ends).as("nobody hears twice").hasSize(1);
    }

    @Test
    void whatWasInFlightWhenTheGatewayRestartedIsGone() {
        bridge.gateway().latency(Duration.ofSeconds(3));
        OutboundMessage message = OutboundMessage.to("agent:main:main", "hello")
                .idempotencyKey("n:1")
                .build();
        follow(bridge.sendToAgent(message));
        assertThat(bridge.status().admission().runs()).isEqualTo(1);

        bridge.gateway().restart();
        bridge.advance(Duration.ofSeconds(10));

        assertThat(ends).singleElement().isInstanceOf(OutcomeUnknownException.class);
        assertThat(bridge.sent().texts()).isEmpty();
        assertThat(bridge.sent().all())
                .singleElement()
                .satisfies(sent -> assertThat(sent.outcome()).isInstanceOf(Unknown.class));
        assertThat(bridge.findProof(message).await().indefinitely()).isInstanceOf(Proof.TurnBegun.class);
        assertThat(bridge.status().facts().bootId()).isEqualTo("mock-boot-2");
    }

    @Test
    void aHeldMessageIsDeliveredLaterWithoutProofAndItsKeyKeepsTheError() {
        bridge.failures().nextButDelivered(Failure.unknown(Unknown.Reason.GATEWAY_HOLDS));
        OutboundMessage message =
                OutboundMessage.to(DM, "held").idempotencyKey("n:1").build();
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait(message)).isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait(message)).isInstanceOf(OutcomeUnknownException.class);

        assertThat(bridge.sent().texts()).containsExactly("held");
        assertThat(bridge.findProof(message).await().indefinitely()).isInstanceOf(Proof.None.class);
    }

    @Test
    void onlyTheNewestThousandKeysAreKept() {
        IntStream.rangeClosed(0, 1_000)
                .forEach(i -> send(
                        OutboundMessage.to(DM, "m").idempotencyKey("n:" + i).build()));
        bridge.sent().clear();

        send(OutboundMessage.to(DM, "kept").idempotencyKey("n:1000").build());
        send(OutboundMessage.to(DM, "kept").idempotencyKey("n:500").build());
        send(OutboundMessage.to(DM, "again").idempotencyKey("n:0").build());

        assertThat(bridge.sent().texts()).containsExactly("again");
    }

    @Test
    void ofVeryManyMessagesTheOldestAreForgotten() {
        MockOpenClawBridge small = MockOpenClawBridge.builder().keep(2).build();
        small.connectAndAwait();
        IntStream.rangeClosed(1, 3).forEach(i -> small.sendToAgentAndAwait(DM, "message " + i));

        assertThat(small.sent().texts()).containsExactly("message 2", "message 3");
    }

    @Test
    void agentsSayWhatTheyAreToldTo() {
        bridge.replies().next("first").nextSilent().by(message -> Optional.of("you said " + message.text()));

        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            replies.add(bridge.sendToAgentAndAwait("agent:main:main", "hello").reply());
        }
        bridge.reset();
        replies.add(bridge.sendToAgentAndAwait("agent:main:main", "hello").reply());

        assertThat(replies).containsExactly("first", null, "you said hello", Replies.DEFAULT);
    }

    @Test
    void aTurnInAChatIsPosted() {
        OutboundMessage message =
                OutboundMessage.to(DM, "hello").delivery(DeliveryStyle.AGENT).build();

        assertThat(bridge.route(message).channel()).isEqualTo("telegram");
        assertThat(bridge.sendToAgentAndAwait(message).reply()).isEqualTo(Replies.DEFAULT);
    }

    @Test
    void otherCallsAreAnsweredAsTold() {
        bridge.replies().request("sessions.list", params -> Map.of("limit", params.get("limit")));

        Map<String, Object> answer =
                bridge.request("sessions.list", Map.of("limit", 5)).await().indefinitely();

        assertThat(answer).containsEntry("limit", 5);
    }

    @Test
    void handlersHaveRunWhenEmitReturns() {
        bridge.onEvent("chat", ends::add);

        bridge.gateway().emit("chat", Map.of("n", 1));

        assertThat(ends).singleElement().isInstanceOf(GatewayEvent.class);
    }

    @Test
    void aHandlerMayUseTheBridge() {
        bridge.onEvent("chat", _ -> {
            bridge.sendToAgentAndAwait(DM, "answer");
            bridge.gateway().emit("agent", Map.of());
        });
        bridge.onEvent("agent", ends::add);

        bridge.gateway().emit("chat", Map.of());

        assertThat(bridge.sent().texts()).containsExactly("answer");
        assertThat(ends).hasSize(1);
    }

    @Test
    void eventsAreLostWhileTheConnectionIs() {
        bridge.onEvent("chat", ends::add);
        bridge.gateway().disconnect("down");
        bridge.gateway().emit("chat", Map.of());
        bridge.gateway().reconnect();

        assertThat(ends)
                .singleElement()
                .satisfies(event -> assertThat(((GatewayEvent) event).isGap()).isTrue());
    }

    @Test
    void resetForgetsEverythingButSubscriptionsAndConnection() {
        List<ConnectionState> states = new ArrayList<>();
        bridge.onEvent("chat", ends::add);
        bridge.onStatus(status -> states.add(status.connection().state()));
        OutboundMessage message =
                OutboundMessage.to(DM, "hello").idempotencyKey("n:1").build();
        bridge.sendToAgentAndAwait(message);
        bridge.failures().next(Failure.busy());
        bridge.gateway().openBreaker(Duration.ofMinutes(1));
        bridge.gateway().latency(Duration.ofSeconds(1));

        bridge.reset();

        assertThat(bridge.isConnected()).isTrue();
        assertThat(states).as("no blink").containsOnly(ConnectionState.CONNECTED);
        assertThat(bridge.status().breaker()).isEqualTo(BridgeStatus.Breaker.CLOSED);
        assertThat(bridge.sent().all()).isEmpty();
        assertThat(bridge.findProof(message).await().indefinitely()).isInstanceOf(Proof.None.class);
        assertThat(bridge.sendToAgentAndAwait(message).messageId()).isEqualTo("mock-1");
        bridge.gateway().emit("chat", Map.of());
        assertThat(ends).hasSize(1);
    }

    @Test
    void resetBringsALostConnectionBackAndEndsWhatWasInFlight() {
        bridge.gateway().latency(Duration.ofSeconds(1));
        follow(bridge.sendToAgent(DM, "hello"));
        bridge.gateway().needHuman("approve the device");

        bridge.reset();

        assertThat(bridge.isConnected()).isTrue();
        assertThat(bridge.status().connection().lastError()).isNull();
        assertThat(bridge.status().connection().reconnects()).isZero();
        assertThat(ends).singleElement().isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void anInjectedOneCannotBeClosedByItsUsers() {
        MockOpenClawBridge managed = MockOpenClawBridge.builder().managed().build();
        managed.connectAndAwait();

        assertThatThrownBy(managed::closeAndAwait).isInstanceOf(IllegalStateException.class);
        assertThat(managed.isConnected()).isTrue();
    }

    @Test
    void inRealTimeNobodyCanLetItPass() {
        assertThatThrownBy(() -> MockOpenClawBridge.create().advance(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void inRealTimeLatencyAndHandlersWorkToo() {
        MockOpenClawBridge real = MockOpenClawBridge.create();
        real.connectAndAwait();
        real.gateway().latency(Duration.ofMillis(1));

        Receipt receipt = real.sendToAgent(DM, "hello").await().atMost(Duration.ofSeconds(10));

        assertThat(receipt.status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void fromManyThreadsNothingIsLostOrDoubled() {
        MockOpenClawBridge real = MockOpenClawBridge.create();
        real.connectAndAwait();
        List<Uni<Receipt>> sends = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            OutboundMessage message = OutboundMessage.to("telegram:dm:" + i % 7, "message")
                    .idempotencyKey("n:" + i / 2)
                    .build();
            sends.add(real.sendToAgent(message).runSubscriptionOn(Infrastructure.getDefaultExecutor()));
        }

        List<Receipt> receipts = Uni.join().all(sends).andFailFast().await().atMost(Duration.ofSeconds(30));

        assertThat(receipts).extracting(Receipt::messageId).hasSize(2_000).doesNotContainNull();
        assertThat(receipts.stream().map(Receipt::messageId).distinct()).hasSize(1_000);
        assertThat(real.sent().all()).hasSize(1_000);
        assertThat(real.status().admission().outstanding()).isZero();
    }

    @Test
    void channelsAndTheAgentAreSettings() {
        MockOpenClawBridge other = MockOpenClawBridge.builder()
                .agent("Ops")
                .channels(Set.of("mattermost"))
                .build();

        assertThat(other.route(OutboundMessage.of("mattermost:channel:X1", "hi"))
                        .sessionKey())
                .isEqualTo("agent:ops:mattermost:channel:x1");
        assertThat(other.route(OutboundMessage.of(DM, "hi")).sessionKey()).isEqualTo("agent:ops:telegram:direct:1");
        assertThatThrownBy(() -> bridge.route(OutboundMessage.of("mattermost:channel:X1", "hi")))
                .isInstanceOf(InvalidSessionKeyException.class);
    }

    @Test
    void anAwkwardMomentForConnectStillEndsIt() {
        MockOpenClawBridge closed = MockOpenClawBridge.deterministic(0);
        closed.gateway().disconnect("down");
        closed.connect().subscribe().with(ends::add, ends::add);

        closed.closeAndAwait();

        assertThat(ends).singleElement().isInstanceOf(BridgeException.class);
        assertThat(closed.connectionState()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aRateLimitedPlatformIsRememberedUnderTheKey() {
        bridge.failures().next(Failure.rateLimited());
        OutboundMessage message =
                OutboundMessage.to(DM, "hello").idempotencyKey("n:1").build();
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait(message)).isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> bridge.sendToAgentAndAwait(message)).isInstanceOf(RateLimitException.class);

        bridge.advance(Duration.ofSeconds(330));

        assertThat(bridge.sendToAgentAndAwait(message).status()).isEqualTo(Receipt.Status.SENT);
    }

    private void send(OutboundMessage message) {
        follow(bridge.sendToAgent(message));
    }

    private void follow(Uni<Receipt> sending) {
        sending.subscribe().with(ends::add, ends::add);
    }
}
