package io.openclaw.bridge.boot;

import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.callback.CallbackHealthCheck;
import io.openclaw.bridge.callback.CallbackMetrics;
import io.openclaw.bridge.callback.CallbackOutlet;
import io.openclaw.bridge.callback.CallbackSender;
import io.openclaw.bridge.callback.CallbackSettings;
import io.openclaw.bridge.callback.Callbacks;
import io.openclaw.bridge.delivery.Deliveries;
import io.openclaw.bridge.delivery.DeliveryConfig;
import io.openclaw.bridge.delivery.DeliveryMetrics;
import io.openclaw.bridge.notification.BacklogMetrics;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.Waiters;
import io.openclaw.bridge.notification.admin.LaneWatch;
import io.openclaw.bridge.store.SqlStore;
import io.openclaw.bridge.store.StoreMetrics;
import io.openclaw.bridge.telemetry.Telemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/// Starts and stops the durable rooms around the bridge: store, bridge, delivery, callbacks, and then Quarkus opens the HTTP door;
/// the other way round at the end, the doors first.
@Singleton
final class NotificationsLifecycle {
    private static final Logger LOG = System.getLogger(NotificationsLifecycle.class.getName());

    /// Before the bridge (100): a database that cannot be opened stops the start.
    private static final int BEFORE_BRIDGE = 50;

    private static final int AFTER_BRIDGE = 150;

    /// The bridge closes at 10,000.
    private static final int BEFORE_BRIDGE_CLOSES = 9_000;

    private static final int AFTER_BRIDGE_CLOSED = 11_000;

    private static final Duration CALLBACKS = Duration.ofSeconds(2);

    private final SqlStore store;
    private final Waiters waiters;
    private final RealTime time;
    private final DeliveryConfig config;
    private final CallbackOutlet outlet = new CallbackOutlet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("openclaw-delivery").daemon(true).factory());
    private volatile @Nullable Deliveries deliveries;
    private @Nullable CallbackSender callbacks;

    NotificationsLifecycle(SqlStore store, Waiters waiters, RealTime time, DeliveryConfig config) {
        this.store = store;
        this.waiters = waiters;
        this.time = time;
        this.config = config;
    }

    void open(@Observes @Priority(BEFORE_BRIDGE) StartupEvent event, StoreMetrics metrics) {
        metrics.watch(store);
        store.register(waiters);
        store.register(outlet);
    }

    void start(
            @Observes @Priority(AFTER_BRIDGE) StartupEvent event,
            OpenClawBridge bridge,
            Notifications notifications,
            Instance<MeterRegistry> registries,
            DeliveryMetrics deliveryMetrics,
            Vertx vertx,
            CallbackSettings settings,
            CallbackMetrics callbackMetrics,
            @Readiness CallbackHealthCheck callbackHealth,
            Telemetry telemetry) {
        Deliveries started = new Deliveries(
                store,
                store.backlog(),
                store.ownership(),
                store.hands().holds(),
                bridge,
                config.settings(),
                time,
                thread,
                RandomGenerator.getDefault(),
                deliveryMetrics);
        started.tells(telemetry);
        store.register(started);
        started.start();
        deliveries = started;
        store.warnOfOtherGateways(bridge.status().gateway());
        CallbackSender sender = Callbacks.sender(vertx, settings, outlet, store.outbox(), telemetry.spans());
        callbackMetrics.watch(sender.tally());
        callbackHealth.watch(sender);
        sender.start();
        callbacks = sender;
        if (registries.isResolvable()) {
            BacklogMetrics.publish(notifications, registries.get());
        }
    }

    /// Why lanes wait; fails while nothing is delivered.
    @Produces
    @Singleton
    LaneWatch lanes() {
        return loads -> {
            Deliveries now = deliveries;
            return now == null
                    ? Uni.createFrom()
                            .failure(() -> new StoreException(
                                    StoreException.Reason.CLOSED, "the delivery has not begun, or is over"))
                    : now.lanes().why(loads);
        };
    }

    void stop(@Observes @Priority(BEFORE_BRIDGE_CLOSES) ShutdownEvent event) {
        if (deliveries != null) {
            Duration budget = config.delivery().stopBudget();
            try {
                deliveries.stop(budget).get(budget.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.log(
                        Level.WARNING,
                        "Not every delivery under way ended within {0} s; those are in doubt and come first at the next start.",
                        budget.toSeconds());
            } catch (Exception e) {
                LOG.log(Level.WARNING, "The delivery did not stop as it should", e);
            }
        }
        if (callbacks != null) {
            callbacks.stop(CALLBACKS).onFailure().recoverWithNull().await().atMost(CALLBACKS.plusSeconds(1));
        }
    }

    void close(@Observes @Priority(AFTER_BRIDGE_CLOSED) ShutdownEvent event) {
        store.close();
        thread.shutdownNow();
        time.close();
    }
}
