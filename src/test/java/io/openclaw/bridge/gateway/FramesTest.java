package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.Fault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames of all sizes, in both directions.
@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class FramesTest {
    private static final int LARGEST = 25 * 1024 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 65_535, 65_536, 262_145, LARGEST})
    void framesOfUpTo25MebibytesAreRead(int bytes, FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Oversize("health", bytes));
        TestClient client = clients.to(gateway).start();
        client.ready();

        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(client.ask(TestClient.send("next"))).isInstanceOf(CallResult.Answered.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000, 65_536, 5_000_000})
    void messagesInPiecesAreReadWholeWhereverTheyAreCut(int piece, Clients.Maker clients) {
        String text = "ä€😀".repeat(piece >= 1_000 ? 1_000_000 : 100);
        TestClient client = clients.greeted(HandMadeGateway.hello(), (peer, request) -> {
                    byte[] answer = ("{\"type\":\"res\",\"id\":\""
                                    + request.path("id").asText() + "\",\"ok\":true,\"payload\":\"" + text + "\"}")
                            .getBytes(StandardCharsets.UTF_8);
                    for (int from = 0; from < answer.length; from += piece) {
                        int to = Math.min(from + piece, answer.length);
                        Buffer part = Buffer.buffer().appendBytes(answer, from, to - from);
                        boolean last = to == answer.length;
                        peer.socket.writeFrame(
                                from == 0
                                        ? WebSocketFrame.binaryFrame(part, last)
                                        : WebSocketFrame.continuationFrame(part, last));
                        if (from == 0 && !last) {
                            peer.socket.writePing(Buffer.buffer("between the pieces"));
                        }
                    }
                })
                .start();
        client.ready();

        CallResult result = client.ask(TestClient.health());

        assertThat(result)
                .isInstanceOfSatisfying(
                        CallResult.Answered.class,
                        answer ->
                                assertThat(answer.response().payload().asText()).isEqualTo(text));
    }

    @Test
    void aFrameBeyondTheLimitEndsTheConnectionAndItsCallsAreLost(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Oversize("health", LARGEST + 1_000_000));
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult result = client.ask(TestClient.health());

        assertThat(result).isInstanceOf(CallResult.Lost.class);
        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason().text()).contains("Max frame length");
        client.passDelay(waiting);
        client.ready();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void aMessageWithoutEndDoesNotFillTheMemory(Clients.Maker clients) {
        TestClient client = clients.greeted(HandMadeGateway.hello(), (peer, request) -> {
                    peer.socket.writeFrame(WebSocketFrame.textFrame("{", false));
                    Buffer megabyte = Buffer.buffer(" ".repeat(1_000_000));
                    for (int i = 0; i < 40; i++) {
                        peer.socket.writeFrame(WebSocketFrame.continuationFrame(megabyte, false));
                    }
                })
                .start();
        client.ready();

        CallResult result = client.ask(TestClient.health());

        assertThat(result).isInstanceOf(CallResult.Lost.class);
        assertThat(client.waiting().reason())
                .isInstanceOfSatisfying(
                        CloseReason.Closed.class,
                        closed -> assertThat(closed.code()).isEqualTo(1009));
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedBeforeItIsWritten(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        CallResult result = client.ask(TestClient.send("x".repeat(LARGEST)));

        assertThat(result)
                .isInstanceOfSatisfying(
                        CallResult.NotWritten.class,
                        notWritten -> assertThat(notWritten.why()).isEqualTo(CallResult.Why.TOO_LARGE));
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(gateway.requests("send")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void theGatewaysLimitCountsBytesAndIsReachedExactly(String letter, Clients.Maker clients) {
        int limit = 2_000;
        ObjectNode hello = HandMadeGateway.hello();
        hello.withObject("/policy").put("maxPayload", limit);
        TestClient client = clients.greeted(
                        hello, (peer, request) -> peer.answer(request.path("id").asText(), "{}"))
                .start();
        client.ready();
        int frame = "{\"type\":\"req\",\"id\":\"1\",\"method\":\"m\",\"params\":{\"t\":\"\"}}".length();
        int letterBytes = letter.getBytes(StandardCharsets.UTF_8).length;
        int fits = (limit - frame) / letterBytes;
        String filler = "x".repeat((limit - frame) % letterBytes);

        assertThat(client.ask(Call.of("m", TestClient.params().put("t", filler + letter.repeat(fits)))))
                .isInstanceOf(CallResult.Answered.class);
        assertThat(client.ask(Call.of("m", TestClient.params().put("t", filler + "x" + letter.repeat(fits)))))
                .isInstanceOf(CallResult.NotWritten.class);
    }

    @Test
    void whatCannotBeWrittenAsJsonEndsItsOwnCallOnly(FakeGateway gateway, Clients.Maker clients) {
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 0)).start();
        client.ready();
        ArrayNode deep = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 100_000; i++) {
            ArrayNode outer = JsonNodeFactory.instance.arrayNode();
            outer.add(deep);
            deep = outer;
        }
        ObjectNode unwritable = TestClient.params();
        unwritable.putPOJO("pojo", new Object() {
            @SuppressWarnings("unused")
            public String getName() {
                throw new IllegalStateException("no");
            }
        });

        for (ObjectNode params : java.util.List.of(TestClient.params().set("deep", deep), unwritable)) {
            CallResult result = client.ask(Call.of("health", params));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            CallResult.NotWritten.class,
                            notWritten -> assertThat(notWritten.why()).isEqualTo(CallResult.Why.TOO_LARGE));
        }
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(client.client.snapshot().outstanding()).isZero();
    }

    @Test
    void anAnswerThatIsNestedTooDeeplyIsGarbageAndItsCallEndsAtItsDeadline(Clients.Maker clients) {
        TestClient client = clients.greeted(
                        HandMadeGateway.hello(),
                        (peer, request) ->
                                peer.answer(request.path("id").asText(), "[".repeat(1_000_000) + "]".repeat(1_000_000)))
                .start();
        client.ready();
        CompletableFuture<CallResult> call = client.call(TestClient.health());
        org.awaitility.Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> client.client.snapshot().outstanding() == 1);

        client.time.advance(Duration.ofSeconds(10));

        assertThat(TestClient.get(call)).isInstanceOf(CallResult.NoAnswer.class);
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
    }
}
