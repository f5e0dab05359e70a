package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.store.Readers.Reading;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
            List<String> found = new ArrayList<>();
            try (ResultSet rows = names.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
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
