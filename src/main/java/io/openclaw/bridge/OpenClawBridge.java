package io.openclaw.bridge;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Consumer;

/// Talks to people and agents through an OpenClaw gateway. Inject it; tests swap the mock in.
///
/// Everything is asynchronous and safe from any thread; a `Uni` does its work when subscribed.
/// Who subscribes to one send twice repeats the same message under the same key; each subscription
/// to a [#request] is a call of its own.
/// The `…AndAwait` forms block and must not be called on an event loop. Failures are
/// [BridgeException]s.
public interface OpenClawBridge {

    /// Connects and authenticates. Idempotent: completes at once when connected. Fails with the cause
    /// after 30 s (design, section 4), or as soon as a human is needed, while reconnecting goes on
    /// behind it.
    Uni<Void> connect();

    default void connectAndAwait() {
        connect().await().indefinitely();
    }

    /// Closes the connection for good: calls in flight end as [Outcome.Unknown], nothing is reconnected
    /// until [#connect()] is called again. Idempotent.
    /// On an injected bean it fails with [IllegalStateException]: the service that owns it closes it.
    Uni<Void> close();

    default void closeAndAwait() {
        close().await().indefinitely();
    }

    /// Whether messages can be sent now.
    default boolean isConnected() {
        return connectionState() == ConnectionState.CONNECTED;
    }

    default ConnectionState connectionState() {
        return status().connection().state();
    }

    /// A snapshot; cheap, never blocks.
    BridgeStatus status();

    /// Hears every change of connection, breaker and gateway facts. The listener runs on a virtual
    /// thread of its own, in order; what it throws is logged and hurts nobody.
    Subscription onStatus(Consumer<BridgeStatus> listener);

    /// Delivers a message, under one idempotency key for each call of this method: the message's
    /// own, or one made for it. Subscribing to the `Uni` again repeats the same message under the
    /// same key, which the gateway knows for five minutes, unless it restarts.
    /// The `Uni` fails with a [BridgeException] whose type says what may be concluded; a receipt
    /// means proof (or an accepted run, where the caller chose not to wait).
    Uni<Receipt> sendToAgent(OutboundMessage message);

    /// A message with every default (seeds/003 `send_to_agent`).
    default Uni<Receipt> sendToAgent(String sessionKey, String message, Map<String, Object> metadata) {
        return sendToAgent(
                OutboundMessage.to(sessionKey, message).metadata(metadata).build());
    }

    default Uni<Receipt> sendToAgent(String sessionKey, String message) {
        return sendToAgent(OutboundMessage.of(sessionKey, message));
    }

    default Receipt sendToAgentAndAwait(OutboundMessage message) {
        return sendToAgent(message).await().indefinitely();
    }

    default Receipt sendToAgentAndAwait(String sessionKey, String message, Map<String, Object> metadata) {
        return sendToAgent(sessionKey, message, metadata).await().indefinitely();
    }

    default Receipt sendToAgentAndAwait(String sessionKey, String message) {
        return sendToAgent(sessionKey, message).await().indefinitely();
    }

    /// Where the message would go. Pure and cheap; contacts nobody.
    ///
    /// @throws InvalidSessionKeyException where the key does not parse or cannot be addressed with
    ///     today's configuration
    Route route(OutboundMessage message);

    /// Looks in the gateway's history for a message that was sent under `message.idempotencyKey()`,
    /// which must be set. Sends nothing to people.
    Uni<Proof> findProof(OutboundMessage message);

    /// Hands every event of that name to the handler, [GatewayEvent#ANY] for all, and every
    /// [GatewayEvent#GAP] whatever the name.
    /// Each handler has a bounded queue and a virtual thread of its own: events come in order, a slow
    /// handler loses the oldest and is told so, what it throws is logged.
    /// What the gateway must be asked for (`session.message`, `sessions.changed`) is asked for, again
    /// after every reconnect.
    Subscription onEvent(String name, Consumer<GatewayEvent> handler);

    /// Closes an open circuit breaker without waiting for its probes: for a person who knows that the gateway is well again.
    /// If it is not, the breaker opens again after as many failures as ever. A bridge without a breaker has nothing to do.
    ///
    /// @return completes when it is closed
    default Uni<Void> resetBreaker() {
        return Uni.createFrom().voidItem();
    }

    /// Any other call of the gateway's protocol: the escape hatch. No retry, no breaker; 30 s deadline,
    /// 10 s for reads such as `status` and `health`.
    /// Completes with the answer's payload as plain Java values; fails with [SendException] on an error
    /// answer.
    Uni<Map<String, Object>> request(String method, Map<String, Object> params);
}
