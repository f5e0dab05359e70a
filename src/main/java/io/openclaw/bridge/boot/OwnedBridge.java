package io.openclaw.bridge.boot;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.Subscription;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Consumer;

/// The injected bridge: everybody may use it, only the service closes it.
///
/// @param bridge the one that works
record OwnedBridge(OpenClawBridge bridge) implements OpenClawBridge {
    @Override
    public Uni<Void> connect() {
        return bridge.connect();
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom()
                .failure(() -> new IllegalStateException(
                        "this bridge was injected: the service that owns it closes it when it stops"));
    }

    @Override
    public BridgeStatus status() {
        return bridge.status();
    }

    @Override
    public Subscription onStatus(Consumer<BridgeStatus> listener) {
        return bridge.onStatus(listener);
    }

    @Override
    public Uni<Receipt> sendToAgent(OutboundMessage message) {
        return bridge.sendToAgent(message);
    }

    @Override
    public Route route(OutboundMessage message) {
        return bridge.route(message);
    }

    @Override
    public Uni<Proof> findProof(OutboundMessage message) {
        return bridge.findProof(message);
    }

    @Override
    public Subscription onEvent(String name, Consumer<GatewayEvent> handler) {
        return bridge.onEvent(name, handler);
    }

    @Override
    public Uni<Void> resetBreaker() {
        return bridge.resetBreaker();
    }

    @Override
    public Uni<Map<String, Object>> request(String method, Map<String, Object> params) {
        return bridge.request(method, params);
    }
}
