package io.openclaw.bridge.notification.admin;

import io.openclaw.bridge.notification.admin.LaneReads.LaneLoad;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whoever delivers knows why a lane waits.
public interface LaneWatch {
    /// One for each, in the same order.
    Uni<List<Wait>> why(List<LaneLoad> lanes);

    /// @param detail a sentence for people: what it is and what to do, where something is to be done
    /// @param until when that ends, where it is known
    /// @param id the row that it hangs on; null where it is not one row's fault
    /// @param hold the pause; null for other reasons
    record Wait(
            Reason reason,
            String detail,
            @Nullable Instant until,
            @Nullable UUID id,
            @Nullable Hold hold) {}

    /// Why the first row of a lane has not left.
    enum Reason {
        PAUSED,
        /// Its first row is for later by its caller's wish, or stepped aside.
        SCHEDULED,
        /// Its first row failed, or could not leave, and is tried again later.
        RETRY_LATER,
        UNDER_WAY,
        /// It perhaps left, and is being found out.
        IN_DOUBT,
        NOT_CONNECTED,
        BREAKER_OPEN,
        /// The gateway asked for a pause, or its window is full.
        GATEWAY_BUSY,
        NO_FREE_SLOT,
        AGENT_LIMIT,
        CHANNEL_PACE,
        SESSION_PACE,
        /// Another bridge on the same database delivers it.
        OTHER_REPLICA,
        STORE_DOWN,
        /// Nothing holds it up: its turn comes.
        NEXT;

        /// On the wire.
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
