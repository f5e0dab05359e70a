package io.openclaw.bridge.notification.admin;

import io.openclaw.bridge.notification.Notification;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lanes that wait, as they are on disk. The cost of each call is bounded, whatever waits. Failures are
/// [io.openclaw.bridge.notification.StoreException]s.
public interface LaneReads {
    /// Lanes of one call: each brings a row with its text.
    int MOST = 100;

    /// Those with the longest waiting rows, first come those that are queued or on their way, then those whose rows are
    /// all for later. Looked for among the first 20,000 rows of each kind.
    Uni<List<LaneLoad>> oldest(String gateway, int limit);

    /// Those with the most queued rows.
    Uni<List<LaneLoad>> deepest(String gateway, int limit);

    /// All that have queued rows, in the store's own fixed order.
    ///
    /// @param lane the one to go on behind; null for the first
    Uni<List<LaneLoad>> after(String gateway, @Nullable String lane, int limit);

    Uni<Optional<LaneLoad>> find(String gateway, String lane);

    /// @param queued rows in line, counted up to 100,000
    /// @param front the row that decides when the lane goes on: the first in line, else one that is on its way, else one
    ///     for later
    /// @param oldest when the oldest of those rows was accepted
    record LaneLoad(String lane, long queued, Notification front, Instant oldest) {}
}
