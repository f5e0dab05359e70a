package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One lane in memory: the front of its rows in state queued, most urgent first, then by `seq`, and the one row that is
/// under way. [LaneBook] alone changes the rows.
final class Lane {
    final String name;
    final int shard;

    /// A sorted prefix of the rows on disk: no row on disk sorts before the last of these without being one of them.
    final List<Notification> rows = new ArrayList<>(2);

    /// Whether there is nothing on disk behind [#rows].
    boolean complete;

    /// What is under way; the lane stands still meanwhile.
    @Nullable
    Flight flight;

    /// While its front is being read: what was committed meanwhile, which the reading may have missed.
    @Nullable
    List<Notification> meanwhile;

    /// Whether more was committed meanwhile than is worth keeping: to be read again.
    boolean outdated;

    // Where it waits for its turn: one of the two at most.
    Turns.@Nullable Line line;
    Turns.@Nullable Wake wake;

    Lane(String name) {
        this.name = name;
        this.shard = Backlog.shardOf(name);
    }

    boolean isLoading() {
        return meanwhile != null;
    }

    /// Whether nobody needs it but for its rows.
    boolean isIdle() {
        return flight == null && meanwhile == null;
    }
}
