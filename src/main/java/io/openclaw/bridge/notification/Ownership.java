package io.openclaw.bridge.notification;

import java.util.Set;
import java.util.function.Consumer;

/// Which shards of the backlog this process may deliver from. Alone on its database it has them all; of several, each
/// has its share, under a lease.
public interface Ownership {
    /// Name of this process in claims; unique to this start of it.
    String owner();

    /// The shards of now.
    Set<Integer> shards();

    /// Whether a frame may still be written under a claim in this shard: at least 5 s of the lease are left on a monotonic
    /// clock (design, section 6, "Claim").
    boolean mayWrite(int shard);

    /// Hears every change of [#shards()], with all of them. Rows [NotificationState.Sending] in gained shards are in doubt.
    void onChange(Consumer<Set<Integer>> listener);

    /// No claim or frame of these shards is under way any more: they may go to another process.
    void release(Set<Integer> shards);
}
