package io.openclaw.bridge.delivery;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The rows that perhaps left. They hold their lanes, wait for a connection, and are settled first, the oldest first:
/// repeated under the same key, or looked for in the gateway's history, or left to the policy. What is decided stands in
/// [DoubtRule]. Confined to the delivery thread.
final class Doubts implements Sender.Doubtful {
    /// Searches at once: they use no place in the window.
    private static final int SEARCHES = 8;

    /// A history that cannot be read so often has no proof.
    private static final int TRIES = 3;

    private static final Duration MOMENT = Duration.ofSeconds(1);

    /// The gateway forgets a key also when 1,000 newer ones exist (design, section 6). Not all of those are ours.
    private static final long NEWER_KEYS = 500;

    private final OpenClawBridge bridge;
    private final DoubtRule rule;
    private final Territory territory;
    private final Pauses pauses;
    private final Slots slots;
    private final Commits commits;
    private final Ending ending;
    private final DeliverySettings settings;
    private final DeliveryClock clock;
    private final Executor thread;
    private final DeliveryMetrics metrics;
    private final Alarm alarm;
    private final BiConsumer<Flight, @Nullable Notification> close;
    private final List<Doubt> open = new ArrayList<>();
    private @Nullable Sender sender;
    private int searches;

    private static final class Doubt {
        final Flight flight;
        final String code;
        final String detail;
        Instant notBefore;
        int tries;
        boolean searched;

        Doubt(Flight flight, String code, String detail, Instant notBefore) {
            this.flight = flight;
            this.code = code;
            this.detail = detail;
            this.notBefore = notBefore;
        }

        Instant since() {
            return ((Sending) flight.row.state()).claim().at();
        }
    }

    Doubts(
            OpenClawBridge bridge,
            DoubtRule rule,
            Territory territory,
            Pauses pauses,
            Slots slots,
            Commits commits,
            Ending ending,
            DeliverySettings settings,
            DeliveryClock clock,
            Executor thread,
            DeliveryMetrics metrics,
            BiConsumer<Flight, @Nullable Notification> close) {
        this.bridge = bridge;
        this.rule = rule;
        this.territory = territory;
        this.pauses = pauses;
        this.slots = slots;
        this.commits = commits;
        this.ending = ending;
        this.settings = settings;
        this.clock = clock;
        this.thread = thread;
        this.metrics = metrics;
        this.alarm = new Alarm(clock, thread, () -> {});
        this.close = close;
    }

    /// Who writes the repeats.
    void repeatedBy(Sender value) {
        sender = value;
    }

    boolean has(Flight flight) {
        return open.stream().anyMatch(doubt -> doubt.flight == flight);
    }

    int size() {
        return open.size();
    }

    /// Its lane is held until it is settled.
    @Override
    public void add(Flight flight, String code, String detail) {
        Instant now = clock.now();
        // A repeat that was not written is not repeated in a circle.
        Instant notBefore = flight.repeat && !flight.written ? now.plus(MOMENT) : now;
        open.add(new Doubt(flight, code, NextState.tidy(detail), notBefore));
        open.sort(Comparator.comparing(Doubt::since));
    }

    /// Does what can be done now.
    void settle(Instant now) {
        forgetLostShards();
        if (open.isEmpty() || !slots.isConnected(now)) {
            return;
        }
        for (Doubt doubt : List.copyOf(open)) {
            if (doubt.searched) {
                continue;
            }
            if (doubt.notBefore.isAfter(now)) {
                alarm.noLaterThan(doubt.notBefore);
            } else if (isRepeatable(doubt.flight, now)) {
                if (pauses.on(doubt.flight.row) == null) {
                    repeat(doubt, now);
                } else {
                    alarm.noLaterThan(
                            rule.repeatableUntil(doubt.flight.row)); // then it is looked for, which sends nothing
                }
            } else if (searches < SEARCHES) {
                search(doubt);
            }
        }
    }

    /// Their next owner finds them as they are.
    private void forgetLostShards() {
        for (Doubt doubt : List.copyOf(open)) {
            if (!doubt.searched && !territory.isActive(doubt.flight.lane.shard)) {
                open.remove(doubt);
                close.accept(doubt.flight, null);
            }
        }
    }

    private boolean isRepeatable(Flight flight, Instant now) {
        boolean sameConnection = slots.connectedSince(now).equals(flight.connectedSince);
        boolean stillKnown = sender != null && sender.written() - flight.keysBefore < NEWER_KEYS;
        return stillKnown && rule.isRepeatable(flight.row, slots.bootId(now), sameConnection, now);
    }

    private void repeat(Doubt doubt, Instant now) {
        Flight flight = doubt.flight;
        if (slots.free(now) == 0 || flight.isAgent() && slots.freeRuns() <= 0) {
            return; // the next free one is ours
        }
        open.remove(doubt);
        slots.claimed(flight);
        String owner = territory.owner();
        String boot = slots.bootId(now);
        Notification after = flight.repeat && !flight.written
                ? flight.row.claim(owner, now, boot)
                : flight.row.doubt(owner, now, boot, doubt.code, doubt.detail);
        commits.add(flight.row, after, new Commits.Fate() {
            @Override
            public void applied(Notification row) {
                metrics.settled(row);
                flight.row = row;
                flight.repeat = true;
                if (sender != null) {
                    sender.claimed(flight);
                }
            }

            @Override
            public void late(@Nullable Notification found) {
                metrics.late();
                slots.unclaimed(flight);
                if (found != null && found.version() == flight.row.version()) {
                    doubt.notBefore = clock.now().plus(MOMENT); // no right to claim just now
                    open.add(doubt);
                } else {
                    close.accept(flight, found);
                }
            }
        });
    }

    private void search(Doubt doubt) {
        doubt.searched = true;
        searches++;
        Uni.createFrom()
                .deferred(() -> bridge.findProof(Outbound.of(doubt.flight.row, settings.agentDeadline())))
                .subscribe()
                .with(proof -> thread.execute(() -> found(doubt, proof)), _ -> thread.execute(() -> unreadable(doubt)));
    }

    private void found(Doubt doubt, Proof proof) {
        searches--;
        doubt.searched = false;
        if (territory.isActive(doubt.flight.lane.shard) || proof instanceof Proof.Delivered) {
            open.remove(doubt);
            ending.end(doubt.flight, rule.after(doubt.flight.row, proof, doubt.code, doubt.detail, clock.now()));
        }
    }

    private void unreadable(Doubt doubt) {
        searches--;
        doubt.searched = false;
        Instant now = clock.now();
        if (slots.isConnected(now)) {
            doubt.tries++;
        }
        if (doubt.tries >= TRIES) {
            searches++;
            found(doubt, new Proof.None());
        } else {
            doubt.notBefore = now.plus(MOMENT.multipliedBy(1L + doubt.tries));
        }
    }

    void stop() {
        alarm.cancel();
    }
}
