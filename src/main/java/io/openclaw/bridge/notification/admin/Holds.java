package io.openclaw.bridge.notification.admin;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/// What is paused, on disk: a restart keeps it, and every process on the same database obeys it. Safe from any thread.
/// Failures are [io.openclaw.bridge.notification.StoreException]s.
public interface Holds {
    /// So many at most: each process has them all in memory.
    int MOST = 10_000;

    /// As known to this process: its own at once after their commit, others' as soon as they are heard of. Cheap.
    Held now();

    /// Pauses. What is paused already stays paused as it is.
    ///
    /// @return the hold on disk: this one, or the one that was there; fails with [IllegalStateException] where there are
    ///     [#MOST] already
    Uni<Hold> place(Hold hold);

    /// Resumes.
    ///
    /// @return the hold that was lifted; empty where there was none
    Uni<Optional<Hold>> lift(String gateway, Hold.Scope scope, String value);

    /// Runs the listener after every change of [#now()]. It must not block and must not throw.
    void onChange(Runnable listener);
}
