package io.openclaw.bridge.boot;

import io.openclaw.bridge.access.AccessConfig;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.access.Keyring;
import io.openclaw.bridge.access.Keys;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.queue.QueueDoor;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Reads the keys and decides who may call: after the store (50), before the first door, the broker's (60).
@Singleton
final class AccessLifecycle {
    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.access");
    private static final int AFTER_STORE = 55;

    /// The bridge closes at 10,000, the store at 11,000.
    private static final int BEFORE_STORE_CLOSES = 10_800;

    /// How soon a changed file is seen.
    private static final long LOOK_SECONDS = 5;

    private static final Duration LAST_NOTE = Duration.ofSeconds(2);

    private final Keys keys;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("openclaw-access").daemon(true).factory());

    AccessLifecycle(Keys keys) {
        this.keys = keys;
    }

    void start(
            @Observes @Priority(AFTER_STORE) StartupEvent event,
            AccessConfig config,
            Keyring ring,
            Gatekeeper gatekeeper,
            QueueDoor queue,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "true") boolean oidc,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean listens) {
        List<String> elsewhere = new ArrayList<>();
        if (listens && !Loopback.is(host)) {
            elsewhere.add("HTTP on " + host + ":" + port);
        }
        queue.listensAt().filter(at -> !Loopback.is(at)).ifPresent(at -> elsewhere.add("AMQP on " + at));
        Gatekeeper.Decision decision;
        try {
            keys.start();
            decision = gatekeeper.decide(
                    config.mode(), oidc || !ring.isEmpty(), elsewhere, LaunchMode.current() != LaunchMode.NORMAL);
        } catch (IllegalArgumentException | IllegalStateException | StoreException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
        LOG.log(decision.warning() ? System.Logger.Level.WARNING : System.Logger.Level.INFO, decision.sentence());
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::tick, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            keys.tick();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Changed keys could not be looked for; tried again in a moment", e);
        }
    }

    void stop(@Observes @Priority(BEFORE_STORE_CLOSES) ShutdownEvent event) {
        clock.shutdownNow();
        keys.noteUses().onFailure().recoverWithNull().await().atMost(LAST_NOTE);
    }
}
