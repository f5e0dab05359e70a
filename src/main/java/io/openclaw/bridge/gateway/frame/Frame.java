package io.openclaw.bridge.gateway.frame;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// One JSON message on the socket (contract 3). Payloads carry people's messages, so no frame prints
/// them.
public sealed interface Frame {

    /// What we ask.
    ///
    /// @param id unique within the client's life, so that a late answer never meets another call
    /// @param traceparent W3C trace context; null for none. Protocol 4 only: earlier gateways reject
    ///     unknown properties
    record Request(
            String id,
            String method,
            JsonNode params,
            @Nullable String traceparent) implements Frame {
        @Override
        public String toString() {
            return "Request[" + id + " " + method + "]";
        }
    }

    /// What the gateway answers; a failed `agent` run carries payload *and* error.
    ///
    /// @param payload a missing node where there was none
    record Response(
            String id,
            boolean ok,
            JsonNode payload,
            @Nullable ErrorShape error) implements Frame {
        @Override
        public String toString() {
            return "Response[" + id + (ok ? " ok" : " " + error) + "]";
        }
    }

    /// What the gateway tells unasked.
    ///
    /// @param seq number within the connection, from 1; -1 where there was none
    record Event(String name, JsonNode payload, long seq) implements Frame {
        @Override
        public String toString() {
            return "Event[" + name + " #" + seq + "]";
        }
    }
}
