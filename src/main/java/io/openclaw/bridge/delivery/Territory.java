package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Ownership;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The shards that this process delivers from, and what is under way in them. A shard that is gained becomes active when
/// its rows in doubt are known; one that is lost is given back when nothing of it is under way. Confined to the delivery
/// thread.
final class Territory {
    private static final Duration REST = Duration.ofSeconds(1);

    private final Ownership ownership;
    private final Backlog backlog;
    private final String gateway;
    private final Executor thread;
    private final Alarm alarm;
    private final DeliveryClock clock;
    private final Listener listener;
    private final Set<Integer> active = new HashSet<>();
    private final Set<Integer> gained = new HashSet<>();
    private final Set<Integer> lost = new HashSet<>();
    private final int[] underWay = new int[Backlog.SHARDS];
    private @Nullable Set<Integer> asked;

    /// Hears what has become of the shards.
    interface Listener {
        /// These are in doubt. Before [#active].
        void inDoubt(List<Notification> rows);

        /// These may be delivered from now on, all others not any more.
        void active(Set<Integer> shards);
    }

    Territory(
            Ownership ownership,
            Backlog backlog,
            String gateway,
            Executor thread,
            DeliveryClock clock,
            Listener listener) {
        this.ownership = ownership;
        this.backlog = backlog;
        this.gateway = gateway;
        this.thread = thread;
        this.clock = clock;
        this.alarm = new Alarm(clock, thread, this::ask);
        this.listener = listener;
    }

    String owner() {
        return ownership.owner();
    }

    boolean mayWrite(int shard) {
        return active.contains(shard) && ownership.mayWrite(shard);
    }

    /// From any thread: whether enough of the lease is left for a frame.
    boolean isStillOurs(int shard) {
        return ownership.mayWrite(shard);
    }

    boolean isActive(int shard) {
        return active.contains(shard);
    }

    Set<Integer> active() {
        return Set.copyOf(active);
    }

    /// These are the shards of now.
    void owned(Set<Integer> shards) {
        Set<Integer> gone = new HashSet<>(active);
        gone.addAll(gained);
        gone.removeAll(shards);
        active.removeAll(gone);
        gained.removeAll(gone);
        lost.addAll(gone);
        lost.removeAll(shards);
        for (int shard : shards) {
            if (!active.contains(shard)) {
                gained.add(shard);
            }
        }
        if (!gone.isEmpty()) {
            listener.active(active());
            release(gone);
        }
        ask();
    }

    /// What the new shards' former owner, if there was one, had under way.
    private void ask() {
        if (asked != null || gained.isEmpty() || alarm.isSet()) {
            return;
        }
        Set<Integer> shards = Set.copyOf(gained);
        asked = shards;
        Uni.createFrom()
                .deferred(() -> backlog.sending(gateway, shards))
                .subscribe()
                .with(
                        rows -> thread.execute(() -> told(shards, rows)),
                        _ -> thread.execute(() -> {
                            asked = null;
                            alarm.noLaterThan(clock.now().plus(REST));
                        }));
    }

    private void told(Set<Integer> shards, List<Notification> rows) {
        asked = null;
        Set<Integer> still = new HashSet<>(shards);
        still.retainAll(gained);
        if (!still.isEmpty()) {
            gained.removeAll(still);
            active.addAll(still);
            listener.inDoubt(rows.stream()
                    .filter(row -> still.contains(Backlog.shardOf(row.lane())))
                    .toList());
            listener.active(active());
        }
        ask();
    }

    void opened(Flight flight) {
        underWay[flight.lane.shard]++;
    }

    void closed(Flight flight) {
        underWay[flight.lane.shard]--;
        if (lost.contains(flight.lane.shard)) {
            release(Set.of(flight.lane.shard));
        }
    }

    private void release(Set<Integer> shards) {
        Set<Integer> free = new HashSet<>(shards);
        free.removeIf(shard -> underWay[shard] > 0);
        if (!free.isEmpty()) {
            lost.removeAll(free);
            ownership.release(Set.copyOf(free));
        }
    }

    void stop() {
        alarm.cancel();
    }
}
