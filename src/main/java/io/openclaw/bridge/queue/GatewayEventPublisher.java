package io.openclaw.bridge.queue;

import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Subscription;
import io.openclaw.bridge.notification.Ownership;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonSender;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.jspecify.annotations.Nullable;

/// Passes on what the gateway says, at most once: nothing of it is stored. What could not be passed on is announced as a gap
/// before the next event that can, so that consumers know when to refresh what they derived.
///
/// All replicas hear the gateway; only the one that holds the event lease, which is the lease of shard 0, passes on.
/// Confined to the door's context; the gateway's events come on other threads.
final class GatewayEventPublisher implements BrokerLine.User {
    /// Who delivers from this shard publishes for all.
    static final int EVENT_SHARD = 0;

    /// Of the event that announces missing ones.
    static final String GAP = "gap";

    private static final String ALL = "*";

    /// On their way at once; behind a broker that is slower they are missed, not kept.
    private static final int MOST_UNDER_WAY = 1_000;

    private final Loop loop;
    private final QueueSettings settings;
    private final BrokerLine line;
    private final Ownership ownership;
    private final InstantSource clock;
    private final QueueTally tally;
    private final String start = UUID.randomUUID().toString();
    private @Nullable ProtonSender sender;
    private @Nullable Subscription subscription;
    private long number;
    private int underWay;
    private int connection;
    private long missed;
    private boolean leads;

    GatewayEventPublisher(
            Loop loop,
            QueueSettings settings,
            BrokerLine line,
            Ownership ownership,
            InstantSource clock,
            QueueTally tally) {
        this.loop = loop;
        this.settings = settings;
        this.line = line;
        this.ownership = ownership;
        this.clock = clock;
        this.tally = tally;
    }

    void start(OpenClawBridge bridge) {
        leads = ownership.shards().contains(EVENT_SHARD);
        ownership.onChange(shards -> loop.run(() -> lead(shards)));
        subscription = bridge.onEvent(GatewayEvent.ANY, event -> loop.run(() -> heard(event)));
    }

    void stop() {
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public void connected(ProtonConnection made) {
        ProtonSender link = Links.sender(made, settings.events(), Links.TOPIC);
        Links.open(link, line, made, settings.events(), () -> sender = link);
    }

    /// Whether the broker has what is under way is not known.
    @Override
    public void lost() {
        sender = null;
        connection++;
        miss(underWay);
        underWay = 0;
    }

    /// What the leader before said last is not known here.
    private void lead(Set<Integer> shards) {
        boolean now = shards.contains(EVENT_SHARD);
        if (now && !leads) {
            miss(1);
        }
        leads = now;
    }

    private void heard(GatewayEvent event) {
        if (!leads || !isWanted(event)) {
            return;
        }
        ProtonSender to = sender;
        if (to == null || underWay >= MOST_UNDER_WAY) {
            miss(event.isGap() ? 0 : 1);
            return;
        }
        if (missed > 0) {
            publish(to, GAP, clock.instant(), Map.of("reason", "broker", "missed", missed));
            missed = 0;
        }
        if (event.isGap()) {
            publish(to, GAP, event.receivedAt(), event.payload());
        } else {
            publish(to, event.name(), event.receivedAt(), event.payload());
            tally.passedOn();
        }
    }

    private boolean isWanted(GatewayEvent event) {
        Set<String> names = settings.gatewayEvents();
        return event.isGap() || names.contains(ALL) || names.contains(event.name());
    }

    private void publish(ProtonSender to, String name, Instant at, Map<String, Object> payload) {
        int on = connection;
        underWay++;
        to.send(
                CloudEvent.ofGateway(name, start + ":" + ++number, at, new HashMap<>(payload))
                        .message(settings.eventFormat(), false),
                delivery -> {
                    if (on == connection) {
                        underWay--;
                        if (!(delivery.getRemoteState() instanceof Accepted)) {
                            miss(1);
                        }
                    }
                });
    }

    private void miss(long events) {
        missed += events;
        tally.missed(events);
    }
}
