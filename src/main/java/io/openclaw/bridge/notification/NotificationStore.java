package io.openclaw.bridge.notification;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows, on disk. Safe from any thread, never blocks the caller; results come on a thread of the store, or at once,
/// so whoever needs another thread moves there. Failures are [StoreException]s.
///
/// What is stored survives the loss of the process and of power. Calls that are made at the same time share
/// transactions; what one call hands over is stored in one transaction. Every subscription to a `Uni` does the work
/// again.
public interface NotificationStore {

    /// Stores new rows in one transaction.
    ///
    /// @return one result for each row, in the same order
    Uni<List<Acceptance>> accept(List<Notification> rows);

    /// Makes changes in one transaction, each only if its row's version still holds. Events for the [Outlet]s that want
    /// them are stored with them.
    ///
    /// @return one result for each change, in the same order
    Uni<List<Change.Result>> apply(List<Change> changes);

    Uni<Optional<Notification>> find(UUID id);

    /// Newest first.
    Uni<List<Notification>> list(Query query);

    /// Oldest first, for a replay of many; rows in the query's state as they are now.
    Uni<List<Notification>> listOldestFirst(Query query);

    /// How many rows match, at most `query.limit()`.
    Uni<Integer> count(Query query);

    /// How many rows are in each state that is no good end, and how old the oldest due one is.
    Uni<Counts> counts(String gateway);

    /// Whether it can commit: it just has, or tries to. Never fails.
    Uni<StoreStatus> status();

    /// What to look for; null matches everything.
    ///
    /// @param lane the canonical session key
    /// @param caller whose; null for everybody's
    /// @param since created then or later
    /// @param until created before
    /// @param beforeSeq only rows before this place in the order
    record Query(
            NotificationState.@Nullable Word state,
            @Nullable String lane,
            @Nullable String caller,
            @Nullable String idempotencyKey,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long beforeSeq,
            int limit) {}

    /// @param otherGateways queued, sending or unknown under other gateways' names: nobody delivers those
    /// @param oldestDue when the longest waiting due row became due; null where none is due
    record Counts(
            long queued,
            long sending,
            long unknown,
            long dead,
            long otherGateways,
            @Nullable Instant oldestDue) {}
}
