package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Sending;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/// The changes of stored rows in one transaction. Each is conditional on the row's version, and a claim on its shard's
/// lease: who is late changes nothing, and is told so.
final class Steps {
    private final WriterSession session;
    private final Batch.ClaimRight right;
    private final BiConsumer<Notification, Notification> onApplied;
    private final List<Step> steps = new ArrayList<>();
    private int late;

    /// @param onApplied hears each row before and after its change
    Steps(WriterSession session, Batch.ClaimRight right, BiConsumer<Notification, Notification> onApplied) {
        this.session = session;
        this.right = right;
        this.onApplied = onApplied;
    }

    void add(Work.Apply work) {
        for (int i = 0; i < work.changes.size(); i++) {
            steps.add(new Step(work, i, work.changes.get(i)));
        }
    }

    /// How many found their row changed, or their right to claim gone.
    int late() {
        return late;
    }

    /// Writes them all.
    void write() throws SQLException {
        Set<UUID> ids = new HashSet<>();
        boolean distinct = true;
        for (Step step : steps) {
            distinct &= ids.add(step.change.after().id());
        }
        if (distinct) {
            // No step can depend on another, so all of a kind go together.
            for (Kind kind : Kind.values()) {
                List<Step> alike =
                        steps.stream().filter(step -> step.kind == kind).toList();
                if (session.dialect() == Dialect.POSTGRESQL && kind != Kind.REPLAY) {
                    applyAtOnce(kind, alike);
                } else {
                    apply(kind, alike);
                }
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
        Parameters parameters = new Parameters(update, session.dialect());
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
            if (counts[i] != 0 && kind == Kind.REPLAY) {
                session.placed(after.get(i));
            }
            settle(steps.get(i), after.get(i), counts[i] != 0);
        }
    }

    /// One statement for all of them: PostgreSQL serves one such several times as fast as as many single ones.
    private void applyAtOnce(Kind kind, List<Step> steps) throws SQLException {
        if (steps.isEmpty()) {
            return;
        }
        boolean leased = kind == Kind.CLAIM && right.isLeased();
        Columns columns = new Columns();
        for (Step step : steps) {
            Row.bindStep(columns.again(), step.change.after());
            Notification before = step.change.before();
            columns.number(before.seq()).number(before.version()).small(Backlog.shardOf(before.lane()));
        }
        PreparedStatement update = session.statement(leased ? Sql.LEASED_CLAIMS : Sql.STEPS);
        int next = columns.bind(update);
        if (leased) {
            update.setString(next, right.owner());
            update.setLong(next + 1, right.marginMicros());
        }
        Set<Long> places = places(update);
        for (Step step : steps) {
            settle(
                    step,
                    step.change.after(),
                    places.contains(step.change.before().seq()));
        }
    }

    /// Of the rows that a statement for many has written.
    static Set<Long> places(PreparedStatement statement) throws SQLException {
        Set<Long> places = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                places.add(rows.getLong(1));
            }
        }
        return places;
    }

    private void settle(Step step, Notification after, boolean applied) {
        if (!applied) {
            late++;
            step.work.results[step.index] = new Change.Result.Late();
            return;
        }
        onApplied.accept(step.change.before(), after);
        step.work.results[step.index] = new Change.Result.Applied(after);
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
}
