package io.openclaw.bridge.delivery;

import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Sending;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What becomes of a row that perhaps left (design, section 6, "In doubt"). Pure but for the schedule's jitter.
final class DoubtRule {
    /// Code of an attempt whose owner is gone: the process crashed, or lost its right to deliver.
    static final String OWNER_LOST = "OWNER_LOST";

    /// Code of an attempt behind which people may see the message a second time.
    static final String RESENT_WITHOUT_PROOF = "RESENT_WITHOUT_PROOF";

    /// Reason of an agent's turn that was begun and whose end nobody knows.
    static final String TURN_BEGUN = "TURN_BEGUN";

    /// Attempts with these codes were repeated under a key that the gateway was to know since the first of them.
    private static final Set<String> REPEATED = Set.of(NextState.NO_ANSWER, NextState.LOST, OWNER_LOST);

    private final DeliverySettings settings;
    private final Schedule schedule;
    private final NextState nextState;

    DoubtRule(DeliverySettings settings, Schedule schedule, NextState nextState) {
        this.settings = settings;
        this.schedule = schedule;
        this.nextState = nextState;
    }

    /// Whether the same frame under the same key is answered with the first one's result, so that nobody sees it twice.
    ///
    /// @param row in [Sending]
    /// @param bootId the gateway's of now; null where it sends none
    /// @param sameConnection whether the frame was written on the connection of now, which says the same where the gateway
    ///     sends no `bootId`
    boolean isRepeatable(Notification row, @Nullable String bootId, boolean sameConnection, Instant now) {
        Instant expiresAt = row.content().expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return false; // must not leave any more
        }
        String claimed = ((Sending) row.state()).claim().bootId();
        boolean sameLife = bootId == null ? claimed == null && sameConnection : bootId.equals(claimed);
        return sameLife && now.isBefore(repeatableUntil(row));
    }

    /// How long the gateway knows the row's key, if it lives on.
    ///
    /// @param row in [Sending]
    Instant repeatableUntil(Notification row) {
        return firstWrite(row).plus(settings.keyMemory());
    }

    /// The gateway forgets a key some time after its first answer: repeats do not count.
    private static Instant firstWrite(Notification row) {
        Instant first = ((Sending) row.state()).claim().at();
        for (Attempt attempt : row.attempts().reversed()) {
            switch (attempt.result()) {
                case DEFERRED -> {} // wrote nothing
                case UNKNOWN -> {
                    if (attempt.code() == null || !REPEATED.contains(attempt.code())) {
                        return first;
                    }
                    first = attempt.at();
                }
                case DELIVERED, REFUSED, RETRY -> {
                    return first;
                }
            }
        }
        return first;
    }

    /// The row's next version, once the history was searched.
    ///
    /// @param row in [Sending]
    /// @param code the attempt's
    Notification after(Notification row, Proof proof, String code, String detail, Instant now) {
        return switch (proof) {
            case Proof.Delivered(String reply) ->
                row.deliver(now, null, NextState.isAgent(row) ? row.gatewayKey() : null, reply);
            case Proof.TurnBegun _
            when NextState.isAgent(row) ->
                nextState.park(row, TURN_BEGUN, now, "the agent's turn was begun; its end is not in the history");
            case Proof.TurnBegun _, Proof.None _ -> {
                if (NextState.isAgent(row) || settings.unknownPolicy() == UnknownPolicy.PARK) {
                    yield nextState.park(row, code, now, detail);
                }
                yield nextState.resend(
                        row, schedule.after(row.left() + 1), now, RESENT_WITHOUT_PROOF, NextState.told(detail, code));
            }
        };
    }
}
