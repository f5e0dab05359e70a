package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The gateway itself goes, politely or not: every caller learns what became of its message, and the bridge finds the
/// next gateway by itself.
@AgainstRealGateway
class GatewayLossIT {

    private static final Duration SLOW = Duration.ofMinutes(3);

    private final GatewayWorld world;
    private final BridgeProcess bridge;
    private final Chat chat = Chat.fresh();
    private final Chat asking = Chat.fresh();

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

        assertTheNextGatewayIsFound(boot);
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
        assertThat(world.telegram().messagesTo(asking.id())).hasSize(1);
    }

    @Test
    void aGatewayThatDiesLeavesTheOutcomeUnknownAndItsSuccessorIsFound() {
        String boot = bridge.bootId();
        CompletableFuture<HttpAnswer> sending = send("In flight when it dies");
        CompletableFuture<HttpAnswer> running = ask("HOLD when it dies, " + asking.id());

        world.gateway().sigkill();

        HttpAnswer lost = result(sending);
        assertThat(lost.status()).as(lost.text()).isEqualTo(504);
        assertThat(lost.get("outcome")).isEqualTo("unknown");
        assertThat(lost.get("code")).isEqualTo("LOST");

        assertTheNextGatewayIsFound(boot);
        HttpAnswer run = result(running);
        assertThat(run.status()).as(run.text()).isEqualTo(504);
        assertThat(run.get("outcome")).isEqualTo("unknown");
        assertThat(run.get("code")).isEqualTo("LOST");
        assertThat(world.telegram().messagesTo(chat.id())).hasSize(1);
        assertThat(world.recorder().requests("agent")).hasSize(1);
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
