package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import io.openclaw.bridge.notification.Outlet;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// One transaction's worth of [Work], written in as few round trips as there are kinds of statements. Rows are only ever
/// found by their place in the order and their version: who is late finds none.
final class Batch {
    /// Rows in one statement of PostgreSQL: its parameters are in memory as a whole.
    private static final int AT_ONCE = 256;

    private final WriterSession session;
    private final Dialect dialect;
    private final EventWriter events;
    /// As they will be, in order.
    private final List<Notification> written = new ArrayList<>();

    /// Those that came to an end or were parked by this.
    private final List<Notification> ended = new ArrayList<>();

    private final Steps steps;
    private Set<Outlet> told = Set.of();

    Batch(WriterSession session, ClaimRight right, EventWriter events) {
        this.session = session;
        this.dialect = session.dialect();
        this.events = events;
        this.steps = new Steps(session, right, this::applied);
    }

    /// Writes everything; the caller commits.
    void write(List<Work<?>> works) throws SQLException {
        List<Work.Accept> accepts = new ArrayList<>();
        for (Work<?> work : works) {
            work.reset();
            if (work.isRefused()) {
                continue;
            }
            switch (work) {
                case Work.Accept accept -> accepts.add(accept);
                case Work.Apply apply -> steps.add(apply);
                case Work.Told told -> events.told(session, told);
                case Work.Prune prune -> prune(prune);
                case Work.Task<?> task -> task.run(session);
                case Work.Ping _ -> session.beat();
            }
        }
        accept(accepts);
        steps.write();
        told = events.write(session, ended);
    }

    /// The rows as they are now, in order.
    List<Notification> written() {
        return written;
    }

    /// How many steps found their row changed, or their right to claim gone.
    int late() {
        return steps.late();
    }

    /// The outlets that have something to tell.
    Set<Outlet> told() {
        return told;
    }

    private void accept(List<Work.Accept> accepts) throws SQLException {
        List<Notification> rows = new ArrayList<>();
        for (Work.Accept accept : accepts) {
            rows.addAll(accept.rows);
        }
        if (rows.isEmpty()) {
            return;
        }
        long[] seqs = session.nextSeqs(rows.size());
        for (int i = 0; i < seqs.length; i++) {
            rows.set(i, rows.get(i).stored(seqs[i], 1));
        }
        boolean[] stored = dialect == Dialect.POSTGRESQL ? insertAtOnce(rows) : insert(rows);
        int at = 0;
        for (Work.Accept accept : accepts) {
            for (int i = 0; i < accept.rows.size(); i++, at++) {
                Notification row = rows.get(at);
                if (stored[at]) {
                    written.add(row);
                    session.placed(row);
                    if (isEnded(row)) {
                        ended.add(row);
                    }
                    accept.results.add(new Acceptance.Stored(row));
                } else {
                    accept.results.add(known(row));
                }
            }
        }
    }

    /// @return which of them; of the others the key is taken
    private boolean[] insert(List<Notification> rows) throws SQLException {
        PreparedStatement insert = session.statement(Sql.INSERT);
        Parameters parameters = new Parameters(insert, dialect);
        for (Notification row : rows) {
            Row.bind(parameters.again(), row);
            insert.addBatch();
        }
        int[] counts = insert.executeBatch();
        boolean[] stored = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
            stored[i] = counts[i] != 0;
        }
        return stored;
    }

    private boolean[] insertAtOnce(List<Notification> rows) throws SQLException {
        PreparedStatement insert = session.statement(Sql.INSERTS);
        boolean[] stored = new boolean[rows.size()];
        for (int from = 0; from < stored.length; from += AT_ONCE) {
            int to = Math.min(stored.length, from + AT_ONCE);
            Columns columns = new Columns();
            for (Notification row : rows.subList(from, to)) {
                Row.bind(columns.again(), row);
            }
            columns.bind(insert);
            Set<Long> places = Steps.places(insert);
            for (int i = from; i < to; i++) {
                stored[i] = places.contains(rows.get(i).seq());
            }
        }
        return stored;
    }

    /// The key is taken: by the same, or by something else?
    private Acceptance known(Notification row) throws SQLException {
        PreparedStatement byKey = session.statement(Sql.BY_KEY);
        new Parameters(byKey, dialect)
                .text(row.content().idempotencyKey())
                .text(row.content().caller())
                .text(row.gateway());
        try (ResultSet rows = byKey.executeQuery()) {
            if (!rows.next()) {
                // Pruned by another process in between. The caller repeats.
                throw new SQLException("the row that has the key is gone");
            }
            Notification first = Row.read(rows, dialect);
            return Objects.equals(first.content().fingerprint(), row.content().fingerprint())
                    ? new Acceptance.Replayed(first)
                    : new Acceptance.KeyReused(first);
        }
    }

    private void applied(Notification before, Notification after) {
        written.add(after);
        // One that stays parked has nothing new to tell.
        if (isEnded(after) && !(before.state() instanceof Unknown)
                || after.state().isTerminal()) {
            ended.add(after);
        }
    }

    private static boolean isEnded(Notification row) {
        return row.state().isTerminal() || row.state() instanceof Unknown;
    }

    private void prune(Work.Prune prune) throws SQLException {
        if (!prune.seqs.isEmpty()) {
            PreparedStatement delete = session.statement(Sql.PRUNE);
            Parameters parameters = new Parameters(delete, dialect);
            for (Long seq : prune.seqs) {
                parameters.again().number(seq).number(prune.endedBefore);
                delete.addBatch();
            }
            for (int count : delete.executeBatch()) {
                prune.pruned += count;
            }
            session.pruned();
        }
        if (prune.events > 0) {
            PreparedStatement delete = session.statement(Sql.EVENT_PRUNE);
            new Parameters(delete, dialect).number(prune.endedBefore).small(prune.events);
            prune.pruned += delete.executeUpdate();
        }
    }

    /// The right to claim, as a condition of the claim's own statement.
    interface ClaimRight {
        /// Whether claims need a lease at all.
        boolean isLeased();

        String owner();

        /// How much of the lease must be left.
        long marginMicros();
    }

    /// Writes what outlets have to tell.
    interface EventWriter {
        /// @return the outlets that have any
        Set<Outlet> write(WriterSession session, List<Notification> rows) throws SQLException;

        void told(WriterSession session, Work.Told told) throws SQLException;
    }
}
