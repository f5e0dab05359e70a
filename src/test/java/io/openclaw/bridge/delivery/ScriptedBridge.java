package io.openclaw.bridge.delivery;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.Subscription;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A bridge that answers as the test says: at once, after a latency, or when told.
final class ScriptedBridge implements OpenClawBridge {
    static final Outcome DELIVERED = new Outcome.Delivered("m", "r", null);

    /// A frame that was handed over.
    final class Sent {
        final OutboundMessage message;
        final Instant at;
        private final UniEmitter<? super Receipt> caller;
        private boolean open = true;

        private Sent(OutboundMessage message, Instant at, UniEmitter<? super Receipt> caller) {
            this.message = message;
            this.at = at;
            this.caller = caller;
        }

        String key() {
            return Objects.requireNonNull(message.idempotencyKey());
        }

        String text() {
            return message.text();
        }

        void answer(Outcome outcome) {
            if (!open) {
                return;
            }
            open = false;
            outstanding.remove(this);
            if (outcome instanceof Outcome.Delivered(String messageId, String runId, String reply)) {
                caller.complete(new Receipt(
                        Receipt.Status.SENT,
                        messageId,
                        clock.now(),
                        message.sessionKey(),
                        message.metadata(),
                        runId,
                        "default",
                        1,
                        reply));
            } else {
                caller.fail(BridgeException.of(outcome));
            }
        }

        void fail(Throwable failure) {
            open = false;
            outstanding.remove(this);
            caller.fail(failure);
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<Sent> outstanding = new ArrayList<>();
    final Map<String, Proof> proofs = new HashMap<>();
    final List<String> searched = new ArrayList<>();
    int window = 64;
    int mostDirects;
    int mostRuns;
    int mostPerSession;
    boolean unreadable;
    boolean keepSent = true;
    long count;

    /// What a frame is answered with; null: nothing, until the test does.
    Function<OutboundMessage, @Nullable Outcome> script = _ -> DELIVERED;

    Function<OutboundMessage, Duration> latency = _ -> Duration.ZERO;
    Consumer<OutboundMessage> onSend = _ -> {};

    private final VirtualClock clock;
    private final List<Consumer<BridgeStatus>> listeners = new ArrayList<>();
    private ConnectionState state = ConnectionState.CONNECTED;
    private BridgeStatus.BreakerState breaker = BridgeStatus.BreakerState.CLOSED;
    private Instant since;
    private @Nullable String bootId = "boot-1";
    private int others;

    ScriptedBridge(VirtualClock clock) {
        this.clock = clock;
        since = clock.now();
    }

    void disconnect() {
        state = ConnectionState.RECONNECTING;
        since = clock.now();
        for (Sent each : List.copyOf(outstanding)) {
            each.answer(new Outcome.Unknown(Outcome.Unknown.Reason.LOST, "the socket was lost"));
        }
        tell();
    }

    void connect(@Nullable String boot) {
        state = ConnectionState.CONNECTED;
        since = clock.now();
        bootId = boot;
        tell();
    }

    void breaker(BridgeStatus.BreakerState now) {
        breaker = now;
        tell();
    }

    /// Callers beside us in the window, who do not tell us when they go.
    void others(int calls) {
        others = calls;
    }

    private void tell() {
        listeners.forEach(listener -> listener.accept(status()));
    }

    private long directs() {
        return outstanding.stream()
                .filter(each -> each.message.delivery() != DeliveryStyle.AGENT)
                .count();
    }

    @Override
    public BridgeStatus status() {
        boolean open = state == ConnectionState.CONNECTED && breaker == BridgeStatus.BreakerState.CLOSED;
        int direct = (int) directs();
        return new BridgeStatus(
                BridgeStatus.Mode.REAL,
                "default",
                new BridgeStatus.Connection(state, since, 0, null, null),
                new BridgeStatus.Breaker(breaker, null, 0),
                new BridgeStatus.Admission(
                        window,
                        direct + others,
                        0,
                        outstanding.size() - direct,
                        open ? Math.max(0, window - direct - others) : 0),
                new BridgeStatus.Facts("1", bootId, 4, List.of(), "main"));
    }

    @Override
    public Subscription onStatus(Consumer<BridgeStatus> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Uni<Receipt> sendToAgent(OutboundMessage message) {
        return Uni.createFrom().emitter(caller -> send(message, caller));
    }

    private void send(OutboundMessage message, UniEmitter<? super Receipt> caller) {
        onSend.accept(message);
        Sent frame = new Sent(message, clock.now(), caller);
        count++;
        if (keepSent) {
            sent.add(frame);
        }
        outstanding.add(frame);
        mostDirects = Math.max(mostDirects, (int) directs());
        mostRuns = Math.max(mostRuns, outstanding.size() - (int) directs());
        if (keepSent) {
            mostPerSession = Math.max(mostPerSession, (int) outstanding.stream()
                    .filter(each -> each.message.sessionKey().equals(message.sessionKey()))
                    .count());
        }
        Duration wait = latency.apply(message);
        if (wait.isZero()) {
            answer(frame);
        } else {
            clock.after(wait, () -> answer(frame));
        }
    }

    private void answer(Sent frame) {
        Outcome outcome = script.apply(frame.message);
        if (outcome != null) {
            frame.answer(outcome);
        }
    }

    @Override
    public Uni<Proof> findProof(OutboundMessage message) {
        return Uni.createFrom().deferred(() -> {
            String key = Objects.requireNonNull(message.idempotencyKey());
            searched.add(key);
            if (unreadable) {
                throw BridgeException.of(new Outcome.Retry(null, "UNAVAILABLE", "no history now"));
            }
            return Uni.createFrom().item(proofs.getOrDefault(key, new Proof.None()));
        });
    }

    List<String> texts() {
        return sent.stream().map(Sent::text).toList();
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
    public Route route(OutboundMessage message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription onEvent(String name, Consumer<GatewayEvent> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Map<String, Object>> request(String method, Map<String, Object> params) {
        throw new UnsupportedOperationException();
    }
}
