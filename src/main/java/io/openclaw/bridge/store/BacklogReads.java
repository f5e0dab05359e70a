package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.store.Readers.Reading;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The backlog for whoever delivers it.
final class BacklogReads implements Backlog {
    private final Readers readers;
    private final LaneFronts fronts;

    BacklogReads(Readers readers, LaneFronts fronts) {
        this.readers = readers;
        this.fronts = fronts;
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
        return readers.read(reading -> fronts.lane(reading, gateway, lane, limit));
    }

    @Override
    public Uni<List<List<Notification>>> lanes(
            String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane) {
        return readers.read(reading -> fronts.lanes(reading, gateway, shards, after, lanes, perLane));
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

    @FunctionalInterface
    private interface Binding {
        void bind(Parameters to) throws SQLException;
    }
}
