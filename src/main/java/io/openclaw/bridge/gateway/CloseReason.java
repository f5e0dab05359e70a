package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.ErrorShape;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why a connection ended, or never began. Data; the policy is [Reconnector]'s.
public sealed interface CloseReason {

    /// For the log and the status page: what happened, never a secret.
    String text();

    /// Nothing answered at the address: refused, unknown host, timed out, TLS failed.
    ///
    /// @param tls whether the peer was reached and its certificate, or ours, was not accepted
    record Unreachable(String text, boolean tls) implements CloseReason {}

    /// TLS was offered, and what came back is none. What it was is the peer's, and not repeated.
    record PlainPort() implements CloseReason {
        @Override
        public String text() {
            return "there is no TLS at the gateway's address, though OPENCLAW_GATEWAY_URL says wss://";
        }
    }

    /// Our own token cannot be had, for example because its file cannot be read.
    record NoToken(String text) implements CloseReason {}

    /// The HTTP upgrade was answered with something else than 101.
    record UpgradeRefused(int status, @Nullable Duration retryAfter) implements CloseReason {
        /// Netty's, for an answer that is not HTTP.
        static final int NO_HTTP = 999;

        @Override
        public String text() {
            return status == NO_HTTP
                    ? "what answers at the gateway's address does not speak HTTP"
                    : "the gateway answered the WebSocket upgrade with HTTP " + status;
        }
    }

    /// `connect` was answered with an error.
    ///
    /// @param usedDeviceToken whether it was our stored device token that was refused
    record ConnectRefused(ErrorShape error, boolean usedDeviceToken) implements CloseReason {
        @Override
        public String text() {
            return "the gateway refused the connection: " + error.message() + " (" + error + ")";
        }
    }

    /// The gateway let us in without the scopes that we need.
    record ScopesMissing(Set<String> missing, boolean usedDeviceToken) implements CloseReason {
        @Override
        public String text() {
            return "the gateway accepted the connection without the scopes " + String.join(", ", missing);
        }
    }

    /// The handshake did not end in time.
    record HandshakeTimeout(String waitedFor) implements CloseReason {
        @Override
        public String text() {
            return "the gateway did not send " + waitedFor + " in time";
        }
    }

    /// The peer said something that is not the protocol.
    record ProtocolViolation(String text) implements CloseReason {}

    /// The socket was closed by the peer or the network.
    ///
    /// @param code WebSocket close code; 1006 where the socket just went away
    /// @param announced whether the gateway had said `shutdown`
    /// @param restartExpected its own estimate; null for none
    record Closed(
            int code,
            String reason,
            boolean announced,
            @Nullable Duration restartExpected) implements CloseReason {
        @Override
        public String text() {
            return "the connection was closed with code " + code + (reason.isBlank() ? "" : " \"" + reason + "\"")
                    + (announced ? " after an announced shutdown" : "");
        }
    }

    /// No frame for longer than the gateway promised.
    record Silent(Duration silence) implements CloseReason {
        @Override
        public String text() {
            return "no frame from the gateway for " + silence.toSeconds() + " s";
        }
    }

    /// We closed it.
    record ByUs() implements CloseReason {
        @Override
        public String text() {
            return "closed by this side";
        }
    }
}
