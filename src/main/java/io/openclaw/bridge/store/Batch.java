package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import io.openclaw.bridge.notification.Outlet;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// One transaction's worth of [Work], written in as few round trips as there are kinds of statements. Rows are only ever
/// found by their place in the order and their version: who is late finds none.
final class Batch {
    private final WriterSession session;
    private final Dialect dialect;
    private final ClaimRight right;
    private final EventWriter events;
    /// As they will be, in order.
    private final List<Notification> written = new ArrayList<>();

    /// Those that came to an end or were parked by this.
    private final List<Notification> ended = new ArrayList<>();

    private int late;
    private Set<Outlet> told = Set.of();

    Batch(WriterSession session, ClaimRight right, EventWriter events) {
        this.session = session;
        this.dialect = session.dialect();
        this.right = right;
        this.events = events;
    }

    /// Writes everything; the caller commits.
    void write(List<Work<?>> works) throws SQLException {
        List<Work.Accept> accepts = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        for (Work<?> work : works) {
            work.reset();
            if (work.isRefused()) {
                continue;
            }
            switch (work) {
                case Work.Accept accept -> accepts.add(accept);
                case Work.Apply apply -> {
                    for (int i = 0; i < apply.changes.size(); i++) {
                        steps.add(new Step(apply, i, apply.changes.get(i)));
                    }
                }
                case Work.Told told -> events.told(session, told);
                case Work.Prune prune -> prune(prune);
                case Work.Task<?> task -> task.run(session);
                case Work.Ping _ -> session.beat();
            }
        }
        accept(accepts);
        apply(steps);
        told = events.write(session, ended);
    }

    /// The rows as they are now, in order.
    List<Notification> written() {
        return written;
    }

    /// How many steps found their row changed, or their right to claim gone.
    int late() {
        return late;
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
        PreparedStatement insert = session.statement(Sql.INSERT);
        Parameters parameters = new Parameters(insert, dialect);
        for (int i = 0; i < seqs.length; i++) {
            rows.set(i, rows.get(i).stored(seqs[i], 1));
            Row.bind(parameters.again(), rows.get(i));
            insert.addBatch();
        }
        int[] counts = insert.executeBatch();
        int at = 0;
        for (Work.Accept accept : accepts) {
            for (int i = 0; i < accept.rows.size(); i++, at++) {
                Notification row = rows.get(at);
                if (counts[at] != 0) {
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

    /// The key is taken: by the same, or by something else?
    private Acceptance known(Notification row) throws SQLException {
        PreparedStatement byKey = session.statement(Sql.BY_KEY);
        new Parameters(byKey, dialect)
                .text(row.content().idempotencyKey())
                .text(row.content().caller());
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

    private void apply(List<Step> steps) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        boolean distinct = true;
        for (Step step : steps) {
            distinct &= ids.add(step.change.after().id());
        }
        if (distinct) {
            // No step can depend on another, so all of a kind go together.
            for (Kind kind : Kind.values()) {
                apply(kind, steps.stream().filter(step -> step.kind == kind).toList());
            }
            return;
        }
        int from = 0;
        for (int to = 1; to <= steps.size(); to++) {
            if (to == steps.size() || steps.get(to).kind != steps.get(from).kind) {
                apply(steps.get(from).kind, steps.subList(from, to));
                from = to;
            }
        }
    }

    private void apply(Kind kind, List<Step> steps) throws SQLException {
        if (steps.isEmpty()) {
            return;
        }
        boolean leased = kind == Kind.CLAIM && right.isLeased();
        PreparedStatement update =
                session.statement(kind == Kind.REPLAY ? Sql.REPLAY : leased ? Sql.LEASED_CLAIM : Sql.STEP);
        Parameters parameters = new Parameters(update, dialect);
        long[] seqs = kind == Kind.REPLAY ? session.nextSeqs(steps.size()) : new long[0];
        List<Notification> after = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Change change = steps.get(i).change;
            parameters.again();
            Notification row = change.after();
            if (kind == Kind.REPLAY) {
                row = row.stored(seqs[i], row.version());
                Row.bindReplay(parameters, row);
            } else {
                Row.bindStep(parameters, row);
            }
            after.add(row);
            parameters.number(change.before().seq()).number(change.before().version());
            if (leased) {
                parameters
                        .text(right.owner())
                        .number(right.marginMicros())
                        .small(Backlog.shardOf(change.before().lane()));
            }
            update.addBatch();
        }
        int[] counts = update.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            Step step = steps.get(i);
            if (counts[i] != 0) {
                written.add(after.get(i));
                if (kind == Kind.REPLAY) {
                    session.placed(after.get(i));
                }
                // One that stays parked has nothing new to tell.
                if (isEnded(after.get(i)) && !(step.change.before().state() instanceof Unknown)
                        || after.get(i).state().isTerminal()) {
                    ended.add(after.get(i));
                }
                step.work.results[step.index] = new Change.Result.Applied(after.get(i));
            } else {
                late++;
                step.work.results[step.index] = new Change.Result.Late();
            }
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

    private enum Kind {
        CLAIM,
        STEP,
        REPLAY
    }

    private static final class Step {
        final Work.Apply work;
        final int index;
        final Change change;
        final Kind kind;

        Step(Work.Apply work, int index, Change change) {
            this.work = work;
            this.index = index;
            this.change = change;
            this.kind = change.after().seq() == 0
                    ? Kind.REPLAY
                    : change.after().state() instanceof Sending ? Kind.CLAIM : Kind.STEP;
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
