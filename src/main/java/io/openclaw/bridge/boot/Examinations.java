package io.openclaw.bridge.boot;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.callback.CallbackConfig;
import io.openclaw.bridge.callback.CallbackExamination;
import io.openclaw.bridge.callback.CallbackOutlet;
import io.openclaw.bridge.callback.CallbackSettings;
import io.openclaw.bridge.intake.rest.RestConfig;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.StoreStatus;
import io.openclaw.bridge.production.BridgeConfig;
import io.openclaw.bridge.production.BridgeSettings;
import io.openclaw.bridge.production.GatewayExamination;
import io.openclaw.bridge.production.ProductionOpenClawBridge;
import io.openclaw.bridge.queue.QueueConfig;
import io.openclaw.bridge.queue.QueueExamination;
import io.openclaw.bridge.queue.QueueSettings;
import io.openclaw.bridge.store.DiskExamination;
import io.openclaw.bridge.store.StoreConfig;
import io.openclaw.bridge.store.StoreExamination;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the doctor looks at, in the order that it tells it: in the service by what runs there, in the command by short
/// connections of its own.
final class Examinations {
    private static final Duration STORE = Duration.ofSeconds(3);

    private final Map<String, Examination> all = new LinkedHashMap<>();
    private final List<Checkup> settings = new ArrayList<>();

    private Examinations() {
        all.put("settings", () -> {
            List<Checkup> lines = new ArrayList<>(settings);
            new EnvironmentCheck()
                    .findings(System.getenv().keySet())
                    .forEach(sentence -> lines.add(
                            Checkup.warn("settings", sentence, "correct the variable's name, or take it away")));
            return lines.isEmpty() ? List.of(Checkup.ok("settings", "complete and without contradictions")) : lines;
        });
    }

    /// Of the running service.
    static Map<String, Examination> ofService(
            BridgeConfig config,
            DatabaseConfig database,
            StoreConfig store,
            CallbackSettings callbacks,
            Examination queue,
            Examination access,
            OpenClawBridge bridge,
            DataHome home,
            NotificationStore rows) {
        Examinations made = new Examinations();
        if (bridge instanceof OwnedBridge owned && owned.bridge() instanceof ProductionOpenClawBridge real) {
            made.all.put(
                    "gateway", GatewayExamination.of(real, BridgeSettings.from(config, VersionCommand.ofThisJar())));
        } else if (bridge.status().mode() == BridgeStatus.Mode.MOCK) {
            made.all.put("gateway", Examinations::mock);
        }
        made.all.put("store", () -> List.of(commits(rows.status().await().atMost(STORE))));
        made.durable(home.folder(), bridge.status().gateway(), DatabaseAddress.of(database), store, callbacks);
        made.all.put("queue", queue);
        made.all.put("access", access);
        return made.all;
    }

    /// @param open whether callers need no credentials
    /// @param local whether only this machine reaches the service
    static Checkup access(boolean open, boolean local) {
        if (!open) {
            return Checkup.ok("access", "callers need a key or a token");
        }
        return local
                ? Checkup.ok("access", "open: whoever is on this machine may do everything")
                : Checkup.warn(
                        "access",
                        "open, and reached from elsewhere: whoever reaches it may do everything",
                        "set OPENCLAW_ACCESS_ADMIN_KEY_FILE, make keys with POST /api/v1/admin/keys, and take OPENCLAW_ACCESS=open away");
    }

    /// Of a service that may run or not, by its settings. Wrong ones are a line, and what depends on them is left out.
    static Map<String, Examination> alone(Vertx vertx, StandaloneSettings read) {
        Examinations made = new Examinations();
        BridgeConfig config = read.of(BridgeConfig.class);
        RestConfig rest = read.of(RestConfig.class);
        made.gateway(vertx, read, config);
        made.check(() -> made.durable(
                home(read, config).folder(),
                home(read, config).isMock()
                        ? MockOpenClawBridge.GATEWAY
                        : config.gateway().name(),
                DatabaseAddress.of(read.of(DatabaseConfig.class)),
                read.of(StoreConfig.class),
                CallbackSettings.from(read.of(CallbackConfig.class))));
        made.check(() -> made.all.put(
                "queue",
                QueueExamination.alone(
                        vertx,
                        QueueSettings.from(
                                read.of(QueueConfig.class),
                                rest.maxMessageCharacters(),
                                rest.maxBody().asLongValue()))));
        return made.all;
    }

    /// The only line where the settings cannot even be read.
    static Checkup unreadable(RuntimeException why) {
        return Checkup.fail("settings", SettingNames.explain(String.valueOf(why.getMessage())), "correct that setting");
    }

    private void gateway(Vertx vertx, StandaloneSettings read, BridgeConfig config) {
        check(() -> {
            if (home(read, config).isMock()) {
                all.put("gateway", Examinations::mock);
                return;
            }
            BridgeSettings gateway = BridgeSettings.from(config, VersionCommand.ofThisJar());
            all.put("gateway", GatewayExamination.alone(vertx, gateway));
            if (!BridgeProducer.hasToken(gateway)) {
                settings.add(
                        Checkup.fail(
                                "settings",
                                "no token for the gateway is set, so the service does not start",
                                "set OPENCLAW_GATEWAY_TOKEN to the gateway's gateway.auth.token, or OPENCLAW_GATEWAY_TOKEN_FILE to a file that holds it"));
            }
        });
    }

    /// Outside the service `auto` is refused, and so nothing is to be decided.
    private static DataHome home(StandaloneSettings read, BridgeConfig config) {
        BridgeMode mode = BridgeMode.resolve(
                read.of(BridgeModeConfig.class).mode(), read.value("ENVIRONMENT"), LaunchMode.current());
        return DataHome.of(config, mode, () -> BridgeStatus.Mode.REAL);
    }

    private void durable(
            Path directory,
            String gateway,
            Optional<String> databaseUrl,
            StoreConfig config,
            CallbackSettings callbacks) {
        StoreExamination database = new StoreExamination(directory, databaseUrl, gateway);
        all.put("database", database);
        all.put("disk", new DiskExamination(directory, config));
        all.put("callback", new CallbackExamination(callbacks, () -> database.isWaiting(CallbackOutlet.NAME)));
    }

    private void check(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            settings.add(unreadable(e));
        }
    }

    private static List<Checkup> mock() {
        return List.of(Checkup.warn(
                "mode",
                "mock: messages are recorded in memory and reach nobody",
                "set OPENCLAW_MODE=real, with OPENCLAW_GATEWAY_URL and OPENCLAW_GATEWAY_TOKEN, to reach people"));
    }

    private static Checkup commits(StoreStatus status) {
        return status.isUp()
                ? Checkup.ok("store.commits", "the service commits since " + status.since())
                : Checkup.fail(
                        "store.commits",
                        "the service accepts nothing since " + status.since() + ": " + status.lastError(),
                        "see the lines below: the database, the disk; it is tried again by itself");
    }
}
