package io.openclaw.bridge.queue;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.Ownership;
import io.openclaw.bridge.telemetry.Spans;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The queue as a whole. Whoever owns it calls, in this order: [#startBroker], [#start], [#stopIntake], [#stopEvents],
/// [#stopBroker]; each once, and none of them where there is no queue does anything. Not thread-safe, but for [#status].
public final class QueueDoor implements Broker {
    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.queue");
    private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

    /// A broker that is stopped while it starts is given so long to be there.
    private static final Duration STARTING = Duration.ofSeconds(5);

    private static final Duration STEP = Duration.ofMillis(20);

    private final Vertx vertx;
    private final QueueSettings settings;
    private final Spans spans;
    private final InstantSource clock = InstantSource.system();
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final QueueTally tally = new QueueTally();
    private final QueueOutlet outlet = new QueueOutlet();
    private final Status off;
    private final @Nullable Gatekeeper gatekeeper;
    private @Nullable Parts parts;
    private volatile @Nullable BrokerLine line;
    private volatile boolean stopping;

    /// How this process reaches the broker.
    private QueueSettings reached;

    /// Where clients do; of the embedded one known since [#startBroker].
    private Endpoint endpoint;

    /// Ends when the broker takes connections; with nothing where it is not ours.
    private CompletableFuture<@Nullable EmbeddedBroker> broker = CompletableFuture.completedFuture(null);

    /// For everybody.
    public QueueDoor(Vertx vertx, QueueSettings settings) {
        this(vertx, settings, null, Spans.OFF);
    }

    /// @param gatekeeper who decides before [#startBroker]; null where everybody may
    /// @param spans who is told of messages that come and go
    public QueueDoor(Vertx vertx, QueueSettings settings, @Nullable Gatekeeper gatekeeper, Spans spans) {
        this.spans = spans;
        this.vertx = vertx;
        this.settings = settings;
        this.gatekeeper = gatekeeper;
        this.reached = settings;
        this.endpoint = settings.endpoint();
        this.off = new Status(settings.mode(), State.OFF, clock.instant(), null);
    }

    /// What lives between start and stop.
    private record Parts(
            Loop loop,
            Intake intake,
            EventPublisher events,
            @Nullable GatewayEventPublisher gatewayEvents) {}

    @Override
    public Status status() {
        BrokerLine known = line;
        return known == null ? off : known.status();
    }

    /// Whether there is a queue at all.
    public boolean isOn() {
        return settings.mode() != Mode.OFF;
    }

    /// Address that the embedded broker listens on, or will; empty where there is none.
    public Optional<String> listensAt() {
        return settings.mode() == Mode.EMBEDDED
                ? Optional.of(settings.endpoint().host())
                : Optional.empty();
    }

    /// Where clients reach the broker.
    public Endpoint endpoint() {
        return endpoint;
    }

    /// What it counts.
    public QueueTally tally() {
        return tally;
    }

    /// To be registered with the store before the first row changes, where [#isOn()].
    public QueueOutlet outlet() {
        return outlet;
    }

    /// Starts the embedded broker, where it is wanted, on a thread of its own: the other doors need not wait for it.
    ///
    /// @param folder for its journal
    /// @param failed hears on that thread why it did not start
    /// @throws IllegalStateException with a sentence for people, where its port is taken
    public void startBroker(Path folder, Consumer<IllegalStateException> failed) {
        if (settings.mode() == Mode.EMBEDDED) {
            Gatekeeper keys = gatekeeper == null || gatekeeper.isOpen() ? null : gatekeeper;
            BrokerPlan plan = new BrokerPlan(settings, folder, keys);
            reached = plan.reached();
            endpoint = plan.endpoint();
            CompletableFuture<@Nullable EmbeddedBroker> started = new CompletableFuture<>();
            broker = started;
            Thread.ofPlatform().name("openclaw-broker-start").start(() -> {
                try {
                    started.complete(start(plan));
                } catch (IllegalStateException e) {
                    started.complete(null);
                    failed.accept(e);
                }
            });
        }
    }

    private EmbeddedBroker start(BrokerPlan plan) {
        long begun = System.nanoTime();
        EmbeddedBroker started = plan.start();
        LOG.log(
                System.Logger.Level.INFO,
                "The embedded broker speaks AMQP 1.0 on {0}, after {1} ms.",
                endpoint(),
                Long.toString(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
        return started;
    }

    private Publishers publishers() {
        return gatekeeper == null ? Publishers.ANYBODY : Publishers.of(settings, gatekeeper);
    }

    /// Takes notifications and tells of their ends from now on, as soon as the broker is there. Does not wait for it.
    public void start(Notifications notifications, Outlet.Outbox outbox, Ownership ownership, OpenClawBridge bridge) {
        if (!isOn()) {
            return;
        }
        Loop loop = new Loop(vertx);
        QueueLog log = new QueueLog();
        BrokerLine connecting = new BrokerLine(loop, reached, clock, random, log);
        DeadLetters deadLetters = new DeadLetters(reached.deadLetters(), connecting, log);
        Intake intake = new Intake(
                loop, reached, publishers(), notifications, deadLetters, connecting, tally, log, random, spans);
        EventPublisher events = new EventPublisher(loop, reached, outbox, connecting, clock, random, tally, log, spans);
        GatewayEventPublisher gatewayEvents = reached.gatewayEvents().isEmpty()
                ? null
                : new GatewayEventPublisher(loop, reached, connecting, ownership, clock, tally);
        parts = new Parts(loop, intake, events, gatewayEvents);
        line = connecting;
        connecting.add(deadLetters);
        connecting.add(events);
        outlet.onCommitted(() -> loop.run(events::look));
        if (gatewayEvents != null) {
            connecting.add(gatewayEvents);
            gatewayEvents.start(bridge);
        }
        connecting.add(intake); // last, so that what it takes can go on
        CompletableFuture<Void> unused = broker.thenRun(() -> loop.run(() -> {
            if (!stopping) {
                connecting.start();
            }
        }));
    }

    /// Takes no more messages. What is being stored is settled; the rest goes back to the broker.
    ///
    /// @param budget how long that may take
    public void stopIntake(Duration budget) {
        stopping = true;
        Parts running = parts;
        if (running != null) {
            CompletableFuture<Boolean> idle = new CompletableFuture<>();
            running.loop().run(() -> running.intake().stop(() -> idle.complete(true)));
            await(idle, budget);
        }
    }

    /// Publishes no more, and ends the connection. What is not published is on disk.
    public void stopEvents() {
        Parts running = parts;
        BrokerLine open = line;
        if (running == null || open == null) {
            return;
        }
        outlet.onCommitted(() -> {});
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        running.loop().run(() -> {
            running.events().stop();
            if (running.gatewayEvents() != null) {
                running.gatewayEvents().stop();
            }
            closeWhenIdle(running, open, LAST_EVENTS, closed);
        });
        await(closed, LAST_EVENTS.multipliedBy(2));
    }

    private static void closeWhenIdle(
            Parts running, BrokerLine open, Duration left, CompletableFuture<Boolean> closed) {
        if (running.events().isBusy() && left.isPositive()) {
            running.loop().after(STEP, () -> closeWhenIdle(running, open, left.minus(STEP), closed));
        } else {
            open.stop();
            closed.complete(true);
        }
    }

    /// Ends the embedded broker, where there is one.
    public void stopBroker() {
        EmbeddedBroker started = await(broker, STARTING);
        if (started != null) {
            started.close();
        }
    }

    private static <T extends @Nullable Object> @Nullable T await(CompletableFuture<T> end, Duration budget) {
        try {
            return end.get(budget.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "the queue did not end in time; the broker keeps what is not settled");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "The queue did not stop as it should", e);
        }
        return null;
    }
}
