package io.openclaw.bridge.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.callback.CallbackConfig;
import io.openclaw.bridge.callback.CallbackSettings;
import io.openclaw.bridge.callback.CallbackTargets;
import io.openclaw.bridge.callback.Callbacks;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.NotificationJson;
import io.openclaw.bridge.notification.NotificationMetrics;
import io.openclaw.bridge.notification.NotificationService;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Resolution;
import io.openclaw.bridge.notification.Waiters;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.production.BridgeConfig;
import io.openclaw.bridge.store.SqlStore;
import io.openclaw.bridge.store.StoreConfig;
import io.openclaw.bridge.store.StoreFactory;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Makes the durable rooms of the service. They begin when [NotificationsLifecycle] says so.
@Singleton
final class NotificationsProducer {
    private static final Logger LOG = System.getLogger(NotificationsProducer.class.getName());

    private final BridgeConfig config;
    private final DatabaseConfig database;
    private final CallbackSettings callbacks;

    NotificationsProducer(BridgeConfig config, DatabaseConfig database, CallbackConfig callbackConfig) {
        this.config = config;
        this.database = database;
        try {
            this.callbacks = CallbackSettings.from(callbackConfig);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    /// In mode `auto` this makes the bridge, which decides.
    @Produces
    @Singleton
    DataHome home(
            BridgeModeConfig mode,
            @ConfigProperty(name = "ENVIRONMENT") Optional<String> environment,
            OpenClawBridge bridge) {
        return DataHome.of(
                config,
                BridgeMode.resolve(mode.mode(), environment, LaunchMode.current()),
                () -> bridge.status().mode());
    }

    @Produces
    @Singleton
    RealTime time() {
        return new RealTime();
    }

    @Produces
    @Singleton
    CallbackSettings callbackSettings() {
        return callbacks;
    }

    /// Opens the database; closed by [NotificationsLifecycle].
    @Produces
    @Singleton
    @Typed({SqlStore.class, NotificationStore.class})
    SqlStore store(StoreConfig store, DataHome home) {
        try {
            Optional<String> address = DatabaseAddress.of(database);
            if (home.isMock()) {
                LOG.log(Level.INFO, "Mode mock: its data are apart from real ones, in {0}.", home.folder());
                address.ifPresent(url -> StoreFactory.requireOnly(MockOpenClawBridge.GATEWAY, url));
            }
            return StoreFactory.open(home.folder(), address, store, NotificationJson::text);
        } catch (IllegalStateException | IllegalArgumentException | UncheckedIOException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    Hands hands(SqlStore store) {
        return store.hands();
    }

    @Produces
    @Singleton
    Waiters waiters(RealTime time) {
        return new Waiters(time, DatabaseAddress.of(database).isPresent());
    }

    @Produces
    @Singleton
    Notifications notifications(NotificationStore store, OpenClawBridge bridge, Waiters waiters) {
        CallbackTargets targets = Callbacks.targets(callbacks);
        Random random = new Random(new SecureRandom().nextLong());
        return new Notifications(
                store,
                new Resolution(
                        bridge,
                        InstantSource.system(),
                        targets::flaw,
                        config.whatsapp().sessionKey(),
                        random),
                waiters);
    }

    @Produces
    @Singleton
    NotificationService service(Notifications notifications, RealTime time, MeterRegistry registry) {
        return new NotificationService(notifications, time, new NotificationMetrics(registry));
    }
}
