package io.openclaw.bridge.boot;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.production.BridgeConfig;
import io.openclaw.bridge.production.BridgeMetrics;
import io.openclaw.bridge.production.BridgeSettings;
import io.openclaw.bridge.production.ProductionOpenClawBridge;
import io.openclaw.bridge.telemetry.LogConfig;
import io.openclaw.bridge.telemetry.SendLog;
import io.openclaw.bridge.telemetry.Spans;
import io.openclaw.bridge.telemetry.Telemetry;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Makes the one bridge of this process. It connects when [BridgeLifecycle] says so.
@Singleton
final class BridgeProducer {
    private static final Logger LOG = System.getLogger(BridgeProducer.class.getName());

    /// Design, section 4: `auto` decides once at start, within 3 s.
    private static final Duration DECISION = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final BridgeConfig config;
    private final BridgeModeConfig modeConfig;
    private final BridgeMetrics metrics;
    private final Optional<String> environment;
    private final String version;

    BridgeProducer(
            Vertx vertx,
            BridgeConfig config,
            BridgeModeConfig modeConfig,
            BridgeMetrics metrics,
            @ConfigProperty(name = "ENVIRONMENT") Optional<String> environment,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "dev") String version) {
        this.vertx = vertx;
        this.config = config;
        this.modeConfig = modeConfig;
        this.metrics = metrics;
        this.environment = environment;
        this.version = version;
    }

    /// The bridge that everybody injects. An application may bring one of its own.
    @Produces
    @ApplicationScoped
    @DefaultBean
    OpenClawBridge bridge(MockOpenClawBridge mock, Telemetry telemetry) {
        return switch (BridgeMode.resolve(modeConfig.mode(), environment, LaunchMode.current())) {
            case MOCK -> {
                LOG.log(Level.INFO, "Mode mock: messages are recorded in memory and go nowhere.");
                yield mock;
            }
            case REAL -> {
                BridgeSettings settings = settings();
                requireToken(settings);
                LOG.log(
                        Level.INFO,
                        "Mode real: the gateway is {0}.",
                        settings.gateway().address());
                yield new OwnedBridge(open(settings, telemetry));
            }
            case AUTO -> decide(mock, telemetry);
        };
    }

    /// Who is told of messages on their way. Only the service can trace them.
    @Produces
    @Singleton
    Telemetry telemetry(LogConfig log, Instance<Spans> spans) {
        return new Telemetry(spans.isResolvable() ? spans.get() : Spans.OFF, new SendLog(log.sessionKeys()));
    }

    /// The mock, for tests that assert on what was sent. Somebody's messages are in it only in mode mock.
    @Produces
    @Singleton
    @Typed(MockOpenClawBridge.class)
    @DefaultBean
    MockOpenClawBridge mock() {
        MockOpenClawBridge.Builder builder = MockOpenClawBridge.builder().managed();
        config.agent().ifPresent(builder::agent);
        config.channels().ifPresent(builder::channels);
        return builder.build();
    }

    private OpenClawBridge decide(MockOpenClawBridge mock, Telemetry telemetry) {
        BridgeSettings settings = settings();
        String why = "no token is set (OPENCLAW_GATEWAY_TOKEN)";
        if (hasToken(settings)) {
            ProductionOpenClawBridge real = open(settings, telemetry);
            try {
                real.connect().await().atMost(DECISION);
                LOG.log(
                        Level.INFO,
                        "Mode auto: the gateway {0} is there, so this is the real bridge.",
                        settings.gateway().address());
                return new OwnedBridge(real);
            } catch (BridgeException | io.smallrye.mutiny.TimeoutException e) {
                why = e instanceof BridgeException
                        ? e.getMessage()
                        : "the gateway did not answer within " + DECISION.toSeconds() + " s";
                real.closeAndAwait();
            }
        }
        LOG.log(
                Level.WARNING,
                "Mode auto: {0}, so this is the MOCK: messages are recorded in memory and go nowhere until the next start. Gateway: {1}.",
                why,
                settings.gateway().address());
        return mock;
    }

    private BridgeSettings settings() {
        try {
            return BridgeSettings.from(config, version);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    static boolean hasToken(BridgeSettings settings) {
        return settings.gateway().token().get() != null || Files.exists(settings.deviceToken());
    }

    private static void requireToken(BridgeSettings settings) {
        boolean there;
        try {
            there = hasToken(settings);
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
        if (!there) {
            throw new ConfigurationException(
                    "no token for the gateway: set OPENCLAW_GATEWAY_TOKEN to the gateway's gateway.auth.token (or OPENCLAW_GATEWAY_TOKEN_FILE to a file that holds it), or OPENCLAW_MODE=mock to run without a gateway");
        }
    }

    private ProductionOpenClawBridge open(BridgeSettings settings, Telemetry telemetry) {
        try {
            ProductionOpenClawBridge bridge = ProductionOpenClawBridge.open(vertx, settings);
            metrics.watch(bridge);
            bridge.tells(telemetry);
            return bridge;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the device key cannot be kept in the data directory (OPENCLAW_DATA_DIR, now " + config.dataDir()
                            + "): " + e.getMessage(),
                    e);
        }
    }
}
