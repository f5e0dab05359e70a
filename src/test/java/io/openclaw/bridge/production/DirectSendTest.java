package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.MessageRejectedException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Posted;
import io.openclaw.bridge.fakegateway.ReceivedRequest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A text to a chat, past every model.
class DirectSendTest {
    private final BridgeWorld world = new BridgeWorld().connect();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    @Test
    void aReceiptSaysWhatIsProven() {
        Receipt receipt = world.send(direct().idempotencyKey("n:1").metadata(Map.of("issue", 7)));

        Posted posted = world.gateway.posted().getFirst();
        assertThat(receipt)
                .isEqualTo(new Receipt(
                        Receipt.Status.SENT,
                        posted.messageId(),
                        world.time.now(),
                        BridgeWorld.DM,
                        Map.of("issue", 7),
                        "n:1",
                        "default",
                        1,
                        null));
        assertThat(posted.text()).isEqualTo("hello");
        assertThat(posted.chat()).isEqualTo("12345");
    }

    @Test
    void theSessionIsAlwaysExplicitAndTheMetadataStaysHome() {
        world.send(direct().idempotencyKey("n:1").metadata(Map.of("secret", "notes")));

        ReceivedRequest request = world.only("send");
        assertThat(request.params().path("sessionKey").asText()).isEqualTo("agent:main:telegram:direct:12345");
        assertThat(request.params().toString()).doesNotContain("notes").doesNotContain("secret");
        assertThat(request.params().properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("channel", "to", "message", "sessionKey", "idempotencyKey");
    }

    @Test
    void everyPartOfTheMessageGoesAlong() {
        world.send(OutboundMessage.to("telegram:group:-100:topic:7", "hello")
                .idempotencyKey("n:1")
                .replyToId("99")
                .silent(true)
                .traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        JsonNode params = world.only("send").params();
        assertThat(params.path("to").asText()).isEqualTo("-100");
        assertThat(params.path("threadId").asText()).isEqualTo("7");
        assertThat(params.path("replyToId").asText()).isEqualTo("99");
        assertThat(params.path("silent").asBoolean()).isTrue();
        assertThat(world.gateway.posted().getFirst().thread()).isEqualTo("7");
    }

    @Test
    void withoutAKeyEveryMessageHasAKeyOfItsOwn() {
        Receipt first = world.send(direct());
        Receipt second = world.send(direct());

        assertThat(first.runId()).isNotBlank().isNotEqualTo(second.runId());
        assertThat(world.gateway.posted()).hasSize(2);
    }

    @Test
    void subscribingTwiceRepeatsTheMessageAndIsNoNewOne() {
        Uni<Receipt> sending = world.bridge.sendToAgent(direct().build());

        Receipt first = get(sending);
        Receipt second = get(sending);

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(world.gateway.requests("send")).hasSize(2);
        assertThat(world.gateway.posted()).as("what people got").hasSize(1);
    }

    /// What callers write with Mutiny's own retry must not reach people twice.
    @Test
    void aCallersOwnRetryRepeatsTheSameMessage() {
        world.inject(new Fault.DropSocket("send"));
        CompletableFuture<Receipt> sending = world.bridge
                .sendToAgent(direct().build())
                .onFailure(OutcomeUnknownException.class)
                .call(() -> world.bridge.connect())
                .onFailure(OutcomeUnknownException.class)
                .retry()
                .atMost(1)
                .subscribeAsCompletionStage();
        world.reconnect();

        assertThat(get(sending).status()).isEqualTo(Receipt.Status.SENT);
        assertThat(world.gateway.posted()).hasSize(1);
    }

    @Test
    void nothingLeavesBeforeSomebodySubscribes() {
        Uni<Receipt> unheard = world.bridge.sendToAgent(direct("unheard").build());
        world.settle();

        assertThat(unheard).isNotNull();
        assertThat(world.gateway.requests("send")).isEmpty();
    }

    @Test
    void manyMessagesToOneChatKeepTheirOrder() {
        var sendings = IntStream.range(0, 200)
                .mapToObj(i -> world.sending(OutboundMessage.to(BridgeWorld.DM, "message " + i)))
                .toList();
        sendings.forEach(BridgeWorld::get);

        assertThat(world.gateway.posted())
                .extracting(Posted::text)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "message " + i).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "NO_REPLY", "  NO_REPLY\n"})
    void aTextThatNobodyWouldSeeDoesNotLeave(String text) {
        assertThat(BridgeWorld.failure(world.sending(direct(text)))).isInstanceOf(MessageRejectedException.class);
        assertThat(world.gateway.requests("send")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void aBlankKeyDoesNotLeave(String key) {
        assertThat(BridgeWorld.failure(world.sending(direct().idempotencyKey(key))))
                .isInstanceOf(MessageRejectedException.class)
                .hasMessageContaining("idempotencyKey");
        assertThat(world.gateway.requests("send")).isEmpty();
    }

    @Test
    void aDeadlineOfNearlyForEverIsOne() {
        assertThat(world.send(direct().deadline(Duration.ofSeconds(Long.MAX_VALUE)))
                        .status())
                .isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void aTextLargerThanTheGatewayTakesIsRefusedHere() {
        assertThat(BridgeWorld.failure(world.sending(direct("x".repeat(26 * 1024 * 1024)))))
                .isInstanceOf(MessageRejectedException.class);
        assertThat(world.bridge.isConnected()).isTrue();
    }

    @Test
    void thePlatformsRefusalIsFinal() {
        Outcome outcome = world.outcome(OutboundMessage.to("telegram:dm:404404", "hello"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Outcome.Refused.Reason.PLATFORM_REFUSED));
        assertThat(world.gateway.requests("send")).as("not repeated").hasSize(1);
    }

    @Test
    void whatTheGatewayHoldsIsUnknownAndNotRepeated() {
        Outcome outcome = world.outcome(direct("TGNET"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(Outcome.Unknown.Reason.GATEWAY_HOLDS));
        assertThat(world.gateway.requests("send")).hasSize(1);
    }
}
