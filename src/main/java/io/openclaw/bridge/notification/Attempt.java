package io.openclaw.bridge.notification;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One try to deliver, ended.
///
/// @param number from 1, also over replays; an attempt that never left ([Result#DEFERRED]) shares its number with the one that follows
/// @param at when it was claimed
/// @param duration until its outcome was known
/// @param code why, in one word; null for a delivery
/// @param detail why, for people; never contains the text
public record Attempt(
        int number,
        Instant at,
        Duration duration,
        Result result,
        @Nullable String code,
        @Nullable String detail) {

    /// Of the attempt that follows.
    int nextNumber() {
        return result == Result.DEFERRED ? number : number + 1;
    }

    /// What may be concluded (design, section 5: an attempt's `outcome`).
    public enum Result {
        DELIVERED,
        /// Answered for good: repeating is pointless.
        REFUSED,
        /// Answered, not delivered, later it may work.
        RETRY,
        /// Perhaps delivered.
        UNKNOWN,
        /// Nothing left the bridge.
        DEFERRED
    }
}
