package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.Subscription;
import io.openclaw.bridge.event.EventHub;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.GatewayClient;
import io.openclaw.bridge.gateway.frame.Frame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// From the gateway's events to the handlers, and the subscription that the gateway must be asked for,
/// again after every reconnect (contract 5).
final class Events {
    private static final Logger LOG = System.getLogger(Events.class.getName());

    /// Events that the gateway sends only to who asked by `sessions.subscribe`.
    private static final Set<String> ON_REQUEST = Set.of("session.message", "sessions.changed", GatewayEvent.ANY);

    private static final String SUBSCRIBE = "sessions.subscribe";

    /// Until a gateway that did not take it is asked again.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final GatewayClient client;
    private final ConnectionWatch watch;
    private final InstantSource clock;
    private final EventHub hub;
    /// The connection that was asked already, or that nobody asks; a connection is compared by
    /// identity.
    private final AtomicReference<ClientState> asked;

    private volatile boolean connectedBefore;

    /// @param handlers runs the handlers
    Events(GatewayClient client, ConnectionWatch watch, Executor handlers) {
        this.client = client;
        this.watch = watch;
        this.clock = () -> client.timer().now();
        this.hub = new EventHub(handlers, clock, this::ask);
        this.asked = new AtomicReference<>(client.state());
    }

    Subscription subscribe(String name, Consumer<GatewayEvent> handler) {
        return hub.subscribe(name, handler);
    }

    void onEvent(Frame.Event event) {
        Set<String> names = hub.names();
        if (names.contains(event.name()) || names.contains(GatewayEvent.ANY)) {
            hub.publish(new GatewayEvent(
                    event.name(),
                    Json.map(event.payload()),
                    event.seq() < 0 ? OptionalLong.empty() : OptionalLong.of(event.seq()),
                    clock.instant()));
        }
    }

    void onGap(long missed) {
        hub.publish(GatewayEvent.gap(GatewayEvent.GapReason.SEQUENCE, OptionalLong.of(missed), clock.instant()));
    }

    /// The connection is usable: whoever derived something from events must know that some may be
    /// missing.
    void onReady() {
        if (connectedBefore) {
            hub.publish(GatewayEvent.gap(GatewayEvent.GapReason.RECONNECT, OptionalLong.empty(), clock.instant()));
        }
        connectedBefore = true;
        ask();
    }

    /// Asks the gateway for what somebody wants to hear, once per connection.
    private void ask() {
        if (!(client.state() instanceof ClientState.Ready ready)
                || hub.names().stream().noneMatch(ON_REQUEST::contains)
                || isSame(asked.getAndSet(ready), ready)) {
            return;
        }
        if (ready.hello().offers(SUBSCRIBE)) {
            subscribe(ready);
        } else {
            LOG.log(
                    Level.WARNING,
                    "The gateway {0} does not offer {1}: session events will not come.",
                    ready.hello().version(),
                    SUBSCRIBE);
        }
    }

    private void subscribe(ClientState.Ready ready) {
        Call call = Call.of(SUBSCRIBE, JsonNodeFactory.instance.objectNode()).using(Call.Share.BESIDE);
        client.call(call).subscribe().with(result -> onAnswer(ready, result));
    }

    private void onAnswer(ClientState.Ready ready, CallResult result) {
        switch (result) {
            case CallResult.Answered(var response, var _) when response.error() == null -> {}
            case CallResult.Accepted _ -> {}
            // The next connection is asked anew.
            case CallResult.Lost _, CallResult.NotWritten _ -> {}
            case CallResult.Answered _, CallResult.NoAnswer _ -> {
                LOG.log(
                        Level.WARNING,
                        "The gateway did not take {0}: session events do not come, it is asked again in {1} s.",
                        SUBSCRIBE,
                        String.valueOf(AGAIN.toSeconds()));
                watch.pause(AGAIN).subscribe().with(_ -> {
                    if (isSame(client.state(), ready)) {
                        subscribe(ready);
                    }
                });
            }
        }
    }

    /// Two connections to one boot may be equal, and are not the same.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(ClientState one, ClientState other) {
        return one == other;
    }
}
