package io.openclaw.bridge.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The client at one moment, for whoever is on another thread.
///
/// @param lastFailure why the last connection ended or the last attempt failed; null if none ever did
/// @param reconnects how often a usable connection was made after the first
/// @param attempts connections tried
/// @param failures attempts that did not reach `hello-ok`
/// @param window calls that may be outstanding at once now
/// @param pause how long the gateway asked us to hold back, from now; zero for not at all
/// @param unsolicited answers that met no call: late, duplicate or unknown
public record ClientSnapshot(
        ClientState state,
        @Nullable CloseReason lastFailure,
        long reconnects,
        long attempts,
        long failures,
        int window,
        int outstanding,
        int waiting,
        Duration pause,
        long unsolicited) {}
