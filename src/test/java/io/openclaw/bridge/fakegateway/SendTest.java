package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.Posted.Via;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `send` and the platform behind it: contract 3.1 and 11a. Rows that were recorded are in [RecordedGatewayTest].
class SendTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    private PlainClient client;
    private FakeGateway gateway;

    @BeforeEach
    void connect(FakeGateway gateway) {
        this.gateway = gateway;
        client = PlainClient.greeted(gateway);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void whatIsPostedIsRememberedInOrder() {
        send("1", "first", "a");
        send("2", "second", "b");

        assertThat(gateway.posted()).extracting(Posted::order).containsExactly(1L, 2L);
        Posted second = gateway.posted().getLast();
        assertThat(second.chat()).isEqualTo("2");
        assertThat(second.text()).isEqualTo("second");
        assertThat(second.boot()).isEqualTo(gateway.bootId());
        assertThat(second.via()).isEqualTo(Via.SEND);
        assertThat(gateway.postedWithKey("b")).containsExactly(second);
        assertThat(gateway.postedWithKey("c")).isEmpty();
    }

    @Test
    void aLongTextIsThreeCallsAndTheLastOnesIdIsTheAnswer() {
        JsonNode answer = send("1", "x".repeat(9_000), "long");

        List<Posted> pieces = gateway.postedWithKey("long");
        assertThat(pieces).extracting(Posted::part).containsExactly(1, 2, 3);
        assertThat(pieces).extracting(piece -> piece.text().length()).containsExactly(4096, 4096, 808);
        assertThat(answer.at("/payload/messageId").asText())
                .isEqualTo(pieces.getLast().messageId());
    }

    @Test
    void aPieceNeverEndsInsideACharacter() {
        send("1", "x" + "😀".repeat(4_000), "emoji");
        assertThat(gateway.postedWithKey("emoji"))
                .allSatisfy(piece -> assertThat(piece.text()).doesNotEndWith("\ud83d"));
    }

    @Test
    void outerBlanksAndReplyTagsAreRemoved() {
        send("1", "  [[reply_to_current]] hi  ", "tags");
        assertThat(gateway.posted().getFirst().text()).isEqualTo("hi");
    }

    @ParameterizedTest
    @CsvSource({
        "TG400, (400: Bad Request: message text is empty)",
        "TG403, (403: Forbidden: bot was blocked by the user)",
        "TG429, (429: Too Many Requests: retry after 3)",
        "TG500, (500: Internal Server Error)",
        "TGNET, Network request for 'sendMessage' failed!"
    })
    void aPlatformFailureIsQueuedAndNotRetryable(String text, String message) {
        JsonNode error = send("1", text, text).path("error");

        assertThat(error.path("code").asText()).isEqualTo("UNAVAILABLE");
        assertThat(error.path("message").asText())
                .startsWith("OutboundDeliveryError: ")
                .endsWith(message.replace("''", "'"));
        assertThat(error.at("/details/code").asText()).isEqualTo("OUTBOUND_DELIVERY_QUEUED");
        assertThat(error.has("retryable")).isFalse();
        assertThat(gateway.posted()).isEmpty();
    }

    @Test
    void afterANetworkFailureTheGatewayDeliversByItselfAndLeavesNoRow() {
        JsonNode failed = send("1", "TGNET later", "late");
        gateway.advance(Duration.ofSeconds(10));

        assertThat(gateway.postedWithKey("late")).extracting(Posted::via).containsExactly(Via.LATE);
        assertThat(send("1", "TGNET later", "late").path("error"))
                .as("the same key keeps its cached error")
                .isEqualTo(failed.path("error"));
        assertThat(client.call("chat.history", "{'sessionKey':'agent:main:main'}")
                        .at("/payload/messages"))
                .isEmpty();
    }

    @Test
    void aPartlyDeliveredTextNamesWhatWentOut() {
        JsonNode error = send("1", "PARTIAL " + "x".repeat(5_000), "part").path("error");

        assertThat(error.path("retryable").asBoolean(true)).isFalse();
        assertThat(error.at("/details/partialDelivery/messageIds/0").asText())
                .isEqualTo(gateway.posted().getFirst().messageId());
        assertThat(gateway.posted()).hasSize(1);
        assertThat(gateway.posted().getFirst().parts()).isEqualTo(2);
    }

    @Test
    void aSlowPlatformHasTheMessageBeforeTheAnswer() {
        String id = client.send("send", "{'to':'1','message':'TGSLOW','idempotencyKey':'slow'}");
        gateway.awaitRequests("send", 1);

        gateway.advance(Duration.ofMillis(2_499));
        assertThat(gateway.posted()).isEmpty();
        gateway.advance(Duration.ofMillis(1));
        assertThat(gateway.posted()).hasSize(1);
        client.settle();
        assertThat(client.hasAnswer(id)).isFalse();
        gateway.advance(Duration.ofMillis(2_500));
        assertThat(client.answer(id).path("ok").asBoolean()).isTrue();
    }

    @Test
    void aDirectMessageWithoutSessionLandsInTheMainSessionAndAGroupsInItsOwn() {
        send("1", "dm", "dm");
        send("-1001:topic:7", "group", "group");
        assertThat(gateway.posted())
                .extracting(Posted::session)
                .containsExactly("agent:main:main", "agent:main:telegram:group:-1001:topic:7");
        assertThat(gateway.posted().getLast().thread()).isEqualTo("7");
    }

    private JsonNode send(String to, String message, String key) {
        return client.call(
                "send",
                Wire.object()
                        .put("channel", "telegram")
                        .put("to", to)
                        .put("message", message)
                        .put("idempotencyKey", key));
    }
}
