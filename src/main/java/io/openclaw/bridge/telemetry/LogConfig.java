package io.openclaw.bridge.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What the log looks like.
@ConfigMapping(prefix = "openclaw.log")
public interface LogConfig {

    /// `text`, one line for each event; or `json`, one object for each. On the lines of messages that were sent or failed its
    /// `mdc` has the fields `session_key`, `message_id`, `notification_id`, `attempt`, `max_retries` (of calls; notifications
    /// are repeated by time and have `next_attempt_at`), `latency_ms`, `error_type`, `error_message`, `traceId` and `spanId`.
    /// The logger is `io.openclaw.bridge.send`; sent messages are told at DEBUG
    /// (`QUARKUS_LOG_CATEGORY__IO_OPENCLAW_BRIDGE_SEND__LEVEL=DEBUG`), since there may be thousands in a second. Of the
    /// service only: an application that embeds the bridge has a log of its own.
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
