package io.openclaw.bridge.notification;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows as whoever delivers them must see them, read from disk: the part of the backlog that does not fit into
/// memory, and what a start or a takeover finds. All reads are of one gateway's rows and cost what they return, not what
/// the backlog holds. Failures are [StoreException]s.
public interface Backlog {
    /// Lanes are spread over so many shards, by [#shardOf(String)]: the unit of ownership between replicas.
    int SHARDS = 64;

    static int shardOf(String lane) {
        int hash = lane.hashCode();
        return ((hash ^ (hash >>> 16)) & 0x7fffffff) % SHARDS;
    }

    /// Rows in [NotificationState.Sending], by `seq`. At a start or takeover each is in doubt.
    Uni<List<Notification>> sending(String gateway, Set<Integer> shards);

    /// The front of a lane: rows in [NotificationState.Queued], most urgent first, then by `seq`.
    Uni<List<Notification>> lane(String gateway, String lane, int limit);

    /// The fronts of the next lanes that have rows in [NotificationState.Queued], in the store's own fixed order of lanes,
    /// starting over at its end.
    ///
    /// @param after the lane to go on behind; null for the first
    /// @param lanes at most so many lanes; fewer mean that the order's end was reached
    /// @param perLane at most so many rows of each
    Uni<List<List<Notification>>> lanes(
            String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane);

    /// Rows in [NotificationState.Scheduled] whose time has come, and rows in [NotificationState.Unknown] that are to be
    /// looked for, the longest due first.
    Uni<List<Notification>> due(String gateway, Set<Integer> shards, Instant now, int limit);

    /// Rows in [NotificationState.Scheduled] or [NotificationState.Queued] whose `expiresAt` has passed, and rows in
    /// [NotificationState.Unknown] that were parked long enough.
    Uni<List<Notification>> overdue(String gateway, Set<Integer> shards, Instant now, int limit);

    /// When the next row will be found by [#due] or [#overdue].
    Uni<Optional<Instant>> nextDue(String gateway, Set<Integer> shards);
}
