package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Delays;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Outlet.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Finds what is due and claims it: moves it [#CLAIM] into the future, in one write, before anything leaves. So neither this
/// process nor another replica finds it again meanwhile, and what a crash interrupts comes back by itself. What a slow host
/// cannot take soon is put off until it probably can, so it neither fills memory nor hides the events of others.
///
/// Looks when told to and by one timer for the next due time. Confined to the sender's thread.
final class Claims {
    /// Much longer than the longest try: what waits in memory for so long that its try might outlast its claim is dropped.
    static final Duration CLAIM = Duration.ofSeconds(60);

    /// Nothing tells of what a replica left behind that died; this look does.
    static final Duration PATROL = Duration.ofSeconds(60);

    /// Events in memory; each is at most some 100 KiB, most are 1.
    static final int CAPACITY = 512;

    static final int PAGE = 128;

    /// Until those are looked for again that are due on disk, but whose end just could not be written.
    private static final Duration UNWRITTEN = Duration.ofSeconds(5);

    /// Whatever the clocks say: no busy loop.
    private static final Duration SHORTEST = Duration.ofMillis(50);

    private final Outbox outbox;
    private final Executor thread;
    private final InstantSource clock;
    private final Delays delays;
    private final StoreTrouble trouble;
    private final HostQueues queues;
    private final Runnable changed;

    /// From the claim until what became of it is on disk.
    private final Set<String> held = new HashSet<>();

    private boolean on;
    private boolean looking;
    private boolean lookAgain;
    private @Nullable Instant plannedAt;
    private Runnable planned = () -> {};

    /// @param queues get what was claimed
    /// @param changed runs after each look that has ended
    Claims(
            Outbox outbox,
            Executor thread,
            InstantSource clock,
            Delays delays,
            StoreTrouble trouble,
            HostQueues queues,
            Runnable changed) {
        this.outbox = outbox;
        this.thread = thread;
        this.clock = clock;
        this.delays = delays;
        this.trouble = trouble;
        this.queues = queues;
        this.changed = changed;
    }

    void start() {
        on = true;
        look();
    }

    /// Nothing is looked for any more; a claim under way still reaches the queues.
    void stop() {
        on = false;
        planned.run();
    }

    boolean isOn() {
        return on;
    }

    boolean isLooking() {
        return looking;
    }

    int size() {
        return held.size();
    }

    /// What became of it is on disk, or it comes back when its claim ends.
    void release(Event event) {
        held.remove(event.id());
        plan(event.dueAt());
    }

    /// There may be room again.
    void lookIfWanted() {
        if (lookAgain && hasRoom()) {
            look();
        }
    }

    private boolean hasRoom() {
        return held.size() <= CAPACITY - PAGE;
    }

    void look() {
        if (!on) {
            return;
        }
        if (looking || !hasRoom()) {
            lookAgain = true;
            return;
        }
        looking = true;
        lookAgain = false;
        outbox.due(CallbackOutlet.NAME, clock.instant(), PAGE)
                .subscribe()
                .with(events -> thread.execute(() -> found(events)), this::storeFailed);
    }

    private void found(List<Event> events) {
        Instant now = clock.instant();
        Map<Event, HostQueue> mine = new LinkedHashMap<>();
        List<Event> all = new ArrayList<>();
        for (Event event : events) {
            if (!on || held.contains(event.id())) {
                continue; // what became of it could not be written yet
            }
            HostQueue queue = queues.of(Courier.host(event));
            if (queue.hasRoom(now)) {
                Event claim = at(event, event.attempts(), now.plus(CLAIM));
                queue.promised++;
                held.add(event.id());
                mine.put(claim, queue);
                all.add(claim);
            } else {
                all.add(at(event, event.attempts(), queue.putOff(now)));
            }
        }
        if (all.isEmpty()) {
            looked(false, !events.isEmpty());
            return;
        }
        outbox.again(all)
                .subscribe()
                .with(_ -> thread.execute(() -> claimed(all, mine, events.size() == PAGE)), failure -> {
                    thread.execute(() -> mine.forEach((claim, queue) -> {
                        held.remove(claim.id());
                        queue.promised--;
                    }));
                    storeFailed(failure);
                });
    }

    private void claimed(List<Event> all, Map<Event, HostQueue> mine, boolean more) {
        for (Event event : all) {
            HostQueue queue = mine.get(event);
            if (queue == null) {
                plan(event.dueAt());
            } else {
                queue.promised--;
                queues.add(queue, event);
            }
        }
        looked(more, false);
    }

    private void looked(boolean more, boolean unwritten) {
        looking = false;
        trouble.over();
        if (more || lookAgain) {
            look();
        }
        if (!looking) {
            plan(clock.instant().plus(unwritten ? UNWRITTEN : PATROL));
        }
        if (on && !looking && !unwritten) {
            outbox.nextDue(CallbackOutlet.NAME)
                    .subscribe()
                    .with(next -> thread.execute(() -> plan(next)), this::storeFailed);
        }
        changed.run();
    }

    private void storeFailed(Throwable failure) {
        thread.execute(() -> {
            looking = false;
            plan(clock.instant().plus(trouble.delay(failure)));
            changed.run();
        });
    }

    /// Looks then, unless it looks earlier anyway.
    void plan(@Nullable Instant at) {
        if (!on || at == null || (plannedAt != null && !at.isBefore(plannedAt))) {
            return;
        }
        planned.run();
        plannedAt = at;
        Duration wait = Duration.between(clock.instant(), at);
        planned = delays.after(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait, () -> {
            plannedAt = null;
            look();
        });
    }

    static Event at(Event event, int attempts, Instant dueAt) {
        return new Event(
                event.seq(),
                event.outlet(),
                event.id(),
                event.type(),
                event.url(),
                event.body(),
                event.traceparent(),
                event.createdAt(),
                attempts,
                dueAt);
    }
}
