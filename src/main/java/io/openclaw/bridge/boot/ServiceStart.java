package io.openclaw.bridge.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What the service, other than an application that embeds the bridge, does when it starts.
@Singleton
final class ServiceStart {
    private static final Logger LOG = System.getLogger("io.openclaw.bridge");

    /// After the bridge, whose mode it tells.
    private static final int AFTER_BRIDGE = 200;

    /// After everybody who counts.
    private static final int LAST = 12_000;

    private final OpenClawBridge bridge;
    private final String host;
    private final int port;

    ServiceStart(
            OpenClawBridge bridge,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
        this.bridge = bridge;
        this.host = host;
        this.port = port;
    }

    void start(@Observes @Priority(AFTER_BRIDGE) StartupEvent event) {
        new EnvironmentCheck().warn(System.getenv().keySet());
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            LOG.log(Level.INFO, welcome(bridge.status()));
        }
    }

    /// Meters hold what they measure, and would outlive it where the service starts again in this process: after a change in dev
    /// mode, and in tests.
    void stop(@Observes @Priority(LAST) ShutdownEvent event, MeterRegistry registry) {
        registry.clear();
    }

    private String welcome(BridgeStatus status) {
        String address = "http://" + host + ":" + port;
        String where = status.mode() == BridgeStatus.Mode.MOCK
                ? "MOCK mode: messages are recorded in memory and reach nobody. For a real gateway see README, \"The real thing\"."
                : "REAL mode: messages go to the gateway \"" + status.gateway() + "\".";
        return """

                OpenClaw Bridge is in %1$s
                Try:
                  curl -s %2$s/api/v1/notifications -H 'Content-Type: application/json' -d '{"sessionKey":"telegram:dm:12345","message":"Hello"}'
                  curl -s '%2$s/api/v1/notifications?limit=5'
                  curl -s %2$s/api/v1/sessions/telegram:dm:12345/messages -H 'Content-Type: application/json' -d '{"message":"Hello now"}'
                  curl -s %2$s/api/v1/status
                Or in a browser: %2$s/q/swagger-ui
                """.formatted(where, address);
    }
}
