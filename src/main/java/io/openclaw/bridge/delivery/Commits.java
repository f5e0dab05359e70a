package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Claim;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationStore;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Brings changes to the store, many in one call, one call at a time: what comes up meanwhile goes with the next. What
/// the store cannot take now stays here, in order, and is tried again. Confined to the delivery thread.
final class Commits {
    /// Between two tries while the store cannot commit.
    private static final Duration REST = Duration.ofSeconds(1);

    private final NotificationStore store;
    private final Executor thread;
    private final Alarm alarm;
    private final DeliveryClock clock;
    private final DeliveryMetrics metrics;
    private List<Entry> waiting = new ArrayList<>();
    private List<Entry> underWay = List.of();

    /// Those that came late: what the row is now is being asked.
    private int asking;

    /// Whether the last thing that was heard of the store is that it cannot.
    private boolean troubled;

    private final List<Entry> toAsk = new ArrayList<>();

    /// What becomes of a change.
    interface Fate {
        /// It is on disk.
        void applied(Notification row);

        /// Somebody else changed the row before, or may claim here. Not on disk.
        ///
        /// @param now the row as it is now; null where it is gone
        void late(@Nullable Notification now);
    }

    private record Entry(Change change, Fate fate) {}

    Commits(NotificationStore store, Executor thread, DeliveryClock clock, DeliveryMetrics metrics) {
        this.store = store;
        this.thread = thread;
        this.clock = clock;
        this.metrics = metrics;
        // The round behind it tries again.
        this.alarm = new Alarm(clock, thread, () -> {});
    }

    void add(Notification before, Notification after, Fate fate) {
        waiting.add(new Entry(new Change(before, after), fate));
    }

    /// Whether a claim that is made now would go to the store at once, and the store is well.
    boolean isIdle() {
        return underWay.isEmpty() && !alarm.isSet() && !troubled;
    }

    /// How many changes have no end yet.
    int pending() {
        return waiting.size() + underWay.size() + asking + toAsk.size();
    }

    void flush() {
        if (!underWay.isEmpty() || alarm.isSet()) {
            return;
        }
        if (!toAsk.isEmpty()) {
            List<Entry> late = List.copyOf(toAsk);
            toAsk.clear();
            late.forEach(this::ask);
        }
        if (waiting.isEmpty()) {
            return;
        }
        underWay = waiting;
        waiting = new ArrayList<>();
        List<Change> changes = underWay.stream().map(Entry::change).toList();
        Uni.createFrom()
                .deferred(() -> store.apply(changes))
                .subscribe()
                .with(results -> thread.execute(() -> done(results)), _ -> thread.execute(this::failed));
    }

    private void done(List<Change.Result> results) {
        List<Entry> entries = underWay;
        underWay = List.of();
        troubled = false;
        for (int i = 0; i < entries.size(); i++) {
            switch (results.get(i)) {
                case Change.Result.Applied(Notification row) ->
                    entries.get(i).fate.applied(row);
                case Change.Result.Late _ -> ask(entries.get(i));
            }
        }
    }

    /// Whether it reached the disk is not known; doing it again is safe, and tells.
    private void failed() {
        metrics.storeFailed();
        List<Entry> again = new ArrayList<>(underWay);
        again.addAll(waiting);
        waiting = again;
        underWay = List.of();
        rest();
    }

    private void rest() {
        troubled = true;
        alarm.noLaterThan(clock.now().plus(REST));
    }

    private void ask(Entry entry) {
        asking++;
        Uni.createFrom()
                .deferred(() -> store.find(entry.change.before().id()))
                .subscribe()
                .with(
                        found -> thread.execute(() -> {
                            asking--;
                            troubled = false;
                            told(entry, found.orElse(null));
                        }),
                        _ -> thread.execute(() -> {
                            asking--;
                            toAsk.add(entry);
                            rest();
                        }));
    }

    private void told(Entry entry, @Nullable Notification now) {
        if (now != null && isOurs(now, entry.change.after())) {
            entry.fate.applied(now); // only the store's answer had been lost
        } else {
            entry.fate.late(now);
        }
    }

    private static boolean isOurs(Notification now, Notification after) {
        if (now.version() != after.version()
                || now.state().word() != after.state().word()) {
            return false;
        }
        return !(now.state() instanceof Sending(Claim claim))
                || claim.owner().equals(((Sending) after.state()).claim().owner());
    }

    void stop() {
        alarm.cancel();
    }
}
