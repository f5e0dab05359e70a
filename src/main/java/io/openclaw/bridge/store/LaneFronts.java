package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.store.Readers.Reading;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the fronts of lanes: by an index of the database, or by what is held of them in memory. Either way a front costs
/// what it returns.
sealed interface LaneFronts {
    /// [Backlog#lane].
    List<Notification> lane(Reading reading, String gateway, String lane, int limit) throws SQLException;

    /// [Backlog#lanes].
    List<List<Notification>> lanes(
            Reading reading, String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane)
            throws SQLException;

    /// How many rows of the lane are queued, counted up to 100,000.
    long depth(Reading reading, String gateway, String lane) throws SQLException;

    /// When the oldest of them was accepted; null where there is none.
    @Nullable
    Instant oldest(Reading reading, String gateway, String lane) throws SQLException;

    /// The names of the lanes with the most queued rows, the deepest first.
    List<String> deepest(Reading reading, String gateway, int limit) throws SQLException;

    /// SQLite: by [LaneOrder], row by row.
    record Held(LaneOrder order) implements LaneFronts {
        private static final String ROW = Sql.SELECT + " WHERE seq = ? AND stage = 1";

        @Override
        public List<Notification> lane(Reading reading, String gateway, String lane, int limit) throws SQLException {
            try (PreparedStatement row = reading.prepare(ROW)) {
                return front(reading, row, gateway, lane, limit);
            }
        }

        @Override
        public List<List<Notification>> lanes(
                Reading reading, String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane)
                throws SQLException {
            List<List<Notification>> fronts = new ArrayList<>();
            try (PreparedStatement row = reading.prepare(ROW)) {
                String last = after;
                // Of those named, some may have been emptied since: only when none is left is the end reached.
                for (List<String> names = order.lanes(gateway, shards, last, lanes);
                        !names.isEmpty();
                        names = order.lanes(gateway, shards, last, lanes - fronts.size())) {
                    for (String name : names) {
                        List<Notification> front = front(reading, row, gateway, name, perLane);
                        if (!front.isEmpty()) {
                            fronts.add(front);
                        }
                    }
                    last = names.getLast();
                }
            }
            return fronts;
        }

        @Override
        public long depth(Reading reading, String gateway, String lane) {
            return order.depth(gateway, lane);
        }

        @Override
        public @Nullable Instant oldest(Reading reading, String gateway, String lane) throws SQLException {
            try (PreparedStatement row = reading.prepare("SELECT created_at FROM notification WHERE seq = ?")) {
                row.setLong(1, order.oldest(gateway, lane));
                return moment(row);
            }
        }

        @Override
        public List<String> deepest(Reading reading, String gateway, int limit) {
            return order.deepest(gateway, limit);
        }

        private List<Notification> front(Reading reading, PreparedStatement row, String gateway, String lane, int limit)
                throws SQLException {
            List<Notification> front = new ArrayList<>();
            List<Long> keys = order.keys(gateway, lane, 0, limit);
            while (!keys.isEmpty()) {
                for (long key : keys) {
                    row.setLong(1, LaneOrder.seq(key));
                    try (ResultSet rows = row.executeQuery()) {
                        front.addAll(Row.all(rows, reading.dialect()));
                    }
                }
                keys = order.keys(gateway, lane, keys.getLast(), limit - front.size());
            }
            return front;
        }
    }

    private static @Nullable Instant moment(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            long at = row.next() ? row.getLong(1) : 0;
            return at == 0 ? null : Micros.instant(at);
        }
    }

    /// PostgreSQL: by the index `notification_front`. The next lane is found by looking behind the last one, not by reading
    /// the rows between: what a lane holds costs nothing.
    record Indexed() implements LaneFronts {
        /// A lane's front. The names of the conditions' columns are the index's, in its order.
        private static final String FRONT = Sql.SELECT
                + " WHERE stage = 1 AND gateway = ? AND shard = ? AND lane = ? ORDER BY priority DESC, seq LIMIT ?";

        private static final String NEXT =
                "(SELECT lane FROM notification WHERE stage = 1 AND gateway = ? AND shard = ? AND lane > %s"
                        + " ORDER BY lane LIMIT 1)";

        /// Names of the next lanes of one shard, each found from the one before.
        private static final String LANES = "WITH RECURSIVE next (lane, n) AS (SELECT " + NEXT.formatted("?")
                + ", 1 UNION ALL SELECT " + NEXT.formatted("next.lane")
                + ", n + 1 FROM next WHERE next.lane IS NOT NULL AND n < ?) SELECT lane FROM next WHERE lane IS NOT NULL";

        private static final String IN_LANE =
                " FROM notification WHERE stage = 1 AND gateway = ? AND shard = ? AND lane = ?";
        private static final String DEPTH = "SELECT count(*) FROM (SELECT 1" + IN_LANE + " LIMIT 100000) AS waiting";

        /// The first of each priority.
        private static final String OLDEST = "SELECT min(first.created_at) FROM generate_series(1, 5) AS p(n), LATERAL"
                + " (SELECT created_at" + IN_LANE + " AND priority = p.n ORDER BY seq LIMIT 1) AS first";

        /// By the index alone; of a million rows, a fraction of a second.
        private static final String DEEPEST = "SELECT lane FROM (SELECT lane FROM notification WHERE stage = 1"
                + " AND gateway = ? LIMIT 1000000) AS waiting GROUP BY lane ORDER BY count(*) DESC, lane LIMIT ?";

        @Override
        public long depth(Reading reading, String gateway, String lane) throws SQLException {
            try (PreparedStatement count = lane(reading, DEPTH, gateway, lane);
                    ResultSet row = count.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }

        @Override
        public @Nullable Instant oldest(Reading reading, String gateway, String lane) throws SQLException {
            try (PreparedStatement oldest = lane(reading, OLDEST, gateway, lane)) {
                return moment(oldest);
            }
        }

        private static PreparedStatement lane(Reading reading, String sql, String gateway, String lane)
                throws SQLException {
            PreparedStatement statement = reading.prepare(sql);
            new Parameters(statement, reading.dialect())
                    .text(gateway)
                    .small(Backlog.shardOf(lane))
                    .text(lane);
            return statement;
        }

        @Override
        public List<String> deepest(Reading reading, String gateway, int limit) throws SQLException {
            try (PreparedStatement deepest = reading.prepare(DEEPEST)) {
                new Parameters(deepest, reading.dialect()).text(gateway).small(limit);
                return texts(deepest);
            }
        }

        private static List<String> texts(PreparedStatement statement) throws SQLException {
            List<String> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }

        @Override
        public List<Notification> lane(Reading reading, String gateway, String lane, int limit) throws SQLException {
            try (PreparedStatement front = reading.prepare(FRONT)) {
                return front(reading, front, gateway, lane, limit);
            }
        }

        @Override
        public List<List<Notification>> lanes(
                Reading reading, String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane)
                throws SQLException {
            int first = after == null ? 0 : Backlog.shardOf(after);
            List<List<Notification>> fronts = new ArrayList<>();
            try (PreparedStatement names = reading.prepare(LANES);
                    PreparedStatement front = reading.prepare(FRONT)) {
                for (int shard : new TreeSet<>(shards).tailSet(first)) {
                    if (fronts.size() >= lanes) {
                        break;
                    }
                    String behind = after != null && shard == first ? after : "";
                    reading.watch(names);
                    List<String> found = names(reading, names, gateway, shard, behind, lanes - fronts.size());
                    reading.watch(front);
                    for (String lane : found) {
                        List<Notification> rows = front(reading, front, gateway, lane, perLane);
                        if (!rows.isEmpty()) {
                            fronts.add(rows);
                        }
                    }
                }
            }
            return fronts;
        }

        private static List<String> names(
                Reading reading, PreparedStatement names, String gateway, int shard, String after, int limit)
                throws SQLException {
            new Parameters(names, reading.dialect())
                    .text(gateway)
                    .small(shard)
                    .text(after)
                    .text(gateway)
                    .small(shard)
                    .small(limit);
            return texts(names);
        }

        private static List<Notification> front(
                Reading reading, PreparedStatement front, String gateway, String lane, int limit) throws SQLException {
            new Parameters(front, reading.dialect())
                    .text(gateway)
                    .small(Backlog.shardOf(lane))
                    .text(lane)
                    .small(limit);
            try (ResultSet rows = front.executeQuery()) {
                return Row.all(rows, reading.dialect());
            }
        }
    }
}
