package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Outlet;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one call wants written: all of it in one transaction, or nothing. Touched by the writer's thread only, once it
/// is handed over.
///
/// @param <T> what the call is answered
abstract sealed class Work<T extends @Nullable Object> {
    private final UniEmitter<? super T> caller;
    private @Nullable Throwable refusal;

    private Work(UniEmitter<? super T> caller) {
        this.caller = caller;
    }

    /// How many rows it is, roughly.
    abstract int weight();

    /// What to answer after the commit.
    abstract @Nullable T answer();

    /// Forgets what an attempt that was rolled back has found.
    void reset() {}

    final void fail(Throwable failure) {
        caller.fail(failure);
    }

    /// Answers this after the commit instead: nothing of it was written.
    final void refuse(Throwable failure) {
        refusal = failure;
    }

    final boolean isRefused() {
        return refusal != null;
    }

    final void committed() {
        if (refusal == null) {
            caller.complete(answer());
        } else {
            caller.fail(refusal);
        }
    }

    /// New rows.
    static final class Accept extends Work<List<Acceptance>> {
        final List<Notification> rows;
        final List<Acceptance> results;

        Accept(List<Notification> rows, UniEmitter<? super List<Acceptance>> caller) {
            super(caller);
            this.rows = List.copyOf(rows);
            this.results = new ArrayList<>(rows.size());
        }

        @Override
        int weight() {
            return rows.size();
        }

        @Override
        List<Acceptance> answer() {
            return results;
        }

        @Override
        void reset() {
            results.clear();
        }
    }

    /// Steps of rows.
    static final class Apply extends Work<List<Change.Result>> {
        final List<Change> changes;
        final Change.@Nullable Result[] results;

        Apply(List<Change> changes, UniEmitter<? super List<Change.Result>> caller) {
            super(caller);
            this.changes = List.copyOf(changes);
            this.results = new Change.Result[changes.size()];
        }

        @Override
        int weight() {
            return changes.size();
        }

        @Override
        @SuppressWarnings("NullAway") // all are set by then
        List<Change.Result> answer() {
            return List.of(results);
        }
    }

    /// What became of events.
    static final class Told extends Work<Void> {
        final List<Outlet.Event> events;
        final boolean again;

        Told(List<Outlet.Event> events, boolean again, UniEmitter<? super Void> caller) {
            super(caller);
            this.events = List.copyOf(events);
            this.again = again;
        }

        @Override
        int weight() {
            return events.size();
        }

        @Override
        @Nullable
        Void answer() {
            return null;
        }
    }

    /// Rows and events whose time of being kept is over.
    static final class Prune extends Work<Integer> {
        final List<Long> seqs;
        final long endedBefore;
        final int events;
        int pruned;

        /// @param seqs rows to delete, if they ended before
        /// @param endedBefore microseconds
        /// @param events at most so many events
        Prune(List<Long> seqs, long endedBefore, int events, UniEmitter<? super Integer> caller) {
            super(caller);
            this.seqs = List.copyOf(seqs);
            this.endedBefore = endedBefore;
            this.events = events;
        }

        @Override
        int weight() {
            return seqs.size() + events;
        }

        @Override
        Integer answer() {
            return pruned;
        }

        @Override
        void reset() {
            pruned = 0;
        }
    }

    /// Something beside the notifications, in the same transactions.
    static final class Task<T extends @Nullable Object> extends Work<T> {
        private final Statements<T> statements;
        private @Nullable T answer;

        Task(Statements<T> statements, UniEmitter<? super T> caller) {
            super(caller);
            this.statements = statements;
        }

        void run(WriterSession session) throws SQLException {
            answer = statements.run(session);
        }

        @Override
        int weight() {
            return 1;
        }

        @Override
        @Nullable
        T answer() {
            return answer;
        }

        @Override
        void reset() {
            answer = null;
        }
    }

    /// What a [Task] does. May run again, in another transaction, where the first was rolled back.
    @FunctionalInterface
    interface Statements<T extends @Nullable Object> {
        /// @return what to answer after the commit
        @Nullable
        T run(WriterSession session) throws SQLException;
    }

    /// Something, just to see whether it can be committed.
    static final class Ping extends Work<Void> {
        Ping(UniEmitter<? super Void> caller) {
            super(caller);
        }

        @Override
        int weight() {
            return 1;
        }

        @Override
        @Nullable
        Void answer() {
            return null;
        }
    }
}
