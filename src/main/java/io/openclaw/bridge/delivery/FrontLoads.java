package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Reads the fronts of single lanes, a few at a time. Confined to the delivery thread.
final class FrontLoads {
    /// Readings at once.
    private static final int LOADS = 4;

    /// Lanes that may wait to be read; the circle finds the others.
    private static final int WANTED = 10_000;

    /// After a failed reading.
    private static final Duration REST = Duration.ofSeconds(1);

    private final Backlog backlog;
    private final String gateway;
    private final LaneBook book;
    private final Executor thread;
    private final DeliveryClock clock;
    private final Consumer<Lane> changed;
    private final Alarm retry;
    private final LinkedHashSet<String> wanted = new LinkedHashSet<>();
    private int loads;

    /// @param changed hears of every lane that was read
    FrontLoads(
            Backlog backlog,
            String gateway,
            LaneBook book,
            Executor thread,
            DeliveryClock clock,
            Consumer<Lane> changed) {
        this.backlog = backlog;
        this.gateway = gateway;
        this.book = book;
        this.thread = thread;
        this.clock = clock;
        this.changed = changed;
        this.retry = new Alarm(clock, thread, () -> {});
    }

    /// Whether more lanes may be wanted.
    boolean isOpen() {
        return wanted.size() < WANTED;
    }

    /// The lane is to be read.
    void want(Lane lane) {
        if (!lane.isLoading()) {
            wanted.add(lane.name);
        }
    }

    /// Others have put rows into it.
    void reload(Lane lane) {
        if (lane.isLoading()) {
            lane.outdated = true; // what is being read may be too old
        } else {
            wanted.add(lane.name);
        }
    }

    /// The lane leaves the book.
    void forget(Lane lane) {
        wanted.remove(lane.name);
    }

    /// Reads what is to be read now.
    void fill() {
        while (loads < LOADS && !wanted.isEmpty() && !retry.isSet()) {
            Lane lane = book.find(wanted.removeFirst());
            if (lane != null && !lane.isLoading()) {
                load(lane);
            }
        }
    }

    private void load(Lane lane) {
        loads++;
        lane.meanwhile = new ArrayList<>();
        int limit = book.perLane();
        Uni.createFrom()
                .deferred(() -> backlog.lane(gateway, lane.name, limit))
                .subscribe()
                .with(
                        rows -> thread.execute(() -> loaded(lane, rows, rows.size() < limit)),
                        _ -> thread.execute(() -> notLoaded(lane)));
    }

    private void loaded(Lane lane, List<Notification> rows, boolean whole) {
        loads--;
        book.loaded(lane, rows, whole);
        changed.accept(lane);
    }

    private void notLoaded(Lane lane) {
        loads--;
        lane.meanwhile = null;
        lane.outdated = false;
        want(lane);
        retry.noLaterThan(clock.now().plus(REST));
    }

    void stop() {
        retry.cancel();
    }
}
