package io.openclaw.bridge.notification;

/// One step of a row: stored only where the row still has the version of `before`. Who is late loses.
///
/// @param after the result of one of `before`'s arrows; where its `seq` is 0 the row takes a new place in the order
public record Change(Notification before, Notification after) {
    public Change {
        if (!before.id().equals(after.id()) || after.version() <= before.version()) {
            throw new IllegalArgumentException("not a step of " + before.id());
        }
    }

    /// What became of it.
    public sealed interface Result {
        /// On disk.
        ///
        /// @param row as stored
        record Applied(Notification row) implements Result {}

        /// Somebody else changed the row before, or, for a claim, the right to claim in this shard is gone. Nothing was
        /// stored.
        record Late() implements Result {}
    }
}
