package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.gateway.Timer;
import io.smallrye.mutiny.Uni;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.function.Function;

/// Carries a message from the call to the receipt: route, check, tries, outcome.
final class Courier {
    private static final Logger LOG = System.getLogger(Courier.class.getName());

    private final String gateway;
    private final Timer timer;
    private final Function<OutboundMessage, Route> routes;
    private final Attempt attempt;
    private final InCallRetry retry;
    private volatile SendListener listener = SendListener.NONE;

    /// @param gateway name of the gateway, for receipts
    Courier(String gateway, Timer timer, Function<OutboundMessage, Route> routes, Attempt attempt, InCallRetry retry) {
        this.gateway = gateway;
        this.timer = timer;
        this.routes = routes;
        this.attempt = attempt;
        this.retry = retry;
    }

    /// One more hears of every send from now on. Called before the first.
    void addListener(SendListener value) {
        listener = listener == SendListener.NONE ? value : listener.and(value);
    }

    /// Every failure is a [BridgeException] with its outcome. The key is the message's, however often
    /// the `Uni`
    /// is subscribed: whoever repeats a failed one, repeats the same message and not another one.
    Uni<Receipt> carry(OutboundMessage message) {
        String key = message.idempotencyKey() == null ? UUID.randomUUID().toString() : message.idempotencyKey();
        return Uni.createFrom()
                .deferred(() -> {
                    Route route = routes.apply(message);
                    message.flaw(route.delivery()).ifPresent(flaw -> {
                        throw BridgeException.of(flaw);
                    });
                    Delivery delivery = new Delivery(message, route, key, timer);
                    Uni<Outcome> outcome = message.retry() == RetryMode.IN_CALL
                            ? retry.run(delivery, () -> attempt.once(delivery))
                            : attempt.once(delivery);
                    return outcome.invoke(known -> listener.onSend(delivery, known))
                            .map(known -> delivery.receipt(known, gateway));
                })
                .onFailure(failure -> !(failure instanceof BridgeException))
                .transform(Courier::ourFault);
    }

    /// Nobody knows how far the message had got, and saying so is the only answer that loses nothing.
    private static BridgeException ourFault(Throwable bug) {
        // Not its message, which may quote the text.
        StackTraceElement[] trace = bug.getStackTrace();
        LOG.log(
                Level.ERROR,
                "A send failed through a fault of the bridge itself: {0} at {1}",
                bug.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
        return BridgeException.of(new Outcome.Unknown(
                Outcome.Unknown.Reason.LOST,
                "the bridge itself failed (" + bug.getClass().getSimpleName() + "), which is a bug"));
    }
}
