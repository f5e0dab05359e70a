package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Ownership;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One of several processes on a PostgreSQL. Its share of the shards is under a lease that a thread of its own renews;
/// what is left of it is counted on this machine's monotonic clock from before the renewal was sent, which is earlier
/// than the database's count can begin.
///
/// Free shards are looked for when another process's lease ends, comes or goes, never in between.
final class LeasedOwnership implements Ownership, Batch.ClaimRight, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LeasedOwnership.class.getName());

    /// After a round that failed.
    private static final Duration RETRY = Duration.ofSeconds(1);

    /// Behind the end of a lease, so that it is over for sure.
    private static final long BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final DataSource database;
    private final String owner;
    private final LeaseTimes times;
    private final DirectoryLock directory;
    private final List<Consumer<Set<Integer>>> listeners = new CopyOnWriteArrayList<>();
    private final Set<Integer> released = ConcurrentHashMap.newKeySet();
    /// Handed over, and not let go yet by who delivers.
    private final Set<Integer> leaving = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Boolean> nudges = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile Map<Integer, Long> ends = Map.of();
    private volatile boolean closing;
    private @Nullable LeaseTable table;
    private long nextRound;

    /// @param directory told who we are, and asked who was here before
    LeasedOwnership(DataSource database, String owner, LeaseTimes times, DirectoryLock directory) {
        this.database = database;
        this.owner = owner;
        this.times = times;
        this.directory = directory;
        this.thread =
                Thread.ofPlatform().name("openclaw-store-leases").daemon(true).unstarted(this::run);
    }

    /// The first round, after what earlier processes on this data directory left behind was given back.
    void start() {
        succeed();
        if (!round()) {
            throw new StoreException(Reason.UNAVAILABLE, "the database gives no leases");
        }
        thread.start();
    }

    private void succeed() {
        try {
            List<String> dead = directory.predecessors();
            directory.enter(owner);
            if (!dead.isEmpty()) {
                table().bury(dead);
            }
            directory.only(owner);
        } catch (SQLException e) {
            drop();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The leases of this bridge''s last start end by themselves: {0}",
                    e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory cannot be used", e);
        }
    }

    /// Somebody came, went or gave back.
    void nudge() {
        nudges.add(true);
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Set<Integer> shards() {
        return ends.keySet();
    }

    @Override
    public boolean mayWrite(int shard) {
        Long end = ends.get(shard);
        return end != null && end - System.nanoTime() >= times.margin().toNanos();
    }

    @Override
    public void onChange(Consumer<Set<Integer>> listener) {
        listeners.add(listener);
    }

    @Override
    public void release(Set<Integer> shards) {
        Set<Integer> handedOver = new HashSet<>(shards);
        handedOver.retainAll(leaving);
        if (released.addAll(handedOver)) {
            nudge();
        }
    }

    @Override
    public boolean isLeased() {
        return true;
    }

    @Override
    public long marginMicros() {
        return TimeUnit.MILLISECONDS.toMicros(times.margin().toMillis());
    }

    /// Others may have the shards at once.
    @Override
    public void close() {
        closing = true;
        nudge();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        directory.close();
    }

    private void run() {
        while (!closing) {
            try {
                long wait = Math.max(0, nextRound - System.nanoTime());
                if (nudges.poll(wait, TimeUnit.NANOSECONDS) != null) {
                    nudges.clear();
                }
                if (!closing) {
                    round();
                }
            } catch (InterruptedException e) {
                closing = true;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "renewing the leases stumbled and goes on", e);
                nextRound = System.nanoTime() + RETRY.toNanos();
            }
        }
        ends = Map.of();
        try (LeaseTable last = table()) {
            last.leave();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "The leases end by themselves: {0}", e.getMessage());
        }
    }

    /// @return whether the database answered
    private boolean round() {
        // Counted from before the statement is sent.
        long before = System.nanoTime();
        Set<Integer> giveBack = Set.copyOf(released);
        try {
            LeaseTable.Round round = table().round(giveBack, leaving);
            released.removeAll(giveBack);
            leaving.removeAll(giveBack);
            leaving.addAll(round.surplus());
            adopt(round, before + times.lease().toNanos());
            long untilDeath = Math.min(
                    times.renew().toNanos(),
                    TimeUnit.MICROSECONDS.toNanos(Math.min(
                                    round.nextEndMicros(),
                                    TimeUnit.NANOSECONDS.toMicros(times.renew().toNanos())))
                            + BEHIND_NANOS);
            nextRound = before + untilDeath;
            return true;
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "The leases could not be renewed: {0}", e.getMessage());
            drop();
            expire();
            nextRound =
                    System.nanoTime() + Math.min(RETRY.toNanos(), times.renew().toNanos());
            return false;
        }
    }

    private void adopt(LeaseTable.Round round, long end) {
        Map<Integer, Long> now = new HashMap<>();
        for (Integer shard : round.kept()) {
            if (!leaving.contains(shard)) {
                now.put(shard, end);
            }
        }
        // One that was somebody else's in between is lost first, and then gained: what is being sent in it is in doubt.
        Map<Integer, Long> still = new HashMap<>(now);
        still.keySet().retainAll(ends.keySet());
        publish(still);
        for (Integer shard : round.gained()) {
            now.put(shard, end);
        }
        publish(now);
    }

    /// Those that may be somebody else's by now.
    private void expire() {
        long now = System.nanoTime();
        Map<Integer, Long> left = new HashMap<>(ends);
        left.values().removeIf(end -> end - now <= 0);
        publish(left);
    }

    private void publish(Map<Integer, Long> next) {
        Set<Integer> before = ends.keySet();
        ends = Map.copyOf(next);
        if (!before.equals(ends.keySet())) {
            for (Consumer<Set<Integer>> listener : listeners) {
                try {
                    listener.accept(ends.keySet());
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "a listener of the leases failed", e);
                }
            }
        }
    }

    private LeaseTable table() throws SQLException {
        LeaseTable current = table;
        if (current == null) {
            current = new LeaseTable(database.getConnection(), owner, times.lease());
            table = current;
        }
        return current;
    }

    private void drop() {
        LeaseTable broken = table;
        table = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing a broken connection", e);
            }
        }
    }
}
