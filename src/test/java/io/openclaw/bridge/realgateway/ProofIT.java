package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway's own history proves, for the time when nobody else can tell.
@AgainstRealGateway
class ProofIT {

    private final GatewayWorld world;
    private final Chat chat = Chat.fresh();

    @TempDir
    Path data;

    private EmbeddedBridge embedded;

    ProofIT(GatewayWorld world) {
        this.world = world;
    }

    @BeforeEach
    void connect() {
        embedded = EmbeddedBridge.connect(world, data);
    }

    @AfterEach
    void close() {
        embedded.close();
    }

    @Test
    void aDeliveredDirectMessageIsProvenByItsKey() {
        OutboundMessage sent = message("Proven, it is", DeliveryStyle.DIRECT, "proof-direct-" + chat.id());
        bridge().sendToAgentAndAwait(sent);

        assertThat(proof(sent)).isEqualTo(new Proof.Delivered(null));
    }

    @Test
    void anEndedTurnIsProvenWithItsReply() {
        OutboundMessage asked = message("Prove it, " + chat.id(), DeliveryStyle.AGENT, "proof-agent-" + chat.id());
        Receipt receipt = bridge().sendToAgentAndAwait(asked);

        assertThat(proof(asked)).isEqualTo(new Proof.Delivered(receipt.reply()));
    }

    @Test
    void aTurnUnderWayIsKnownToHaveBegun() {
        OutboundMessage asked =
                message("HOLD it, " + chat.id(), DeliveryStyle.AGENT, "proof-begun-" + chat.id()).toBuilder()
                        .awaitRun(false)
                        .build();
        bridge().sendToAgentAndAwait(asked);
        world.awaitPrompt("HOLD it, " + chat.id());

        assertThat(proof(asked)).isEqualTo(new Proof.TurnBegun());
        world.model().release();
        world.telegram()
                .awaitMessage(BridgeProcess.PATIENCE, message -> message.chat().equals(chat.id()));
    }

    @Test
    void aKeyThatWasNeverSentHasNoProof() {
        OutboundMessage sent = message("Said under another key", DeliveryStyle.DIRECT, "proof-one-" + chat.id());
        bridge().sendToAgentAndAwait(sent);

        assertThat(proof(message("Never said", DeliveryStyle.DIRECT, "proof-two-" + chat.id())))
                .isEqualTo(new Proof.None());
    }

    @Test
    void theEscapeHatchReachesEveryMethodOfTheGateway() {
        bridge().sendToAgentAndAwait("agent:main:hatch-" + chat.id(), "Make me a session");

        Map<String, Object> sessions =
                bridge().request("sessions.list", Map.of("limit", 50)).await().atMost(BridgeProcess.PATIENCE);

        assertThat((List<?>) sessions.get("sessions"))
                .anySatisfy(session -> assertThat(session.toString()).contains("agent:main:hatch-" + chat.id()));
    }

    private OutboundMessage message(String text, DeliveryStyle style, String key) {
        return OutboundMessage.to(chat.sessionKey(), text)
                .delivery(style)
                .idempotencyKey(key)
                .build();
    }

    private Proof proof(OutboundMessage message) {
        return bridge().findProof(message).await().atMost(BridgeProcess.PATIENCE);
    }

    private OpenClawBridge bridge() {
        return embedded.bridge();
    }
}
