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

/// Brings changes to the store, many in one call: what comes up while one is under way goes with the next, or, where it is
/// much, with a second one at once, so that neither the store nor this thread waits for the other. What the store cannot
/// take now stays here, in order, and is tried again. No row has two changes here at a time. Confined to the delivery
/// thread.
final class Commits {
    /// Between two tries while the store cannot commit.
    private static final Duration REST = Duration.ofSeconds(1);

    /// Calls at once.
    private static final int CALLS = 2;

    /// A second call has at least so many changes, a quarter of the standard window: small ones would only mean more commits.
    private static final int WORTH_A_CALL = 16;

    private final NotificationStore store;
    private final Executor thread;
    private final Alarm alarm;
    private final DeliveryClock clock;
    private final DeliveryMetrics metrics;
    private List<Entry> waiting = new ArrayList<>();
    private final List<Call> underWay = new ArrayList<>();

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

    /// Equal only to itself.
    private static final class Call {
        private final List<Entry> entries;

        Call(List<Entry> entries) {
            this.entries = entries;
        }
    }

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

    /// Whether a claim that is made now would go to the store soon, and the store is well.
    boolean isReady() {
        return underWay.size() < CALLS && !alarm.isSet() && !troubled;
    }

    /// Whether the last thing that was heard of the store is good.
    boolean isHealthy() {
        return !troubled;
    }

    /// How many changes have no end yet.
    int pending() {
        return waiting.size()
                + underWay.stream().mapToInt(call -> call.entries.size()).sum()
                + asking
                + toAsk.size();
    }

    void flush() {
        if (underWay.size() == CALLS || alarm.isSet()) {
            return;
        }
        if (!toAsk.isEmpty()) {
            List<Entry> late = List.copyOf(toAsk);
            toAsk.clear();
            late.forEach(this::ask);
        }
        if (waiting.size() < (underWay.isEmpty() ? 1 : WORTH_A_CALL)) {
            return;
        }
        Call call = new Call(waiting);
        underWay.add(call);
        waiting = new ArrayList<>();
        List<Change> changes = call.entries.stream().map(Entry::change).toList();
        Uni.createFrom()
                .deferred(() -> store.apply(changes))
                .subscribe()
                .with(results -> thread.execute(() -> done(call, results)), _ -> thread.execute(() -> failed(call)));
    }

    private void done(Call call, List<Change.Result> results) {
        underWay.remove(call);
        troubled = false;
        for (int i = 0; i < results.size(); i++) {
            Entry entry = call.entries.get(i);
            switch (results.get(i)) {
                case Change.Result.Applied(Notification row) -> entry.fate.applied(row);
                case Change.Result.Late _ -> ask(entry);
            }
        }
    }

    /// Whether it reached the disk is not known; doing it again is safe, and tells.
    private void failed(Call call) {
        underWay.remove(call);
        metrics.storeFailed();
        List<Entry> again = new ArrayList<>(call.entries);
        again.addAll(waiting);
        waiting = again;
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
