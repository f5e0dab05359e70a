package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// SQLite: which queued rows each lane has, in their order; the rows themselves stay on disk. Possible since one process
/// writes the file, and needed since an index by lane would cost each row a page in every commit. 8 to 16 bytes for a row,
/// some 250 for a lane.
///
/// Told by the writer after each commit, before anybody else hears of it: who asks may be given a row that has just
/// changed, but never misses one that was committed. Safe from any thread; nothing in it takes long.
final class LaneOrder {
    /// Covered by `notification_open`.
    static final String LOAD = "SELECT gateway, lane, priority, seq FROM notification WHERE stage = 1 AND stage <> 4";

    /// Priorities are 1 to 5, the most urgent first; places take the 56 bits below.
    private static final int PRIORITY_SHIFT = 56;

    private static final long SEQ = (1L << PRIORITY_SHIFT) - 1;
    private static final int MOST_URGENT = 5;

    /// By gateway and shard.
    private final Map<String, List<NavigableMap<String, SortedLongs>>> gateways = new HashMap<>();

    private final Map<String, Long> sizes = new HashMap<>();

    /// Reads what is queued, while nobody writes.
    synchronized void load(Connection connection) throws SQLException {
        gateways.clear();
        sizes.clear();
        try (PreparedStatement statement = connection.prepareStatement(LOAD);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                add(rows.getString(1), rows.getString(2), key(rows.getInt(3), rows.getLong(4)));
            }
        }
    }

    /// These were committed, in this order.
    synchronized void committed(Collection<Notification> rows) {
        for (Notification row : rows) {
            long key = key(row.content().priority(), row.seq());
            if (row.state() instanceof Queued) {
                add(row.gateway(), row.lane(), key);
            } else {
                remove(row.gateway(), row.lane(), key);
            }
        }
    }

    /// A stretch of a lane, most urgent first.
    ///
    /// @param after a key that was given out before; 0 for the front
    synchronized List<Long> keys(String gateway, String lane, long after, int limit) {
        List<Long> keys = new ArrayList<>();
        SortedLongs held = shard(gateway, Backlog.shardOf(lane)).get(lane);
        if (held != null && limit > 0) {
            held.after(after, key -> {
                keys.add(key);
                return keys.size() < limit;
            });
        }
        return keys;
    }

    /// The next lanes in the order of shards, then of names.
    ///
    /// @param after null for the first
    synchronized List<String> lanes(String gateway, Set<Integer> shards, @Nullable String after, int limit) {
        int first = after == null ? 0 : Backlog.shardOf(after);
        return new TreeSet<>(shards)
                .tailSet(first).stream()
                        .flatMap(shard -> names(gateway, shard, shard == first ? after : null))
                        .limit(limit)
                        .toList();
    }

    /// How many rows of a lane are queued.
    synchronized int depth(String gateway, String lane) {
        SortedLongs held = shard(gateway, Backlog.shardOf(lane)).get(lane);
        return held == null ? 0 : held.size();
    }

    /// The lowest place among the queued rows of a lane; 0 where there are none.
    synchronized long oldest(String gateway, String lane) {
        SortedLongs held = shard(gateway, Backlog.shardOf(lane)).get(lane);
        long[] oldest = new long[1];
        for (int priority = MOST_URGENT; held != null && priority >= 1; priority--) {
            int wanted = priority;
            held.after(key(priority, 0), key -> {
                if (key >>> PRIORITY_SHIFT == MOST_URGENT - wanted && (oldest[0] == 0 || seq(key) < oldest[0])) {
                    oldest[0] = seq(key);
                }
                return false;
            });
        }
        return oldest[0];
    }

    /// The lanes with the most rows. One shard after the other, so that the writer does not wait for all of it.
    List<String> deepest(String gateway, int limit) {
        PriorityQueue<Depth> most = new PriorityQueue<>(Depth.SHALLOWEST_FIRST);
        for (int shard = 0; shard < Backlog.SHARDS; shard++) {
            synchronized (this) {
                shard(gateway, shard).forEach((lane, held) -> {
                    if (most.size() < limit || held.size() > most.element().rows()) {
                        most.add(new Depth(lane, held.size()));
                    }
                    if (most.size() > limit) {
                        most.remove();
                    }
                });
            }
        }
        return most.stream()
                .sorted(Depth.SHALLOWEST_FIRST.reversed())
                .map(Depth::lane)
                .toList();
    }

    private record Depth(String lane, int rows) {
        static final Comparator<Depth> SHALLOWEST_FIRST = Comparator.comparingInt(Depth::rows);
    }

    /// How many rows are queued.
    synchronized long size(String gateway) {
        return sizes.getOrDefault(gateway, 0L);
    }

    /// How many rows of other gateways are.
    synchronized long sizeOfOthers(String gateway) {
        return sizes.values().stream().mapToLong(Long::longValue).sum() - sizes.getOrDefault(gateway, 0L);
    }

    /// The place of a key.
    static long seq(long key) {
        return key & SEQ;
    }

    private Stream<String> names(String gateway, int shard, @Nullable String after) {
        NavigableMap<String, SortedLongs> lanes = shard(gateway, shard);
        return (after == null ? lanes : lanes.tailMap(after, false)).keySet().stream();
    }

    private static long key(int priority, long seq) {
        return (long) (MOST_URGENT - priority) << PRIORITY_SHIFT | seq;
    }

    private void add(String gateway, String lane, long key) {
        SortedLongs held = shard(gateway, Backlog.shardOf(lane)).computeIfAbsent(lane, _ -> new SortedLongs());
        if (held.add(key)) {
            sizes.merge(gateway, 1L, Long::sum);
        }
    }

    private void remove(String gateway, String lane, long key) {
        NavigableMap<String, SortedLongs> lanes = shard(gateway, Backlog.shardOf(lane));
        SortedLongs held = lanes.get(lane);
        if (held != null && held.remove(key)) {
            sizes.merge(gateway, -1L, Long::sum);
            if (held.isEmpty()) {
                lanes.remove(lane);
            }
        }
    }

    private NavigableMap<String, SortedLongs> shard(String gateway, int shard) {
        return gateways.computeIfAbsent(
                        gateway,
                        _ -> Stream.<NavigableMap<String, SortedLongs>>generate(TreeMap::new)
                                .limit(Backlog.SHARDS)
                                .toList())
                .get(shard);
    }
}
