package io.openclaw.bridge.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What the log looks like.
@ConfigMapping(prefix = "openclaw.log")
public interface LogConfig {

    /// `text`, one line for each event; or `json`, one object for each, with the fields `session_key`, `message_id`,
    /// `notification_id`, `attempt`, `max_retries`, `latency_ms`, `error_type`, `error_message`, `next_attempt_at`, `traceId`
    /// and `spanId` on the lines of messages that were sent or failed (logger `io.openclaw.bridge.send`; a sent message is
    /// told at DEBUG). Of the service only: an application that embeds the bridge has a log of its own.
    @WithDefault("text")
    Format format();

    /// How lines name a session, whose key holds a person's number or name: `hashed` (the first 12 hex digits of the key's
    /// SHA-256), `plain`, or `none`.
    @WithDefault("hashed")
    SessionKeyForm sessionKeys();

    /// Of the console's lines.
    enum Format {
        TEXT,
        JSON
    }
}
