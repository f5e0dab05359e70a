package io.openclaw.bridge.bench;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.Subscription;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A bridge that answers at once, with the window of the real one: what is left is what the durable path costs by itself.
final class InstantBridge implements OpenClawBridge {
    private static final BridgeStatus STATUS = new BridgeStatus(
            BridgeStatus.Mode.REAL,
            "default",
            new BridgeStatus.Connection(ConnectionState.CONNECTED, Instant.now(), 0, null, null),
            BridgeStatus.Breaker.CLOSED,
            new BridgeStatus.Admission(64, 0, 0, 0, 64),
            new BridgeStatus.Facts("bench", "boot", 4, List.of(), "main"));

    @Override
    public BridgeStatus status() {
        return STATUS;
    }

    @Override
    public Uni<Receipt> sendToAgent(OutboundMessage message) {
        return Uni.createFrom()
                .item(new Receipt(
                        Receipt.Status.SENT,
                        "501",
                        Instant.now(),
                        message.sessionKey(),
                        message.metadata(),
                        null,
                        "default",
                        1,
                        null));
    }

    @Override
    public Uni<Void> connect() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Subscription onStatus(Consumer<BridgeStatus> listener) {
        return () -> {};
    }

    @Override
    public Route route(OutboundMessage message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Proof> findProof(OutboundMessage message) {
        return Uni.createFrom().item(new Proof.None());
    }

    @Override
    public Subscription onEvent(String name, Consumer<GatewayEvent> handler) {
        return () -> {};
    }

    @Override
    public Uni<Map<String, Object>> request(String method, Map<String, Object> params) {
        throw new UnsupportedOperationException();
    }
}
