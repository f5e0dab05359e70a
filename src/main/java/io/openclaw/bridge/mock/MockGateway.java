package io.openclaw.bridge.mock;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.GatewayEvent.GapReason;
import io.openclaw.bridge.event.EventHub;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The simulated gateway and the line to it, in the hands of a test: what it sends by itself, how long it
/// takes, and how it goes away and comes back.
///
/// Safe from any thread.
public final class MockGateway {
    private final Stage stage;
    private final EventHub events;
    private final MockConnection connection;
    private final SendDesk desk;
    private final String agent;
    private long boot = 1;
    private long sequence;

    MockGateway(Stage stage, EventHub events, MockConnection connection, SendDesk desk, String agent) {
        this.stage = stage;
        this.events = events;
        this.connection = connection;
        this.desk = desk;
        this.agent = agent;
    }

    /// How long the gateway takes for each message from now on; zero, the default, answers at once on the
    /// caller's thread. A message whose deadline is shorter ends as unknown, NO_ANSWER,
    /// and is delivered later.
    public void latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative, but is " + latency);
        }
        stage.act(() -> desk.latency(latency));
    }

    /// An event from the gateway. As in reality it is lost while the bridge is not connected.
    public void emit(String name, Map<String, Object> payload) {
        Map<String, Object> copy = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
        stage.act(() -> {
            if (connection.connected()) {
                events.publish(new GatewayEvent(name, copy, OptionalLong.of(++sequence), stage.now()));
            }
        });
    }

    /// Events that the gateway numbered and the bridge never saw: handlers get a [GatewayEvent#GAP].
    public void skipEvents(int count) {
        stage.act(() -> {
            if (!connection.connected()) {
                return;
            }
            sequence += count;
            events.publish(GatewayEvent.gap(GapReason.SEQUENCE, OptionalLong.of(count), stage.now()));
        });
    }

    /// The gateway cannot be reached any more, until [#reconnect()]. Calls in flight end as
    /// unknown, LOST; the gateway finishes them all the same.
    ///
    /// @param cause shown in the status and in exceptions
    public void disconnect(String cause) {
        stage.act(() -> {
            connection.lose(cause);
            desk.loseCallers("the connection was lost: " + cause);
        });
    }

    /// The gateway can be reached again, and whatever a human had to do is done. Handlers get a
    /// [GatewayEvent#GAP] if a connection had been lost.
    public void reconnect() {
        stage.act(connection::restore);
    }

    /// The gateway lets the bridge in no more until a human has acted (wrong token, not paired …): state
    /// FAILED, until [#reconnect()].
    ///
    /// @param hint what the human should do; shown in the status and in exceptions
    public void needHuman(String hint) {
        stage.act(() -> {
            connection.requireHuman(hint);
            desk.loseCallers("the gateway closed the connection: " + hint);
        });
    }

    /// The gateway restarts: a new `bootId`, keys forgotten, calls in flight lost and never delivered; a
    /// connection is lost and comes back.
    public void restart() {
        stage.act(() -> {
            desk.restart();
            boot++;
            connection.bounce("the gateway restarted");
        });
    }

    /// Nothing leaves for that long: sends end as not sent, BREAKER_OPEN. Then, or with
    /// the next connection, the breaker closes.
    public void openBreaker(Duration retryAfter) {
        stage.act(() -> connection.openBreaker(retryAfter));
    }

    /// Ends [#openBreaker(Duration)].
    public void closeBreaker() {
        stage.act(connection::closeBreaker);
    }

    BridgeStatus.@Nullable Facts facts() {
        return connection.known()
                ? new BridgeStatus.Facts(
                        "mock", "mock-boot-" + boot, 4, List.of("operator.read", "operator.write"), agent)
                : null;
    }

    /// A new connection after an earlier one numbers its events anew.
    void returned() {
        sequence = 0;
        events.publish(GatewayEvent.gap(GapReason.RECONNECT, OptionalLong.empty(), stage.now()));
    }

    void reset() {
        desk.reset();
        boot = 1;
        sequence = 0;
        connection.reset();
    }
}
