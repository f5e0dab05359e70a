package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Ownership;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What outlets have to tell: written in the transaction of the change, read by whoever delivers from the row's shard,
/// so that two processes do not tell the same.
final class Outgoing implements Outlet.Outbox, Batch.EventWriter {
    private static final System.Logger LOG = System.getLogger(Outgoing.class.getName());

    private final List<Outlet> outlets = new CopyOnWriteArrayList<>();
    private final Readers readers;
    private final Consumer<Work<?>> writer;
    private final Ownership ownership;
    private final Function<Notification, String> body;
    private final InstantSource clock;

    /// @param body the view of a row, as JSON
    Outgoing(
            Readers readers,
            Consumer<Work<?>> writer,
            Ownership ownership,
            Function<Notification, String> body,
            InstantSource clock) {
        this.readers = readers;
        this.writer = writer;
        this.ownership = ownership;
        this.body = body;
        this.clock = clock;
    }

    void register(Outlet outlet) {
        outlets.add(outlet);
    }

    /// Perhaps there is something to tell.
    void announce() {
        announce(outlets);
    }

    /// Those have something to tell.
    void announce(Collection<Outlet> told) {
        for (Outlet outlet : told) {
            try {
                outlet.committed();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "the outlet " + outlet.name() + " failed", e);
            }
        }
    }

    @Override
    public Set<Outlet> write(WriterSession session, List<Notification> rows) throws SQLException {
        if (outlets.isEmpty() || rows.isEmpty()) {
            return Set.of();
        }
        PreparedStatement insert = session.statement(Sql.EVENT_INSERT);
        Parameters to = new Parameters(insert, session.dialect());
        Instant now = clock.instant();
        Set<Outlet> told = new LinkedHashSet<>();
        for (Notification row : rows) {
            String text = null;
            for (Outlet outlet : outlets) {
                if (outlet.wants(row)) {
                    text = text == null ? body.apply(row) : text;
                    String url = row.content().callbackUrl() == null
                            ? null
                            : row.content().callbackUrl().toString();
                    to.again()
                            .text(outlet.name())
                            .small(Backlog.shardOf(row.lane()))
                            .text(row.id() + ":" + row.version())
                            .text(row.state().word().wire())
                            .text(url)
                            .text(text)
                            .moment(now)
                            .small(0)
                            .moment(now)
                            .text(row.content().traceparent());
                    insert.addBatch();
                    told.add(outlet);
                }
            }
        }
        if (!told.isEmpty()) {
            insert.executeBatch();
        }
        return told;
    }

    @Override
    public void told(WriterSession session, Work.Told told) throws SQLException {
        if (told.events.isEmpty()) {
            return;
        }
        PreparedStatement statement = session.statement(told.again ? Sql.EVENT_AGAIN : Sql.EVENT_DONE);
        Parameters to = new Parameters(statement, session.dialect());
        for (Event event : told.events) {
            to.again();
            if (told.again) {
                to.small(event.attempts()).moment(event.dueAt());
            }
            to.number(event.seq());
            statement.addBatch();
        }
        statement.executeBatch();
    }

    @Override
    public Uni<List<Event>> due(String outlet, Instant now, int limit) {
        return Uni.createFrom().deferred(() -> {
            Set<Integer> shards = ownership.shards();
            if (shards.isEmpty()) {
                return Uni.createFrom().item(List.of());
            }
            String sql = "SELECT seq, " + Sql.EVENT_COLUMNS + " FROM outgoing WHERE outlet = ? AND due_at <= ?"
                    + Sql.inShards(shards) + " ORDER BY due_at, seq LIMIT ?";
            return readers.read(reading -> {
                try (PreparedStatement statement = reading.prepare(sql)) {
                    new Parameters(statement, reading.dialect())
                            .text(outlet)
                            .moment(now)
                            .small(limit);
                    List<Event> events = new ArrayList<>();
                    try (ResultSet rows = statement.executeQuery()) {
                        while (rows.next()) {
                            events.add(event(rows));
                        }
                    }
                    return events;
                }
            });
        });
    }

    @Override
    public Uni<@Nullable Instant> nextDue(String outlet) {
        return Uni.createFrom().deferred(() -> {
            Set<Integer> shards = ownership.shards();
            if (shards.isEmpty()) {
                return Uni.createFrom().nullItem();
            }
            String sql = "SELECT due_at FROM outgoing WHERE outlet = ?" + Sql.inShards(shards)
                    + " ORDER BY due_at, seq LIMIT 1";
            return readers.<@Nullable Instant>read(reading -> {
                try (PreparedStatement statement = reading.prepare(sql)) {
                    new Parameters(statement, reading.dialect()).text(outlet);
                    try (ResultSet row = statement.executeQuery()) {
                        return row.next() ? Micros.instant(row.getLong(1)) : null;
                    }
                }
            });
        });
    }

    @Override
    public Uni<Void> done(List<Event> events) {
        return Uni.createFrom().emitter(caller -> writer.accept(new Work.Told(events, false, caller)));
    }

    @Override
    public Uni<Void> again(List<Event> events) {
        return Uni.createFrom().emitter(caller -> writer.accept(new Work.Told(events, true, caller)));
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getLong(1),
                text(row, 2),
                text(row, 4),
                text(row, 5),
                row.getString(6),
                text(row, 7),
                row.getString(11),
                Micros.instant(row.getLong(8)),
                row.getInt(9),
                Micros.instant(row.getLong(10)));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }
}
