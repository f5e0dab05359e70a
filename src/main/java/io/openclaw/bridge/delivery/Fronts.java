package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the book filled from disk: lanes that run low, lanes that it has not seen, and, where not all lanes fit, one
/// after the other in a circle. Costs what is delivered, not what waits. Confined to the delivery thread.
final class Fronts {
    /// Lanes of one reading; times [DeliverySettings.Memory#whenCrowded] rows of at most 256 KiB they are bounded memory.
    private static final int LANES = 128;

    /// Rest after a failed reading, and after a circle that found nobody who could go.
    private static final Duration REST = Duration.ofSeconds(1);

    /// Rest after a circle that found nobody but paused lanes. Only a precaution: whatever ends it is heard of.
    private static final Duration LONG_REST = Duration.ofMinutes(10);

    private final Backlog backlog;
    private final String gateway;
    private final LaneBook book;
    private final Turns turns;
    private final Pauses pauses;
    private final DeliverySettings.Memory limits;
    private final Executor thread;
    private final DeliveryClock clock;
    private final Consumer<Lane> changed;

    /// Set while the circle rests.
    private final Alarm rest;

    private final FrontLoads loads;
    private Set<Integer> shards = Set.of();

    // The circle.
    private boolean reading;
    private @Nullable String cursor;
    private boolean missed;
    private boolean asleep;
    private boolean paused;
    private boolean useful;
    private @Nullable Instant nextUse;
    private boolean tidied;

    /// Lanes of which something was heard during the reading, which may have missed it.
    private final Set<String> touched = new HashSet<>();

    /// @param changed hears of every lane whose rows were read
    Fronts(
            Backlog backlog,
            String gateway,
            LaneBook book,
            Turns turns,
            Pauses pauses,
            DeliverySettings.Memory limits,
            Executor thread,
            DeliveryClock clock,
            Consumer<Lane> changed) {
        this.backlog = backlog;
        this.gateway = gateway;
        this.book = book;
        this.turns = turns;
        this.pauses = pauses;
        this.limits = limits;
        this.thread = thread;
        this.clock = clock;
        this.rest = new Alarm(clock, thread, () -> {});
        this.loads = new FrontLoads(backlog, gateway, book, thread, clock, changed);
        this.changed = changed;
    }

    /// From now on these; what is on disk is looked for from the beginning.
    void shards(Set<Integer> active) {
        Set<Integer> gained = new HashSet<>(active);
        gained.removeAll(shards);
        shards = Set.copyOf(active);
        if (!gained.isEmpty()) {
            startOver();
            book.doubt(gained).forEach(loads::reload);
        }
    }

    /// Others have put rows somewhere.
    void startOver() {
        book.complete(false);
        cursor = null;
        missed = reading; // what is being read may be too old
        rest.cancel();
    }

    /// A queued row was committed in a lane that is not in the book.
    void absent(String name) {
        if (reading) {
            touched.add(name);
        }
        if (book.room() > 0 && !book.isCrowded() && loads.isOpen()) {
            loads.want(book.hold(name));
        } else {
            missed = true;
            hurry();
        }
    }

    /// What was left on disk because it was paused may go now.
    void resumed() {
        if (asleep) {
            missed = true;
            rest.cancel();
        }
    }

    /// A circle that rests for paused lanes alone has something to look for.
    private void hurry() {
        if (paused) {
            paused = false;
            rest.cancel();
        }
    }

    /// Others have put rows into the lane of that name.
    void changedElsewhere(String name) {
        Lane lane = book.find(name);
        if (lane == null) {
            absent(name);
        } else {
            loads.reload(lane);
        }
    }

    /// The lane has changed: it may need more rows, or may leave the book.
    void tend(Lane lane) {
        if (!lane.isIdle()) {
            return;
        }
        if (!shards.contains(lane.shard)) {
            drop(lane);
        } else if (lane.rows.isEmpty() && (lane.complete || isInCircle())) {
            missed |= !lane.complete;
            drop(lane);
        } else if (!lane.complete && lane.rows.size() < book.low() && !isInCircle()) {
            loads.want(lane);
        } else if (isInCircle() && waits(lane.rows.getFirst())) {
            asleep = true;
            drop(lane);
        }
    }

    /// Whether not all lanes fit, so that each has its turn in the book.
    private boolean isInCircle() {
        return !book.isComplete() && book.isCrowded();
    }

    /// Whether the lane has nothing to do for a while.
    private boolean waits(Notification first) {
        if (pauses.on(first) != null) {
            return true;
        }
        Instant until = Turns.waitsUntil((Queued) first.state());
        if (!until.isAfter(clock.now().plus(REST))) {
            return false;
        }
        noteUse(until);
        return true;
    }

    private void noteUse(Instant at) {
        nextUse = nextUse == null || at.isBefore(nextUse) ? at : nextUse;
    }

    private void drop(Lane lane) {
        if (reading) {
            touched.add(lane.name);
        }
        loads.forget(lane);
        turns.remove(lane);
        book.drop(lane);
    }

    /// Reads what is to be read now.
    void fill() {
        loads.fill();
        if (!book.isComplete() && !reading && !rest.isSet() && !shards.isEmpty()) {
            if (!hasRoom() && !tidied) {
                tidied = true;
                makeRoom();
            }
            if (hasRoom()) {
                read(Math.min(LANES, book.room() / limits.whenCrowded()));
            }
        }
        tidied &= isInCircle();
    }

    private boolean hasRoom() {
        int lanes = book.room() / limits.whenCrowded();
        return lanes > 0 && lanes >= Math.min(LANES, limits.rows() / limits.whenCrowded() / 4);
    }

    /// The book was filled while there was room: now long fronts, and lanes that sleep, make way. Goes through all lanes,
    /// but not again before a good part of the book has been delivered.
    private void makeRoom() {
        book.shrink();
        for (Lane lane : new ArrayList<>(book.lanes())) {
            if (lane.isIdle() && !lane.rows.isEmpty() && waits(lane.rows.getFirst())) {
                asleep = true;
                drop(lane);
            }
        }
    }

    private void read(int lanes) {
        reading = true;
        if (cursor == null) {
            missed = false;
            asleep = false;
            paused = false;
            useful = false;
            nextUse = null;
        }
        String after = cursor;
        Uni.createFrom()
                .deferred(() -> backlog.lanes(gateway, shards, after, lanes, limits.whenCrowded()))
                .subscribe()
                .with(
                        fronts -> thread.execute(() -> read(fronts, lanes)),
                        _ -> thread.execute(() -> {
                            reading = false;
                            touched.clear();
                            missed = true;
                            rest.noLaterThan(clock.now().plus(REST));
                        }));
    }

    private void read(List<List<Notification>> fronts, int asked) {
        reading = false;
        for (List<Notification> front : fronts) {
            cursor = front.getFirst().lane();
            admit(front);
        }
        touched.clear();
        if (fronts.size() < asked) {
            cursor = null;
            if (!missed && !asleep) {
                book.complete(true);
            } else if (!useful) {
                paused = !missed && nextUse == null;
                Instant rested = clock.now().plus(paused ? LONG_REST : REST);
                rest.noLaterThan(nextUse != null && nextUse.isAfter(rested) ? nextUse : rested);
            }
        }
    }

    private void admit(List<Notification> front) {
        Notification first = front.getFirst();
        String name = first.lane();
        if (book.find(name) != null) {
            return;
        }
        boolean late = touched.contains(name) || !shards.contains(Backlog.shardOf(name));
        boolean sleeps = book.isCrowded() && waits(first);
        boolean useless = book.isCrowded() && NextState.isAgent(first) && turns.waitingAgents() > limits.rows() / 4;
        asleep |= sleeps;
        if (late || sleeps || useless || book.room() == 0) {
            missed |= !sleeps;
            return;
        }
        Lane lane = book.add(front, front.size() < limits.whenCrowded());
        changed.accept(lane);
        useful |= book.find(name) != null && lane.wake == null; // else the circle would turn for those who sleep
    }

    void stop() {
        rest.cancel();
        loads.stop();
    }
}
