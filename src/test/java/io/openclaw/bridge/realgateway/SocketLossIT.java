package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The socket breaks, the gateway behind it goes on: nothing is lost and nothing is said twice.
@AgainstRealGateway
class SocketLossIT {

    private static final Duration SLOW = Duration.ofMinutes(2);

    private final GatewayWorld world;
    private final BridgeProcess bridge;
    private final Chat chat = Chat.fresh();

    SocketLossIT(GatewayWorld world, BridgeProcess bridge) {
        this.world = world;
        this.bridge = bridge;
    }

    static List<Cut> cuts() {
        return List.of(new Cut.Reset(), new Cut.Close(1011, "internal error"));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void anAnswerLostWithTheSocketIsFetchedUnderTheSameKey(Cut cut) {
        world.recorder().cutAfter("send", cut);

        HttpAnswer answer = bridge.send(chat.sessionKey(), "Once and only once");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.body().path("attempts").asInt()).isEqualTo(2);
        assertThat(world.telegram().messagesTo(chat.id()))
                .singleElement()
                .satisfies(message -> assertThat(Long.toString(message.id())).isEqualTo(answer.get("messageId")));
        assertThat(keys("send")).hasSize(2).containsOnly(keys("send").getFirst());
    }

    @Test
    void aRepeatJoinsTheCallThatTheGatewayIsStillBusyWith() {
        world.telegram().plan(chat.id(), new TelegramFault.Slow(SLOW));
        CompletableFuture<HttpAnswer> sending =
                bridge.sendAsync(chat.sessionKey(), Map.of("message", "Slowly, and once"));
        world.telegram().awaitCall(BridgeProcess.PATIENCE, call -> call.chat().equals(chat.id()));

        world.recorder().cut(new Cut.Reset());
        world.recorder().awaitFrame(BridgeProcess.PATIENCE, this::isSecondSend);
        world.telegram().releaseSlow();

        HttpAnswer answer = result(sending);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
        assertThat(world.telegram().calls()).filteredOn(TelegramCall::posts).hasSize(1);
    }

    @Test
    void aRequestThatNeverArrivedIsSentAgain() {
        world.recorder().cutBefore("send", new Cut.Reset());

        HttpAnswer answer = bridge.send(chat.sessionKey(), "Lost on the way");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
    }

    @Test
    void anAgentsRunGoesOnAndItsReplyComesOverTheNextSocket() {
        String question = "HOLD on, " + chat.id();
        CompletableFuture<HttpAnswer> asking =
                bridge.sendAsync(chat.sessionKey(), Map.of("message", question, "delivery", "agent"));
        world.awaitPrompt(question);

        int socket = world.recorder().requests("agent").getFirst().connection();
        world.recorder().cut(new Cut.Reset());
        world.recorder()
                .awaitFrame(
                        BridgeProcess.PATIENCE,
                        frame -> frame.connection() != socket && frame.method().equals("agent.wait"));
        world.model().release();

        HttpAnswer answer = result(asking);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.get("reply")).startsWith("ECHO#").endsWith(question);
        assertThat(world.model().prompts())
                .filteredOn(prompt -> prompt.contains(question))
                .hasSize(1);
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
        assertThat(world.recorder().requests("agent")).hasSize(1);
    }

    private boolean isSecondSend(RecordedFrame frame) {
        return frame.method().equals("send") && keys("send").size() == 2;
    }

    private List<String> keys(String method) {
        return world.recorder().requests(method).stream()
                .map(frame -> frame.params().path("idempotencyKey").asText())
                .toList();
    }

    private static HttpAnswer result(CompletableFuture<HttpAnswer> call) {
        return call.orTimeout(BridgeProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
