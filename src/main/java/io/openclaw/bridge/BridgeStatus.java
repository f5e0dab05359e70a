package io.openclaw.bridge;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One moment of the bridge, for operators and for whoever decides how much may leave now. A value;
/// never contains a secret.
///
/// @param mode which bridge is on
/// @param gateway name of the gateway (`default`, or `mock`)
/// @param connection the socket
/// @param breaker the circuit breaker of this gateway
/// @param admission how many calls may leave now
/// @param facts what the gateway said of itself in `hello-ok`; null until first connected
public record BridgeStatus(
        Mode mode,
        String gateway,
        Connection connection,
        Breaker breaker,
        Admission admission,
        @Nullable Facts facts) {

    /// Which bridge is on.
    public enum Mode {
        REAL,
        MOCK
    }

    /// @param since when this state began
    /// @param reconnects how often a working connection was lost and made again
    /// @param lastError why it is not connected; null while it is, and where nothing has failed yet
    /// @param hint what a human should do now; null where nothing is to be done
    public record Connection(
            ConnectionState state,
            Instant since,
            long reconnects,
            @Nullable String lastError,
            @Nullable String hint) {}

    /// @param openUntil when the next probe is due; null unless open
    /// @param trips how often it opened
    public record Breaker(BreakerState state, @Nullable Instant openUntil, long trips) {
        public static final Breaker CLOSED = new Breaker(BreakerState.CLOSED, null, 0);
    }

    /// State of the circuit breaker.
    public enum BreakerState {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /// @param window how many calls may be outstanding at once; halved when the gateway is busy, grows
    ///     back by itself
    /// @param outstanding calls that were written and have no answer yet
    /// @param waiting calls that wait for a place in the window
    /// @param runs agent runs under way
    /// @param available how many more direct messages may leave now; 0 while disconnected, paused or
    ///     with the breaker open
    public record Admission(int window, int outstanding, int waiting, int runs, int available) {}

    /// @param bootId changes with every start of the gateway, which then has forgotten all idempotency
    ///     keys; null where the gateway (protocol 3) sends none
    /// @param scopes what this connection was granted; empty where the gateway (protocol 3) does not
    ///     say
    /// @param defaultAgentId the agent that unqualified keys belong to; null where the gateway demands
    ///     an explicit one
    public record Facts(
            String version,
            @Nullable String bootId,
            int protocol,
            List<String> scopes,
            @Nullable String defaultAgentId) {
        public Facts {
            scopes = List.copyOf(scopes);
        }
    }
}
