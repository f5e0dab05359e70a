package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.store.Readers.Reading;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The backlog for whoever delivers it. The next lane is found by looking behind the last one in the index of lane
/// fronts, not by reading the rows between: what a lane holds costs nothing.
final class BacklogReads implements Backlog {
    /// A lane's front. The names of the conditions' columns are the index's, in its order.
    static final String FRONT = Sql.SELECT
            + " WHERE stage = 1 AND gateway = ? AND shard = ? AND lane = ? ORDER BY priority DESC, seq LIMIT ?";

    private static final String NEXT =
            "(SELECT lane FROM notification WHERE stage = 1 AND gateway = ? AND shard = ? AND lane > %s"
                    + " ORDER BY lane LIMIT 1)";

    /// Names of the next lanes of one shard, each found from the one before.
    static final String LANES = "WITH RECURSIVE next (lane, n) AS (SELECT " + NEXT.formatted("?")
            + ", 1 UNION ALL SELECT " + NEXT.formatted("next.lane")
            + ", n + 1 FROM next WHERE next.lane IS NOT NULL AND n < ?) SELECT lane FROM next WHERE lane IS NOT NULL";

    private final Readers readers;

    BacklogReads(Readers readers) {
        this.readers = readers;
    }

    @Override
    public Uni<List<Notification>> sending(String gateway, Set<Integer> shards) {
        return rows(
                shards,
                Sql.SELECT + " WHERE stage = 2 AND stage <> 4 AND gateway = ?" + Sql.inShards(shards) + " ORDER BY seq",
                to -> to.text(gateway));
    }

    @Override
    public Uni<List<Notification>> lane(String gateway, String lane, int limit) {
        return readers.read(reading -> {
            try (PreparedStatement front = reading.prepare(FRONT)) {
                return front(reading, front, gateway, lane, limit);
            }
        });
    }

    @Override
    public Uni<List<List<Notification>>> lanes(
            String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane) {
        int first = after == null ? 0 : Backlog.shardOf(after);
        return readers.read(reading -> {
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
        });
    }

    @Override
    public Uni<List<Notification>> due(String gateway, Set<Integer> shards, Instant now, int limit) {
        return passed("due_at", gateway, shards, now, limit);
    }

    @Override
    public Uni<List<Notification>> overdue(String gateway, Set<Integer> shards, Instant now, int limit) {
        return passed("deadline_at", gateway, shards, now, limit);
    }

    @Override
    public Uni<Optional<Instant>> nextDue(String gateway, Set<Integer> shards) {
        if (shards.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return readers.read(reading -> {
            Instant due = earliest(reading, "due_at", gateway, shards);
            Instant deadline = earliest(reading, "deadline_at", gateway, shards);
            return Optional.ofNullable(due == null || deadline != null && deadline.isBefore(due) ? deadline : due);
        });
    }

    private Uni<List<Notification>> passed(String column, String gateway, Set<Integer> shards, Instant now, int limit) {
        return rows(
                shards,
                Sql.SELECT + " WHERE gateway = ? AND " + column + " <= ?" + Sql.inShards(shards) + " ORDER BY " + column
                        + " LIMIT ?",
                to -> to.text(gateway).moment(now).small(limit));
    }

    private Uni<List<Notification>> rows(Set<Integer> shards, String sql, Binding binding) {
        if (shards.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return readers.read(reading -> {
            try (PreparedStatement statement = reading.prepare(sql)) {
                binding.bind(new Parameters(statement, reading.dialect()));
                try (ResultSet rows = statement.executeQuery()) {
                    return Row.all(rows, reading.dialect());
                }
            }
        });
    }

    private static @Nullable Instant earliest(Reading reading, String column, String gateway, Set<Integer> shards)
            throws SQLException {
        String sql = "SELECT " + column + " FROM notification WHERE gateway = ? AND " + column + " IS NOT NULL"
                + Sql.inShards(shards) + " ORDER BY " + column + " LIMIT 1";
        try (PreparedStatement statement = reading.prepare(sql)) {
            new Parameters(statement, reading.dialect()).text(gateway);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Micros.instant(row.getLong(1)) : null;
            }
        }
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

    @FunctionalInterface
    private interface Binding {
        void bind(Parameters to) throws SQLException;
    }
}
