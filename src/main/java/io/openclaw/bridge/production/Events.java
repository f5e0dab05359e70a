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
import java.time.Clock;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// From the gateway's events to the handlers, and the subscriptions that the gateway must be asked for,
/// again after every reconnect (contract 5).
final class Events {
    private static final Logger LOG = System.getLogger(Events.class.getName());

    /// Events that the gateway sends only to who asked by `sessions.subscribe`.
    private static final Set<String> ON_REQUEST = Set.of("session.message", "sessions.changed", GatewayEvent.ANY);

    private static final String SUBSCRIBE = "sessions.subscribe";

    private final Supplier<GatewayClient> client;
    private final Clock clock;
    private final EventHub hub;
    /// The connection that was asked already.
    private volatile ClientState.@Nullable Ready asked;

    private volatile boolean connectedBefore;

    /// @param handlers runs the handlers
    Events(Supplier<GatewayClient> client, Clock clock, Executor handlers) {
        this.client = client;
        this.clock = clock;
        this.hub = new EventHub(handlers, clock, this::ask);
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

    private void ask() {
        if (!(client.get().state() instanceof ClientState.Ready ready)
                || ready.equals(asked)
                || hub.names().stream().noneMatch(ON_REQUEST::contains)) {
            return;
        }
        asked = ready;
        if (!ready.hello().offers(SUBSCRIBE)) {
            LOG.log(
                    Level.WARNING,
                    "The gateway {0} does not offer {1}: session events will not come.",
                    ready.hello().version(),
                    SUBSCRIBE);
            return;
        }
        Call call = Call.of(SUBSCRIBE, JsonNodeFactory.instance.objectNode()).using(Call.Share.BESIDE);
        client.get().call(call).subscribe().with(result -> {
            if (!(result instanceof CallResult.Answered(var response, var _) && response.ok()) && ready.equals(asked)) {
                asked = null; // the next reconnect, or the next subscription, asks again
                LOG.log(
                        Level.WARNING,
                        "The gateway did not take {0}: session events will not come until the next connection.",
                        SUBSCRIBE);
            }
        });
    }
}
