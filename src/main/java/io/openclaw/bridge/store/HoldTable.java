package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Wakeups;
import io.openclaw.bridge.notification.admin.Held;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Holds;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The table `hold`, and all of it in memory: read when the writer connects, after each change of this process, and
/// whenever others may have changed it. A reading that fails is repeated until it does not.
final class HoldTable implements Holds, Wakeups {
    private static final System.Logger LOG = System.getLogger(HoldTable.class.getName());
    private static final long RETRY_MILLIS = 1_000;
    private static final String COLUMNS = "gateway, scope, value, placed_by, since, reason";
    private static final String ALL = "SELECT " + COLUMNS + " FROM hold";
    private static final String ONE = ALL + " WHERE gateway = ? AND scope = ? AND value = ?";
    private static final String PLACE = "INSERT INTO hold (" + COLUMNS
            + ") SELECT ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM hold) < " + MOST
            + " ON CONFLICT (gateway, scope, value) DO NOTHING";
    private static final String LIFT = "DELETE FROM hold WHERE gateway = ? AND scope = ? AND value = ?";

    private final Readers readers;
    private final Consumer<Work<?>> writer;
    private final @Nullable String tellsAs;
    private final ScheduledExecutorService timer;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Held now = Held.NOTHING;

    /// How often this process has set [#now]: a reading that began before is too old.
    private long changes;

    /// @param tellsAs how other processes know this one; null where there are none
    HoldTable(Readers readers, Consumer<Work<?>> writer, @Nullable String tellsAs, ScheduledExecutorService timer) {
        this.readers = readers;
        this.writer = writer;
        this.tellsAs = tellsAs;
        this.timer = timer;
    }

    @Override
    public Held now() {
        return now;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public Uni<Hold> place(Hold hold) {
        return write(session -> {
                    PreparedStatement insert = session.statement(PLACE);
                    key(insert, session.dialect(), hold.gateway(), hold.scope(), hold.value())
                            .text(hold.by())
                            .moment(hold.since())
                            .text(hold.reason());
                    int placed = insert.executeUpdate();
                    return after(session, placed, one(session, hold.gateway(), hold.scope(), hold.value()));
                })
                .map(found -> found.orElseThrow(() -> new IllegalStateException(
                        MOST + " pauses stand already: resume some, or pause their channel")));
    }

    @Override
    public Uni<Optional<Hold>> lift(String gateway, Hold.Scope scope, String value) {
        return write(session -> {
            Optional<Hold> found = one(session, gateway, scope, value);
            PreparedStatement delete = session.statement(LIFT);
            key(delete, session.dialect(), gateway, scope, value);
            return after(session, delete.executeUpdate(), found);
        });
    }

    /// On the writer's thread, with a fresh connection.
    void load(Connection connection) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(ALL)) {
            set(read(all));
        }
    }

    @Override
    public void committed(List<Notification> rows) {
        // None of them is a hold.
    }

    @Override
    public void elsewhere(@Nullable Set<String> lanes) {
        if (lanes == null) {
            reload();
        }
    }

    /// Others may have changed it.
    void reload() {
        long began = changes();
        readers.read(reading -> {
                    try (PreparedStatement all = reading.prepare(ALL)) {
                        return read(all);
                    }
                })
                .subscribe()
                .with(found -> read(found, began), failure -> {
                    LOG.log(System.Logger.Level.DEBUG, "what is paused could not be read and is read again", failure);
                    again();
                });
    }

    private void again() {
        if (!timer.isShutdown()) {
            ScheduledFuture<?> unused = timer.schedule(this::reload, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void read(List<Hold> found, long began) {
        synchronized (this) {
            if (changes == began) {
                now = new Held(found);
                began = -1;
            }
        }
        if (began == -1) {
            tell();
        } else {
            reload(); // it may be older than what this process has written
        }
    }

    private synchronized long changes() {
        return changes;
    }

    private void set(List<Hold> all) {
        synchronized (this) {
            changes++;
            now = new Held(all);
        }
        tell();
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    private Uni<Optional<Hold>> write(Work.Statements<Optional<Hold>> statements) {
        return Uni.createFrom()
                .emitter(caller -> writer.accept(new Work.Task<>(
                        session -> new Written(
                                Objects.requireNonNull(statements.run(session)), read(session.statement(ALL))),
                        new Answer(caller))));
    }

    /// @param all the table as it is with it
    private record Written(Optional<Hold> result, List<Hold> all) {}

    /// Everybody hears of it, whether the caller still waits or not.
    private final class Answer implements UniEmitter<Written> {
        private final UniEmitter<? super Optional<Hold>> caller;

        Answer(UniEmitter<? super Optional<Hold>> caller) {
            this.caller = caller;
        }

        @Override
        public void complete(@Nullable Written written) {
            if (written != null) {
                set(written.all());
                caller.complete(written.result());
            }
        }

        @Override
        public void fail(Throwable failure) {
            caller.fail(failure);
        }

        @Override
        public UniEmitter<Written> onTermination(Runnable callback) {
            return this;
        }
    }

    private Optional<Hold> after(WriterSession session, int changed, Optional<Hold> result) throws SQLException {
        if (changed > 0 && tellsAs != null) {
            Neighbours.announceHolds(session.connection(), tellsAs);
        }
        return result;
    }

    private static Optional<Hold> one(WriterSession session, String gateway, Hold.Scope scope, String value)
            throws SQLException {
        PreparedStatement one = session.statement(ONE);
        key(one, session.dialect(), gateway, scope, value);
        return read(one).stream().findFirst();
    }

    private static Parameters key(
            PreparedStatement statement, Dialect dialect, String gateway, Hold.Scope scope, String value)
            throws SQLException {
        return new Parameters(statement, dialect)
                .text(gateway)
                .text(scope.wire())
                .text(value);
    }

    private static List<Hold> read(PreparedStatement statement) throws SQLException {
        List<Hold> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Hold(
                        rows.getString(1),
                        Hold.Scope.valueOf(rows.getString(2).toUpperCase(Locale.ROOT)),
                        rows.getString(3),
                        rows.getString(4),
                        Micros.instant(rows.getLong(5)),
                        rows.getString(6)));
            }
        }
        return found;
    }
}
