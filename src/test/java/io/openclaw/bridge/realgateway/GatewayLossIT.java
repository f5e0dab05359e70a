package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway itself goes, politely or not: every caller learns what became of its message, and the bridge finds the
/// next gateway by itself.
@AgainstRealGateway
class GatewayLossIT {

    private static final Duration SLOW = Duration.ofMinutes(3);

    private final GatewayWorld world;
    private final BridgeProcess bridge;
    private final Chat chat = Chat.fresh();
    private final Chat asking = Chat.fresh();

    @TempDir
    Path data;

    GatewayLossIT(GatewayWorld world, BridgeProcess bridge) {
        this.world = world;
        this.bridge = bridge;
    }

    @AfterEach
    void nextTestFindsAGateway() {
        if (world.gateway().isAlive() && !bridge.isConnected()) {
            world.gateway().sigkill();
        }
    }

    @Test
    void aGatewayThatIsToldToStopEndsItsWorkTakesNoMoreAndItsSuccessorIsFound() {
        String boot = bridge.bootId();
        CompletableFuture<HttpAnswer> sending = send("In flight when it stops");
        CompletableFuture<HttpAnswer> running = ask("HOLD when it stops, " + asking.id());

        world.gateway().sigterm();
        HttpAnswer late = awaitRefusalDuringDrain();

        assertThat(late.isProblem()).isTrue();
        assertThat(late.get("outcome")).isEqualTo("deferred");
        assertThat(late.retryAfter()).isPresent();
        assertThat(sending).isNotDone();

        world.telegram().releaseSlow();
        world.model().release();
        HttpAnswer sent = result(sending);
        HttpAnswer replied = result(running);
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        assertThat(replied.status()).as(replied.text()).isEqualTo(200);
        assertThat(replied.get("reply")).startsWith("ECHO#");

        world.gateway().awaitExit();
        HttpAnswer alone = bridge.send(Chat.fresh().sessionKey(), "To no gateway at all");
        assertThat(alone.status()).as(alone.text()).isEqualTo(503);
        assertThat(alone.get("outcome")).isEqualTo("deferred");
        assertThat(alone.get("code")).isEqualTo("NOT_CONNECTED");
        assertThat(alone.retryAfter()).isPresent();

        assertTheNextGatewayIsFound(boot);
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
        assertThat(world.telegram().messagesTo(asking.id())).hasSize(1);
    }

    @Test
    void aGatewayThatDiesLeavesTheOutcomeUnknownAndItsSuccessorIsFoundAndKnowsWhatWasDelivered() {
        OutboundMessage before = OutboundMessage.to(Chat.fresh().sessionKey(), "Delivered before it dies")
                .idempotencyKey("before-" + chat.id())
                .build();
        withEmbeddedBridge(bridge -> bridge.sendToAgentAndAwait(before));
        String boot = bridge.bootId();
        CompletableFuture<HttpAnswer> sending = send("In flight when it dies");
        CompletableFuture<HttpAnswer> running = ask("HOLD when it dies, " + asking.id());

        world.gateway().sigkill();

        assertUnknown(result(sending));
        assertTheNextGatewayIsFound(boot);
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
        assertUnknownOrProven(result(running));
        assertThat(world.recorder().requests("agent")).hasSize(1);
        withEmbeddedBridge(bridge -> assertThat(bridge.findProof(before).await().atMost(BridgeProcess.PATIENCE))
                .isEqualTo(new Proof.Delivered(null)));
    }

    /// The successor takes up an interrupted turn for a chat by itself, a few seconds after its start and under the
    /// same run id. Where it was faster than the bridge, its history proves the reply.
    private void assertUnknownOrProven(HttpAnswer answer) {
        if (answer.status() == 200) {
            assertThat(world.telegram().messagesTo(asking.id()))
                    .extracting(TelegramMessage::read)
                    .contains(answer.get("reply"));
        } else {
            assertUnknown(answer);
        }
    }

    private static void assertUnknown(HttpAnswer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(504);
        assertThat(answer.isProblem()).isTrue();
        assertThat(answer.get("outcome")).isEqualTo("unknown");
        assertThat(answer.get("code")).isEqualTo("LOST");
    }

    private void withEmbeddedBridge(Consumer<OpenClawBridge> work) {
        try (EmbeddedBridge embedded = EmbeddedBridge.connect(world, data)) {
            work.accept(embedded.bridge());
        }
    }

    private CompletableFuture<HttpAnswer> send(String text) {
        world.telegram().plan(chat.id(), new TelegramFault.Slow(SLOW));
        CompletableFuture<HttpAnswer> sending = bridge.sendAsync(chat.sessionKey(), Map.of("message", text));
        world.telegram().awaitCall(BridgeProcess.PATIENCE, call -> call.chat().equals(chat.id()));
        return sending;
    }

    private CompletableFuture<HttpAnswer> ask(String question) {
        CompletableFuture<HttpAnswer> running =
                bridge.sendAsync(asking.sessionKey(), Map.of("message", question, "delivery", "agent"));
        world.awaitPrompt(question);
        return running;
    }

    /// Calls are taken until the gateway has noticed the signal.
    private HttpAnswer awaitRefusalDuringDrain() {
        return Awaitility.await("a refusal during the drain")
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> bridge.send(
                                Chat.fresh().sessionKey(),
                                Map.of("message", "Too late for this gateway", "deadline", "PT1S")),
                        answer -> answer.status() == 503);
    }

    private void assertTheNextGatewayIsFound(String boot) {
        world.gateway().restart();
        bridge.awaitGateway(gateway -> gateway.path("state").asText().equals("connected")
                && !gateway.path("bootId").asText().equals(boot));
        HttpAnswer answer = bridge.send(Chat.fresh().sessionKey(), "Hello, successor");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static HttpAnswer result(CompletableFuture<HttpAnswer> call) {
        return call.orTimeout(BridgeProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
