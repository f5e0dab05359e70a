package io.openclaw.bridge.boot;

import io.openclaw.bridge.OpenClawBridge;
import io.quarkus.arc.ClientProxy;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Starts the bridge with the application and closes it at the end. Starting does not wait for the gateway: a bridge without one is alive and says so.
@Singleton
final class BridgeLifecycle {
    /// Before the application's own observers, which may want to send.
    private static final int EARLY = 100;

    /// After them, for the same reason.
    private static final int LATE = 10_000;

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final OpenClawBridge bridge;

    BridgeLifecycle(OpenClawBridge bridge) {
        this.bridge = bridge;
    }

    void start(@Observes @Priority(EARLY) StartupEvent event) {
        bridge.status(); // makes the bridge now, so that a wrong setting stops the start and not the first message
        bridge.connect().subscribe().with(_ -> {}, _ -> {}); // the connection's own log tells how it goes
    }

    void stop(@Observes @Priority(LATE) ShutdownEvent event) {
        if (ClientProxy.unwrap(bridge) instanceof OwnedBridge owned) {
            owned.bridge().close().onFailure().recoverWithNull().await().atMost(CLOSING);
        }
    }
}
