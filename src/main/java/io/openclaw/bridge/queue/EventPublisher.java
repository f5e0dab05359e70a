package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Outlet.Outbox;
import io.openclaw.bridge.telemetry.Span;
import io.openclaw.bridge.telemetry.Spans;
import io.smallrye.mutiny.Uni;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonSender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/// Publishes the outcomes that the store has written down, at least once: a page of them goes to the broker, and what it has
/// accepted is forgotten before the next page is read. While the broker is away nothing is read, and they wait on disk until
/// the store's retention ends. Confined to the door's context.
final class EventPublisher implements BrokerLine.User {
    /// Events on their way at once; each is at most some 100 KiB, most are 1.
    private static final int PAGE = 200;

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /// Until one that the broker did not take goes again; doubled with each try.
    private static final Duration FIRST_REPEAT = Duration.ofSeconds(5);

    private static final int DOUBLINGS = 6;

    /// Nothing tells of what a replica left behind that died; this look does.
    private static final Duration PATROL = Duration.ofSeconds(60);

    private final Loop loop;
    private final String address;
    private final EventFormat format;
    private final Outbox outbox;
    private final BrokerLine line;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final QueueTally tally;
    private final QueueLog log;
    private final Spans spans;
    private final BackOff storeTrouble;
    private @Nullable ProtonSender sender;
    private @Nullable Page page;
    private boolean again;
    private boolean patrolling;
    private boolean stopped;

    EventPublisher(
            Loop loop,
            QueueSettings settings,
            Outbox outbox,
            BrokerLine line,
            InstantSource clock,
            RandomGenerator random,
            QueueTally tally,
            QueueLog log,
            Spans spans) {
        this.loop = loop;
        this.address = settings.events();
        this.format = settings.eventFormat();
        this.outbox = outbox;
        this.line = line;
        this.clock = clock;
        this.random = random;
        this.tally = tally;
        this.log = log;
        this.spans = spans;
        this.storeTrouble = new BackOff(FIRST, LONGEST, random);
    }

    @Override
    public void connected(ProtonConnection made) {
        ProtonSender link = Links.sender(made, address, Links.TOPIC);
        Links.open(link, line, made, address, () -> {
            sender = link;
            look();
        });
        patrol();
    }

    /// What is on its way and not answered goes again.
    @Override
    public void lost() {
        sender = null;
        if (page != null && !page.isAnswered()) {
            page = null;
        }
    }

    void stop() {
        stopped = true;
    }

    /// Whether something is on its way.
    boolean isBusy() {
        return page != null;
    }

    /// There may be something to tell.
    void look() {
        if (page != null) {
            again = true;
            return;
        }
        if (sender == null || stopped) {
            return;
        }
        Page reading = new Page();
        page = reading;
        again = false;
        outbox.due(QueueOutlet.NAME, clock.instant(), PAGE)
                .subscribe()
                .with(
                        events -> loop.run(() -> send(reading, events)),
                        failure -> loop.run(() -> storeFailed(reading, failure)));
    }

    private void send(Page reading, List<Event> events) {
        ProtonSender to = sender;
        if (reading != page || to == null || events.isEmpty()) {
            if (reading == page) {
                page = null;
                lookAgainIfTold(false);
                planNext();
            }
            return;
        }
        reading.events = events;
        for (Event event : events) {
            Span span = spans.begin(Spans.Kind.PRODUCER, "publish event", event.traceparent())
                    .with("openclaw.event.id", event.id());
            CloudEvent told = CloudEvent.of(event, span.traceparentOr(event.traceparent()));
            to.send(told.message(format, true), delivery -> {
                span.end(delivery.getRemoteState() instanceof Accepted ? null : "refused");
                answered(reading, event, delivery);
            });
        }
    }

    private void answered(Page sent, Event event, ProtonDelivery delivery) {
        if (sent != page) {
            return; // it goes again
        }
        DeliveryState state = delivery.getRemoteState();
        if (state instanceof Accepted) {
            sent.taken.add(event);
        } else {
            Duration delay =
                    BackOff.jittered(FIRST_REPEAT.multipliedBy(1L << Math.min(event.attempts(), DOUBLINGS)), random);
            log.eventRefused(event.id(), String.valueOf(state), delay);
            sent.refused.add(repeat(event, clock.instant().plus(delay)));
        }
        if (sent.isAnswered()) {
            writeDown(sent);
        }
    }

    private static Event repeat(Event event, Instant dueAt) {
        return new Event(
                event.seq(),
                event.outlet(),
                event.id(),
                event.type(),
                event.url(),
                event.body(),
                event.traceparent(),
                event.createdAt(),
                event.attempts() + 1,
                dueAt);
    }

    private void writeDown(Page sent) {
        Uni<Void> taken = sent.taken.isEmpty() ? Uni.createFrom().voidItem() : outbox.done(sent.taken);
        Uni<Void> all = sent.refused.isEmpty() ? taken : taken.chain(() -> outbox.again(sent.refused));
        all.subscribe()
                .with(
                        _ -> loop.run(() -> {
                            tally.published(sent.taken.size());
                            tally.refused(sent.refused.size());
                            storeTrouble.reset();
                            page = null;
                            lookAgainIfTold(sent.events.size() == PAGE);
                            if (!sent.refused.isEmpty()) {
                                planNext();
                            }
                        }),
                        failure -> loop.run(() -> storeFailed(sent, failure)));
    }

    private void lookAgainIfTold(boolean more) {
        if (more || again) {
            look();
        }
    }

    /// What the broker has and the store could not forget goes to the broker again.
    private void storeFailed(Page failed, Throwable failure) {
        if (failed != page) {
            return;
        }
        log.storeFailed(failure);
        loop.after(storeTrouble.delay(), () -> {
            page = null;
            look();
        });
    }

    private void planNext() {
        outbox.nextDue(QueueOutlet.NAME)
                .subscribe()
                .with(
                        next -> {
                            if (next != null) {
                                Duration wait = Duration.between(clock.instant(), next);
                                loop.run(() -> loop.after(wait.compareTo(FIRST) < 0 ? FIRST : wait, this::look));
                            }
                        },
                        _ -> {}); // the patrol looks again
    }

    private void patrol() {
        if (!patrolling) {
            patrolling = true;
            loop.after(PATROL, () -> {
                patrolling = false;
                look();
                if (!stopped) {
                    patrol();
                }
            });
        }
    }

    /// What was read at once, and what became of it.
    private static final class Page {
        private List<Event> events = List.of();
        private final List<Event> taken = new ArrayList<>();
        private final List<Event> refused = new ArrayList<>();

        boolean isAnswered() {
            return !events.isEmpty() && taken.size() + refused.size() == events.size();
        }
    }
}
