package io.openclaw.bridge.production;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.OpenClawBridge;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How long connections last (seeds/003, "Connection duration"): of the present one its age, of those that ended how long
/// they worked.
final class ConnectionSpells {
    private final Timer ended;
    private @Nullable Instant since;

    private ConnectionSpells(Timer ended) {
        this.ended = ended;
    }

    static void publish(OpenClawBridge bridge, MeterRegistry registry) {
        TimeGauge.builder(
                        "openclaw.gateway.connection.age",
                        bridge,
                        TimeUnit.SECONDS,
                        b -> age(b.status().connection()))
                .description("How long the present connection has been usable; 0 without one")
                .register(registry);
        ConnectionSpells spells = new ConnectionSpells(Timer.builder("openclaw.gateway.connection.duration")
                .description("Working connections that ended, and how long they lasted")
                .register(registry));
        // As long as the bridge lives.
        bridge.onStatus(status -> spells.heard(status.connection()));
    }

    private static double age(BridgeStatus.Connection connection) {
        return connection.state() == ConnectionState.CONNECTED
                ? Duration.between(connection.since(), Instant.now()).toSeconds()
                : 0;
    }

    /// A state between two reports may be missed; that the connection began anew is not.
    private synchronized void heard(BridgeStatus.Connection connection) {
        boolean connected = connection.state() == ConnectionState.CONNECTED;
        Instant before = since;
        if (before != null && (!connected || !connection.since().equals(before))) {
            ended.record(Duration.between(before, connected ? Instant.now() : connection.since()));
        }
        since = connected ? connection.since() : null;
    }
}
