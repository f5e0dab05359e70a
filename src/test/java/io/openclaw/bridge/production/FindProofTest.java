package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static io.openclaw.bridge.production.BridgeWorld.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Proof in the gateway's history for a message whose outcome nobody knows.
class FindProofTest {
    private final BridgeWorld world = new BridgeWorld().connect();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private Proof find(OutboundMessage.Builder message) {
        return get(world.bridge.findProof(message.idempotencyKey("n:1").build()));
    }

    private Outcome.Unknown loseTheAnswer(OutboundMessage.Builder message, String method) {
        world.inject(new Fault.CloseWith(method, 1001, "going away"));
        Outcome outcome = world.outcome(message.idempotencyKey("n:1"));
        world.reconnect();
        return (Outcome.Unknown) outcome;
    }

    @Test
    void aTextWhoseAnswerWasLostIsFound() {
        assertThat(loseTheAnswer(direct(), "send").reason()).isEqualTo(Outcome.Unknown.Reason.LOST);

        assertThat(find(direct())).isEqualTo(new Proof.Delivered(null));
    }

    @Test
    void itIsFoundAlsoByTheNextBoot() {
        world.send(direct().idempotencyKey("n:1"));
        world.gateway.kill();
        world.gateway.boot();
        world.reconnect();

        assertThat(find(direct())).isEqualTo(new Proof.Delivered(null));
    }

    @Test
    void whatWasNeverSentIsNotFound() {
        world.send(direct().idempotencyKey("n:2"));

        assertThat(find(direct())).isEqualTo(new Proof.None());
    }

    @Test
    void aTurnThatEndedIsFoundWithItsReply() {
        world.send(turn().idempotencyKey("n:1"));
        world.send(turn("and now?").idempotencyKey("n:2"));

        assertThat(find(turn())).isEqualTo(new Proof.Delivered("ECHO: What is the answer?"));
    }

    @Test
    void aTurnThatHasOnlyBegunIsToldApart() {
        CompletableFuture<Receipt> sending = world.sending(turn("SLEEP=5000").idempotencyKey("n:1"));
        world.gateway.awaitRequests("agent.wait", 1);

        assertThat(find(turn())).isEqualTo(new Proof.TurnBegun());

        world.advance(Duration.ofSeconds(5));
        get(sending);
    }

    @Test
    void lookingSendsNothing() {
        find(direct());
        find(turn());

        assertThat(world.gateway.posted()).isEmpty();
        assertThat(world.gateway.requests("send")).isEmpty();
        assertThat(world.gateway.requests("agent")).isEmpty();
    }

    @Test
    void aHistoryThatCannotBeReadIsAFailureAndNoProof() {
        world.inject(new Fault.Silence("chat.history"));
        CompletableFuture<Proof> looking =
                world.bridge.findProof(direct().idempotencyKey("n:1").build()).subscribeAsCompletionStage();
        world.gateway.awaitRequests("chat.history", 1);
        world.time.advance(Duration.ofSeconds(10));

        assertThat(BridgeWorld.failure(looking)).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void withoutAConnectionNobodyCanLook() {
        world.bridge.closeAndAwait();

        assertThatThrownBy(() -> find(direct())).isInstanceOf(NetworkException.class);
    }

    @Test
    void withoutItsKeyOrAddressNothingCanBeLookedFor() {
        assertThatThrownBy(() -> get(world.bridge.findProof(direct().build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idempotencyKey");
        assertThatThrownBy(() -> find(OutboundMessage.to("nowhere", "x")))
                .isInstanceOf(InvalidSessionKeyException.class);
    }
}
