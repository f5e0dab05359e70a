package io.openclaw.bridge.access;

import io.smallrye.mutiny.Uni;
import java.util.List;

/// What was done with admin calls, by whom and when. Entries are added and never changed. Safe from any thread, never
/// blocks; a failure is the store's own and means that it is not known to be on disk.
///
/// Whoever does something that is audited records it first and acts then: an act without an entry is worse than the other
/// way round. Where the act must be possible while the store is away (to pause, to reset), it goes on after a failure: the
/// line in the log (category `io.openclaw.bridge.audit`) is written in any case and at once.
public interface AuditTrail {

    /// The largest [#latest].
    int MAX_PAGE = 500;

    /// Completes when it is on disk.
    Uni<Void> record(AuditEntry entry);

    /// Newest first.
    ///
    /// @param before the `number` of the last entry of the page before; [Long#MAX_VALUE] for the first page
    /// @param limit at most [#MAX_PAGE]
    Uni<List<Recorded>> latest(long before, int limit);

    /// @param number ascending in the order in which they were recorded
    record Recorded(long number, AuditEntry entry) {}
}
