package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.gateway.ClientSnapshot;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The client's state in the front door's words.
final class StatusView {
    private final String gateway;

    // Written on the client's event loop, read anywhere.
    private volatile @Nullable HelloOk hello;
    private volatile @Nullable String bootId;
    private volatile @Nullable Spell spell;
    private volatile boolean connectedBefore;

    /// How long the connection has been in one of the front door's states, which are coarser than the
    /// client's.
    private record Spell(ConnectionState state, Instant since) {}

    StatusView(String gateway) {
        this.gateway = gateway;
    }

    /// What the gateway last said of itself; null before the first connection.
    @Nullable
    HelloOk hello() {
        return hello;
    }

    void onState(ClientState state) {
        switch (state) {
            case ClientState.Ready ready -> {
                hello = ready.hello();
                bootId = ready.hello().bootId();
                connectedBefore = true;
            }
            case ClientState.Idle _ -> connectedBefore = false; // what comes next is a first connection again
            case ClientState.Connecting _, ClientState.Waiting _ -> {}
        }
        ConnectionState now = connection(state);
        Spell before = spell;
        if (before == null || before.state() != now) {
            spell = new Spell(now, state.since());
        }
    }

    BridgeStatus of(ClientSnapshot client, BridgeStatus.Breaker breaker, int runs) {
        Spell now = spell;
        return new BridgeStatus(
                BridgeStatus.Mode.REAL,
                gateway,
                new BridgeStatus.Connection(
                        now == null ? ConnectionState.DISCONNECTED : now.state(),
                        now == null ? client.state().since() : now.since(),
                        client.reconnects(),
                        client.lastFailure() == null || client.state() instanceof ClientState.Ready
                                ? null
                                : client.lastFailure().text(),
                        client.state().hint()),
                breaker,
                new BridgeStatus.Admission(
                        client.window(), client.outstanding(), client.waiting(), runs, available(client, breaker)),
                facts());
    }

    private static int available(ClientSnapshot client, BridgeStatus.Breaker breaker) {
        boolean closed = !(client.state() instanceof ClientState.Ready)
                || breaker.state() != BridgeStatus.BreakerState.CLOSED
                || client.pause().isPositive();
        return closed ? 0 : Math.max(0, client.window() - client.outstanding() - client.waiting());
    }

    private BridgeStatus.@Nullable Facts facts() {
        HelloOk said = hello;
        if (said == null) {
            return null;
        }
        Set<String> scopes = said.scopes() == null ? Set.of() : said.scopes();
        return new BridgeStatus.Facts(
                said.version(),
                bootId,
                said.protocol(),
                List.copyOf(scopes).stream().sorted().toList(),
                said.defaultAgentId());
    }

    private ConnectionState connection(ClientState state) {
        return switch (state) {
            case ClientState.Idle _ -> ConnectionState.DISCONNECTED;
            case ClientState.Ready _ -> ConnectionState.CONNECTED;
            case ClientState.Connecting _, ClientState.Waiting _ -> {
                if (state.hint() != null) {
                    yield ConnectionState.FAILED;
                }
                yield connectedBefore ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING;
            }
        };
    }
}
