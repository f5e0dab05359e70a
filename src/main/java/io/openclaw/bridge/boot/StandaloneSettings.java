package io.openclaw.bridge.boot;

import io.openclaw.bridge.access.AccessConfig;
import io.openclaw.bridge.callback.CallbackConfig;
import io.openclaw.bridge.delivery.DeliveryConfig;
import io.openclaw.bridge.intake.rest.ConnectionConfig;
import io.openclaw.bridge.intake.rest.RestConfig;
import io.openclaw.bridge.production.BridgeConfig;
import io.openclaw.bridge.production.SettingsRules;
import io.openclaw.bridge.queue.QueueConfig;
import io.openclaw.bridge.store.StoreConfig;
import io.openclaw.bridge.telemetry.LogConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Optional;

/// The settings as the service would read them (environment, system properties, `application.properties`, checked by the
/// same rules), for [commands][Command] that run without it.
final class StandaloneSettings {
    /// Every interface that holds settings of ours.
    static final List<Class<?>> MAPPINGS = List.of(
            BridgeConfig.class,
            BridgeModeConfig.class,
            DatabaseConfig.class,
            StoreConfig.class,
            DeliveryConfig.class,
            CallbackConfig.class,
            QueueConfig.class,
            AccessConfig.class,
            RestConfig.class,
            ConnectionConfig.class,
            LogConfig.class);

    private final SmallRyeConfig config;

    private StandaloneSettings(SmallRyeConfig config) {
        this.config = config;
    }

    /// @throws IllegalArgumentException naming what is wrong in them
    static StandaloneSettings read() {
        SmallRyeConfigBuilder builder = ConfigUtils.configBuilder();
        MAPPINGS.forEach(builder::withMapping);
        try {
            new SettingsRules().configBuilder(builder);
            return new StandaloneSettings(builder.build());
        } catch (ConfigValidationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// @param mapping one of [#MAPPINGS]
    <T> T of(Class<T> mapping) {
        return config.getConfigMapping(mapping);
    }

    /// A setting that is not ours, as `quarkus.http.host`.
    Optional<String> value(String name) {
        return config.getOptionalValue(name, String.class);
    }
}
