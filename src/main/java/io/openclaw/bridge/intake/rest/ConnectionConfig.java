package io.openclaw.bridge.intake.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What one client may keep the HTTP door waiting for. Each property `openclaw.rest.connection.a-b` is the environment variable
/// `OPENCLAW_REST_CONNECTION_A_B`.
@ConfigMapping(prefix = "openclaw.rest.connection")
public interface ConnectionConfig {

    /// How long a client may take from the beginning of its connection, or from the last answer, until the head of a request
    /// is here; also how long a connection on which nothing happens is kept. Longer than the 60 s for which reverse proxies
    /// usually keep theirs, or they would meet closed ones. Who waits for an answer is not cut off.
    @WithDefault("PT75S")
    Duration headTimeout();

    /// How long a client may take for a request's body.
    @WithDefault("PT60S")
    Duration bodyTimeout();

    /// How long a client may not read on in its answer before its connection is cut.
    @WithDefault("PT30S")
    Duration unreadTimeout();
}
