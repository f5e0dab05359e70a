package io.openclaw.bridge.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.notification.CallbackCheck;
import io.openclaw.bridge.notification.Delays;
import io.openclaw.bridge.notification.NotificationMetrics;
import io.openclaw.bridge.notification.NotificationService;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Resolution;
import io.openclaw.bridge.notification.Waiters;
import io.openclaw.bridge.production.BridgeConfig;
import io.quarkus.arc.DefaultBean;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.InstantSource;

/// Makes the facade of notifications and what hangs on it.
@Singleton
final class NotificationProducer {

    @Produces
    @Singleton
    @DefaultBean
    Delays delays(Vertx vertx) {
        return (delay, task) -> {
            long id = vertx.setTimer(Math.max(1, delay.toMillis()), _ -> task.run());
            return () -> vertx.cancelTimer(id);
        };
    }

    /// Must be registered with the store.
    @Produces
    @Singleton
    @DefaultBean
    Waiters waiters(Delays delays) {
        return new Waiters(delays, false);
    }

    @Produces
    @Singleton
    @DefaultBean
    CallbackCheck callbacks() {
        return CallbackCheck.WEB;
    }

    @Produces
    @Singleton
    @DefaultBean
    Notifications notifications(
            Instance<NotificationStore> store,
            OpenClawBridge bridge,
            BridgeConfig config,
            CallbackCheck callbacks,
            Waiters waiters) {
        return new Notifications(
                store.get(),
                new Resolution(
                        bridge,
                        InstantSource.system(),
                        callbacks,
                        config.whatsapp().sessionKey(),
                        new SecureRandom()),
                waiters);
    }

    @Produces
    @Singleton
    @DefaultBean
    NotificationService service(Notifications notifications, Delays delays, MeterRegistry registry) {
        return new NotificationService(notifications, delays, new NotificationMetrics(registry));
    }
}
