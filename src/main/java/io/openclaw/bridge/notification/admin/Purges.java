package io.openclaw.bridge.notification.admin;

import io.openclaw.bridge.notification.NotificationState.Word;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Deletes notifications that have ended before their time of being kept is over, a few at a time. Never one that has
/// not ended, and never one whose end is still to be told to somebody. Failures are
/// [io.openclaw.bridge.notification.StoreException]s.
public interface Purges {
    /// Of one call.
    int MOST = 10_000;

    /// So long a repeat under the same key must be recognised, which needs the row.
    Duration YOUNGEST = Duration.ofHours(24);

    Uni<Purged> purge(Order order);

    /// @param status one that is an end
    /// @param before only those that ended earlier
    /// @param lane canonical session key; null for all
    /// @param limit at most so many
    /// @param dryRun counts only
    record Order(Word status, Instant before, @Nullable String lane, int limit, boolean dryRun) {}

    /// @param matched how many there were, up to the limit
    /// @param purged how many of them are gone: not those with something still to be told
    record Purged(int matched, int purged) {}
}
