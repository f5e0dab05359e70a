package io.openclaw.bridge.notification.admin;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A pause: from its commit on no frame of its sessions leaves, until it is lifted. What has left is waited for; rows are
/// accepted, stay queued, burn no attempt, and expire as ever.
///
/// @param gateway whose rows
/// @param value what is paused: the gateway's name, a channel, or a lane
/// @param by who paused it
/// @param reason in words of whoever paused it; null where none was given
public record Hold(
        String gateway,
        Scope scope,
        String value,
        String by,
        Instant since,
        @Nullable String reason) {

    /// How much is paused.
    public enum Scope {
        GATEWAY,
        /// Every session whose key names this channel; `agent` for the sessions of agents, which post nowhere.
        CHANNEL,
        /// One session, by its canonical key.
        LANE;

        /// In JSON and in the database.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The channel that a session key posts to, as its route has it; `agent` for an agent's own session.
    public static String channelOf(String sessionKey) {
        int colon = sessionKey.indexOf(':');
        return (colon < 0 ? sessionKey : sessionKey.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    /// For people: who did it, when and why.
    public String sentence() {
        return scope.wire() + " " + value + " was paused by " + by + " at " + since
                + (reason == null ? "" : " (" + reason + ")");
    }
}
