package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.admin.Purges;
import io.openclaw.bridge.store.Readers.Reading;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Walks the rows in their order, a stretch in each read, and deletes those that match, if none of their events waits, in
/// a transaction of their own. What has ended has no new events, unless it is replayed, and then it has a new place and is
/// not found at the old one: nothing slips in between the look and the deletion.
final class RowPurges implements Purges {
    /// Rows looked at in one read, and deleted in one transaction.
    private static final int LOOK = 5_000;

    private static final int DELETE = 500;

    private final Readers readers;
    private final Consumer<Work<?>> writer;

    RowPurges(Readers readers, Consumer<Work<?>> writer) {
        this.readers = readers;
        this.writer = writer;
    }

    @Override
    public Uni<Purged> purge(Order order) {
        return from(order, 0, 0, 0);
    }

    private Uni<Purged> from(Order order, long seq, int matched, int purged) {
        int room = Math.min(DELETE, order.limit() - matched);
        return readers.read(reading -> Stretch.of(reading, order, seq, room))
                .chain(stretch -> delete(order, stretch).chain(deleted -> {
                    int matchedNow = matched + stretch.matched();
                    return stretch.isLast() || matchedNow >= order.limit()
                            ? Uni.createFrom().item(new Purged(matchedNow, purged + deleted))
                            : from(order, stretch.lastSeq(), matchedNow, purged + deleted);
                }));
    }

    private Uni<Integer> delete(Order order, Stretch stretch) {
        return order.dryRun() || stretch.seqs().isEmpty()
                ? Uni.createFrom().item(0)
                : Uni.createFrom()
                        .emitter(caller ->
                                writer.accept(new Work.Prune(stretch.seqs(), Micros.of(order.before()), 0, caller)));
    }

    /// Rows next to each other.
    ///
    /// @param matched how many of them match
    /// @param seqs of those that may go
    private record Stretch(int matched, List<Long> seqs, long lastSeq, boolean isLast) {
        static Stretch of(Reading reading, Order order, long after, int room) throws SQLException {
            Stage stage = Stage.valueOf(order.status().name());
            Map<UUID, Long> found = new HashMap<>();
            long last = after;
            int looked = 0;
            // The index by stage has no delivered rows, and is found only by whoever says so.
            String sql = "SELECT seq, id, stage, ended_at, lane FROM notification WHERE seq > ?"
                    + (stage == Stage.DELIVERED ? "" : " AND stage <> 4 AND stage = " + stage.code())
                    + " ORDER BY seq LIMIT " + LOOK;
            try (PreparedStatement statement = reading.prepare(sql)) {
                statement.setLong(1, after);
                try (ResultSet rows = statement.executeQuery()) {
                    while (found.size() < room && rows.next()) {
                        looked++;
                        last = rows.getLong(1);
                        if (rows.getInt(3) == stage.code()
                                && rows.getLong(4) < Micros.of(order.before())
                                && (order.lane() == null || order.lane().equals(rows.getString(5)))) {
                            found.put(reading.dialect().id(rows, 2), last);
                        }
                    }
                }
            }
            int matched = found.size();
            if (!found.isEmpty()) {
                untold(reading, found.keySet()).forEach(found::remove);
            }
            return new Stretch(matched, new ArrayList<>(found.values()), last, looked < LOOK && matched < room);
        }

        /// Those of them with events that nobody has taken yet.
        private static Set<UUID> untold(Reading reading, Set<UUID> ids) throws SQLException {
            // Numbers and dashes, never texts of anybody.
            String all = ids.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
            Set<UUID> untold = new HashSet<>();
            try (PreparedStatement statement = reading.prepare(
                            "SELECT substr(event_id, 1, 36) FROM outgoing WHERE substr(event_id, 1, 36) IN (" + all
                                    + ")");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    untold.add(UUID.fromString(rows.getString(1)));
                }
            }
            return untold;
        }
    }
}
