package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationStore.Counts;
import io.openclaw.bridge.notification.NotificationStore.Query;
import io.openclaw.bridge.store.Readers.Reading;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What people ask: one row, lists, counts.
final class RowReads {
    /// The longest waiting row is looked for among so many of the first in order; those before it wait for a retry.
    private static final int OLDEST_AMONG = 1_000;

    private final Readers readers;
    private final @Nullable LaneOrder order;
    private final InstantSource clock;

    /// @param order null where nobody holds it
    RowReads(Readers readers, @Nullable LaneOrder order, InstantSource clock) {
        this.readers = readers;
        this.order = order;
        this.clock = clock;
    }

    Uni<Optional<Notification>> find(UUID id) {
        return readers.read(reading -> {
            try (PreparedStatement statement = reading.prepare(Sql.BY_ID)) {
                new Parameters(statement, reading.dialect()).id(id);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(Row.read(rows, reading.dialect())) : Optional.empty();
                }
            }
        });
    }

    Uni<List<Notification>> list(Query query, boolean newestFirst) {
        Comparator<Notification> bySeq = Comparator.comparingLong(Notification::seq);
        Comparator<Notification> order = newestFirst ? bySeq.reversed() : bySeq;
        String ordered = " ORDER BY seq " + (newestFirst ? "DESC" : "ASC") + " LIMIT ?";
        return readers.read(reading -> {
            List<Notification> found = new ArrayList<>();
            each(reading, query, newestFirst, (part, where) -> {
                try (PreparedStatement statement = reading.prepare(Sql.SELECT + where + ordered)) {
                    part.bind(statement, reading.dialect());
                    try (ResultSet rows = statement.executeQuery()) {
                        found.addAll(Row.all(rows, reading.dialect()));
                    }
                }
                return found.size() < query.limit();
            });
            found.sort(order);
            return List.copyOf(found.subList(0, Math.min(found.size(), query.limit())));
        });
    }

    Uni<Integer> count(Query query) {
        return readers.read(reading -> {
            AtomicLong count = new AtomicLong();
            each(reading, query, true, (part, where) -> {
                String sql = "SELECT count(*) FROM (SELECT 1 FROM notification" + where + " LIMIT ?) AS matching";
                try (PreparedStatement statement = reading.prepare(sql)) {
                    part.bind(statement, reading.dialect());
                    return count.addAndGet(single(statement)) < query.limit();
                }
            });
            return (int) Math.min(count.get(), query.limit());
        });
    }

    /// The statements that a query takes: all that it is made of, or, where a lane has no index, stretches of its places
    /// until the visitor has enough.
    private static void each(Reading reading, Query query, boolean newestFirst, Statements visitor)
            throws SQLException {
        if (reading.dialect() == Dialect.SQLITE && query.lane() != null && query.idempotencyKey() == null) {
            RowQuery part = RowQuery.atPlaces(query);
            Long since = Places.of(query, reading).since();
            long from = since == null ? 0 : since;
            long before = query.beforeSeq() == null ? Long.MAX_VALUE : query.beforeSeq();
            LaneWalk.Visitor rows = places -> visitor.visit(part, part.where(places));
            new LaneWalk(reading, query.lane(), newestFirst, from, before, rows).run();
            return;
        }
        for (RowQuery part : RowQuery.of(query, Places.of(query, reading))) {
            visitor.visit(part, part.where());
        }
    }

    @FunctionalInterface
    private interface Statements {
        /// @return whether more is wanted, where there is an order
        boolean visit(RowQuery part, String where) throws SQLException;
    }

    Uni<Counts> counts(String gateway) {
        return readers.read(reading -> {
            Count scheduled = countOf(reading, gateway, Stage.SCHEDULED);
            Count queued = order == null
                    ? countOf(reading, gateway, Stage.QUEUED)
                    : new Count(order.size(gateway), order.sizeOfOthers(gateway));
            Count sending = countOf(reading, gateway, Stage.SENDING);
            Count unknown = countOf(reading, gateway, Stage.UNKNOWN);
            return new Counts(
                    scheduled.own + queued.own,
                    sending.own,
                    unknown.own,
                    countOf(reading, gateway, Stage.DEAD).own,
                    scheduled.others + queued.others + sending.others + unknown.others,
                    oldestDue(reading, gateway));
        });
    }

    private record Count(long own, long others) {}

    private static Count countOf(Reading reading, String gateway, Stage stage) throws SQLException {
        String sql = "SELECT count(*) FILTER (WHERE gateway = ?), count(*) FILTER (WHERE gateway <> ?)"
                + " FROM notification WHERE stage = " + stage.code() + " AND stage <> 4";
        try (PreparedStatement statement = reading.prepare(sql)) {
            new Parameters(statement, reading.dialect()).text(gateway).text(gateway);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Count(row.getLong(1), row.getLong(2)) : new Count(0, 0);
            }
        }
    }

    Uni<Map<String, Long>> openOfOthers(String gateway) {
        return readers.read(reading -> {
            try (PreparedStatement statement = reading.prepare(OtherGateways.OPEN)) {
                return OtherGateways.open(statement, gateway);
            }
        });
    }

    private @Nullable Instant oldestDue(Reading reading, String gateway) throws SQLException {
        Instant queued = oldest(
                reading,
                gateway,
                "SELECT min(first.at) FROM (SELECT not_before AS at FROM notification WHERE stage = 1 AND stage <> 4"
                        + " AND gateway = ? ORDER BY seq LIMIT " + OLDEST_AMONG + ") AS first WHERE first.at <= ?");
        Instant scheduled = oldest(
                reading,
                gateway,
                "SELECT min(due_at) FROM notification WHERE gateway = ? AND due_at <= ? AND stage = 0");
        return queued == null || scheduled != null && scheduled.isBefore(queued) ? scheduled : queued;
    }

    private @Nullable Instant oldest(Reading reading, String gateway, String sql) throws SQLException {
        try (PreparedStatement statement = reading.prepare(sql)) {
            new Parameters(statement, reading.dialect()).text(gateway).moment(clock.instant());
            try (ResultSet row = statement.executeQuery()) {
                long at = row.next() ? row.getLong(1) : 0;
                return at == 0 ? null : Micros.instant(at);
            }
        }
    }

    private static long single(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
