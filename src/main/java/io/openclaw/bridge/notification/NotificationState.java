package io.openclaw.bridge.notification;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a notification is in its life (design, section 6). Exactly one of these, and in the end a terminal one.
public sealed interface NotificationState {

    /// Not in its lane: its time has not come (`deliverAt`), or it stepped aside to let others pass.
    ///
    /// @param joinsAt when it joins its lane
    record Scheduled(Instant joinsAt) implements NotificationState {}

    /// In its lane.
    ///
    /// @param notBefore when it may leave at the earliest; until then it holds up its own and lower priorities
    /// @param stepsAsideAt when it stops doing that; null where it waits for no retry
    record Queued(Instant notBefore, @Nullable Instant stepsAsideAt) implements NotificationState {}

    /// Claimed: perhaps on its way. Without a living owner it is in doubt, never just queued.
    record Sending(Claim claim) implements NotificationState {}

    /// Parked: whether it was delivered cannot be known. Does not hold up its lane.
    ///
    /// @param reason in one word
    /// @param until when it becomes [Dead] with [#OUTCOME_UNKNOWN]
    /// @param looksAt when the gateway's history is searched for proof again; null for never
    record Unknown(String reason, Instant since, Instant until, @Nullable Instant looksAt)
            implements NotificationState {}

    /// The platform took it, or the agent's run ended well.
    record Delivered(
            Instant at,
            @Nullable String messageId,
            @Nullable String runId,
            @Nullable String reply) implements NotificationState {
        /// The reply is the caller's secret.
        @Override
        public String toString() {
            return "Delivered[at=" + at + ", messageId=" + messageId + "]";
        }
    }

    /// Will not be delivered any more.
    ///
    /// @param reason in one word
    /// @param messageId what the platform has of it, where a part was delivered
    /// @param reply the agent's, where only the posting failed
    record Dead(
            Instant at,
            String reason,
            @Nullable String messageId,
            @Nullable String runId,
            @Nullable String reply) implements NotificationState {
        @Override
        public String toString() {
            return "Dead[at=" + at + ", reason=" + reason + "]";
        }
    }

    /// Its time had passed before it could leave.
    record Expired(Instant at) implements NotificationState {}

    /// Called off by its caller.
    record Cancelled(Instant at) implements NotificationState {}

    /// Reason of a parked one that nobody resolved in time.
    String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    /// Reason of one that failed until its schedule was used up.
    String EXHAUSTED = "EXHAUSTED";

    /// The word on the wire.
    enum Word {
        QUEUED,
        SENDING,
        DELIVERED,
        UNKNOWN,
        DEAD,
        EXPIRED,
        CANCELLED;

        /// Lower case.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    default Word word() {
        return switch (this) {
            case Scheduled _, Queued _ -> Word.QUEUED;
            case Sending _ -> Word.SENDING;
            case Unknown _ -> Word.UNKNOWN;
            case Delivered _ -> Word.DELIVERED;
            case Dead _ -> Word.DEAD;
            case Expired _ -> Word.EXPIRED;
            case Cancelled _ -> Word.CANCELLED;
        };
    }

    /// Whether nothing more happens to it by itself.
    default boolean isTerminal() {
        return switch (this) {
            case Delivered _, Dead _, Expired _, Cancelled _ -> true;
            case Scheduled _, Queued _, Sending _, Unknown _ -> false;
        };
    }

    /// When it ended; null before.
    default @Nullable Instant endedAt() {
        return switch (this) {
            case Delivered delivered -> delivered.at;
            case Dead dead -> dead.at;
            case Expired expired -> expired.at;
            case Cancelled cancelled -> cancelled.at;
            case Scheduled _, Queued _, Sending _, Unknown _ -> null;
        };
    }
}
