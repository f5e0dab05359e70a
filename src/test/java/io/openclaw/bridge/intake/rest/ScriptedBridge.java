package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.SessionKey;
import io.openclaw.bridge.Subscription;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A bridge that answers what the test says and remembers the last message: the tests of the door
/// are about the door.
final class ScriptedBridge implements OpenClawBridge {
    static final Instant NOW = Instant.parse("2026-11-20T18:00:00Z");

    final AtomicReference<@Nullable OutboundMessage> last = new AtomicReference<>();
    final AtomicInteger delivered = new AtomicInteger();
    volatile Function<OutboundMessage, Uni<Receipt>> answer = this::delivered;
    volatile BridgeStatus status = new BridgeStatus(
            BridgeStatus.Mode.MOCK,
            "mock",
            new BridgeStatus.Connection(ConnectionState.CONNECTED, NOW, 0, null, null),
            BridgeStatus.Breaker.CLOSED,
            new BridgeStatus.Admission(64, 0, 0, 0, 64),
            null);

    private Uni<Receipt> delivered(OutboundMessage message) {
        SessionKey.parse(message.sessionKey());
        delivered.incrementAndGet();
        return Uni.createFrom()
                .item(new Receipt(
                        Receipt.Status.SENT,
                        "m1",
                        NOW,
                        message.sessionKey(),
                        message.metadata(),
                        null,
                        "mock",
                        1,
                        null));
    }

    void fails(Outcome outcome) {
        answer = _ -> Uni.createFrom().failure(BridgeException.of(outcome));
    }

    OutboundMessage last() {
        OutboundMessage message = last.get();
        if (message == null) {
            throw new AssertionError("nothing was sent");
        }
        return message;
    }

    @Override
    public Uni<Receipt> sendToAgent(OutboundMessage message) {
        last.set(message);
        return answer.apply(message);
    }

    @Override
    public BridgeStatus status() {
        return status;
    }

    @Override
    public Uni<Void> connect() {
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> close() {
        return Uni.createFrom().failure(new IllegalStateException());
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
        throw new UnsupportedOperationException();
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
