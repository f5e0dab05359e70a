package io.openclaw.bridge;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/// An event that the gateway sent, or the bridge's own announcement that events are missing.
///
/// Events are not replayed by the gateway: whoever is handed a [#GAP] must refresh what it derived from
/// events.
///
/// @param name the gateway's event name (`chat`, `agent`, `session.message`, `health` …), or [#GAP]
/// @param payload the event's payload as plain Java values (`Map`, `List`, `String`, `Number`,
///     `Boolean`, null), unmodifiable; empty when the event had none
/// @param sequence the gateway's number of the event within one connection, starting at 1; empty where
///     it sent none
/// @param receivedAt when the bridge read it
public record GatewayEvent(String name, Map<String, Object> payload, OptionalLong sequence, Instant receivedAt) {

    /// Name of the event that announces missing events. Every handler gets it, whatever name it
    /// subscribed to. Its payload has
    /// `reason` (`sequence`: the gateway skipped numbers; `reconnect`: the socket was lost;
    /// `slow-handler`: this handler's own queue overflowed) and `missed` (how many, where known).
    public static final String GAP = "bridge.gap";

    /// Subscribes to every event: `onEvent(GatewayEvent.ANY, …)`.
    public static final String ANY = "*";

    /// Why events are missing.
    public enum GapReason {
        /// The gateway's sequence numbers skipped some.
        SEQUENCE("sequence"),
        /// The connection was lost and made again; nobody knows how many events were sent meanwhile.
        RECONNECT("reconnect"),
        /// The handler was slower than the events; the oldest that waited for it were dropped.
        SLOW_HANDLER("slow-handler");

        private final String wire;

        GapReason(String wire) {
            this.wire = wire;
        }

        /// The value of `reason` in a gap's payload.
        public String wire() {
            return wire;
        }
    }

    /// A gap announcement.
    ///
    /// @param missed how many events are missing; empty where nobody can know
    public static GatewayEvent gap(GapReason reason, OptionalLong missed, Instant at) {
        Map<String, Object> payload = missed.isPresent()
                ? Map.of("reason", reason.wire(), "missed", missed.getAsLong())
                : Map.of("reason", reason.wire());
        return new GatewayEvent(GAP, payload, OptionalLong.empty(), at);
    }

    /// Whether this announces missing events.
    public boolean isGap() {
        return GAP.equals(name);
    }

    /// Payloads carry people's messages, so they stay out of logs.
    @Override
    public String toString() {
        return "GatewayEvent[" + name + (sequence.isPresent() ? " #" + sequence.getAsLong() : "") + "]";
    }
}
