package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/// What the history proves of a message whose outcome nobody knew.
interface ProofContract extends BridgeUnderContract {
    @Test
    default void whatWasDeliveredHasProof() {
        connect();
        OutboundMessage message = direct().build();
        send(message);

        assertThat(await(bridge().findProof(message))).isInstanceOf(Proof.Delivered.class);
    }

    @Test
    default void whatWasNeverSentHasNone() {
        connect();
        assertThat(await(bridge().findProof(direct().build()))).isInstanceOf(Proof.None.class);
    }

    @Test
    default void anAgentTurnsProofHasItsReply() {
        connect();
        world().replyToNextTurn("forty-two");
        OutboundMessage message = turn().build();
        send(message);

        assertThat(await(bridge().findProof(message))).isEqualTo(new Proof.Delivered("forty-two"));
    }

    @Test
    default void anotherSessionProvesNothing() {
        connect();
        send(direct().build());
        OutboundMessage elsewhere = OutboundMessage.to("telegram:dm:999", "hello")
                .idempotencyKey("n:direct")
                .build();

        assertThat(await(bridge().findProof(elsewhere))).isInstanceOf(Proof.None.class);
    }

    @Test
    default void proofOutlivesTheGatewaysMemoryOfKeys() {
        connect();
        OutboundMessage message = direct().build();
        send(message);
        BlockingQueue<BridgeStatus> statuses = listen();
        world().restartGateway();
        awaitState(statuses, ConnectionState.CONNECTED);

        assertThat(await(bridge().findProof(message))).isInstanceOf(Proof.Delivered.class);
    }

    @Test
    default void lookingSendsNothingToPeople() {
        connect();
        await(bridge().findProof(direct().build()));

        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void withoutAKeyThereIsNothingToLookFor() {
        connect();

        assertThatThrownBy(() -> await(bridge().findProof(OutboundMessage.of(DM, "hello"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void withoutAConnectionNobodyCanLook() {
        connect();
        await(bridge().close());

        assertThatThrownBy(() -> await(bridge().findProof(direct().build()))).isInstanceOf(ConnectionException.class);
    }
}
