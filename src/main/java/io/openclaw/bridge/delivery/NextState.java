package io.openclaw.bridge.delivery;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Sending;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an outcome makes of a row: column "durable row" of the design's table "What an answer means". Pure but for the
/// schedule's jitter.
final class NextState {
    /// Design, section 4: busy waits at least 1 s. The same keeps everything else that never left from being tried in a
    /// circle; how long the gateway is away or paused is the business of the admission, not of the row.
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /// Longest wait for a gateway's own word, in case it is nonsense.
    private static final Duration LONGEST_DEFERRAL = Duration.ofSeconds(60);

    /// Story for people, not an archive.
    private static final int LONGEST_DETAIL = 500;

    /// Codes of attempts that were repeated, or looked for, because nobody knew their end: [DoubtRule] reads them.
    static final String NO_ANSWER = "NO_ANSWER";

    static final String LOST = "LOST";

    private final DeliverySettings settings;
    private final Schedule schedule;

    NextState(DeliverySettings settings, Schedule schedule) {
        this.settings = settings;
        this.schedule = schedule;
    }

    /// What is to be done with the row.
    sealed interface Step {
        /// The row's next version.
        record To(Notification after) implements Step {}

        /// It perhaps left, and nobody knows what became of it: [DoubtRule] decides.
        ///
        /// @param code the attempt's, in one word
        record InDoubt(String code, String detail) implements Step {}
    }

    /// @param row in [Sending]
    Step of(Notification row, Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Delivered delivered ->
                new Step.To(row.deliver(now, delivered.messageId(), delivered.runId(), clean(delivered.reply())));
            case Outcome.Accepted _ ->
                new Step.InDoubt(NO_ANSWER, "the run was accepted and nobody waited for its end");
            case Outcome.Refused refused -> new Step.To(refused(row, refused, now));
            case Outcome.LateRetry late ->
                new Step.To(again(row, lateDelay(row, late.notBefore()), now, late.code(), late.detail()));
            case Outcome.Retry retry ->
                new Step.To(again(row, retryDelay(row, retry.retryAfter()), now, retry.code(), retry.detail()));
            case Outcome.Unknown unknown -> unknown(row, unknown, now);
            case Outcome.Busy busy -> deferred(row, busy.retryAfter(), now, "BUSY", busy.detail());
            case Outcome.Paused paused -> deferred(row, MOMENT, now, "PAUSED", paused.detail());
            case Outcome.NotSent notSent ->
                switch (notSent.reason()) {
                    case NOT_CONNECTED, HUMAN_NEEDED, BREAKER_OPEN ->
                        deferred(row, MOMENT, now, notSent.reason().name(), notSent.detail());
                    case DEADLINE, OVERLOADED ->
                        deferred(
                                row, notSent.retryAfter(), now, notSent.reason().name(), notSent.detail());
                };
        };
    }

    private Step deferred(Notification row, Duration wish, Instant now, String code, String detail) {
        Duration bounded = wish.compareTo(LONGEST_DEFERRAL) > 0 ? LONGEST_DEFERRAL : wish;
        Duration delay = schedule.noLessThan(bounded.compareTo(MOMENT) < 0 ? MOMENT : bounded);
        return new Step.To(row.defer(now.plus(delay), now, code, tidy(detail)));
    }

    private static Notification refused(Notification row, Outcome.Refused refused, Instant now) {
        Dead end = new Dead(
                now,
                refused.reason().name(),
                refused.messageIds().isEmpty() ? null : String.join(",", refused.messageIds()),
                isAgent(row) ? row.gatewayKey() : null,
                clean(refused.reply()));
        return row.die(end, Attempt.Result.REFUSED, told(refused.detail(), refused.code()));
    }

    private Step unknown(Notification row, Outcome.Unknown unknown, Instant now) {
        String code = unknown.reason().name();
        return switch (unknown.reason()) {
            case NO_ANSWER, LOST -> new Step.InDoubt(code, unknown.detail());
            case GATEWAY_HOLDS -> new Step.To(park(row, code, now, unknown.detail()));
            // Sending again is the exception here: somebody must have asked for it.
            case PLATFORM_UNCLEAR ->
                new Step.To(
                        settings.unknownPolicy() == UnknownPolicy.RESEND
                                ? resend(row, lateDelay(row, settings.lateRetry()), now, code, unknown.detail())
                                : park(row, code, now, unknown.detail()));
        };
    }

    private Duration retryDelay(Notification row, @Nullable Duration wish) {
        Duration delay = schedule.after(row.left() + 1);
        return wish == null || wish.compareTo(delay) < 0 ? delay : schedule.noLessThan(wish);
    }

    private Duration lateDelay(Notification row, Duration wish) {
        Duration least = schedule.noLessThan(longer(wish, settings.lateRetry()));
        return longer(least, schedule.after(row.left() + 1));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private Notification again(Notification row, Duration delay, Instant now, String code, String detail) {
        Instant at = now.plus(delay);
        if (isTooLate(row, at)) {
            Dead end = new Dead(now, NotificationState.EXHAUSTED, null, null, null);
            return row.die(end, Attempt.Result.RETRY, told(detail, code));
        }
        return row.retry(at, now.plus(settings.laneMaxBlock()), now, code, tidy(detail));
    }

    /// For direct messages only; an agent's turn, and what has no time left, is parked.
    ///
    /// @param row in [Sending]
    Notification resend(Notification row, Duration delay, Instant now, String code, String detail) {
        Instant at = now.plus(delay);
        return isAgent(row) || isTooLate(row, at)
                ? park(row, code, now, detail)
                : row.resend(at, now.plus(settings.laneMaxBlock()), now, code, tidy(detail));
    }

    /// @param row in [Sending]
    Notification park(Notification row, String reason, Instant now, String detail) {
        Instant end = now.plus(settings.parkedFor());
        Instant expiresAt = row.content().expiresAt();
        Instant until = expiresAt != null && expiresAt.isBefore(end) ? expiresAt : end;
        return row.park(reason, until, looksAt(now, until, now), now, tidy(detail));
    }

    /// When a parked row is looked for next; null for no more.
    @Nullable
    Instant looksAt(Instant since, Instant until, Instant now) {
        for (Duration after : settings.proofLooks()) {
            Instant at = since.plus(after);
            if (at.isAfter(now)) {
                return at.isBefore(until) ? at : null;
            }
        }
        return null;
    }

    private boolean isTooLate(Notification row, Instant at) {
        Instant expiresAt = row.content().expiresAt();
        Instant first = row.firstLeftAt() != null
                ? row.firstLeftAt()
                : ((Sending) row.state()).claim().at();
        return expiresAt != null && !at.isBefore(expiresAt) || at.isAfter(first.plus(settings.retryFor()));
    }

    static boolean isAgent(Notification row) {
        return row.content().delivery() == DeliveryStyle.AGENT;
    }

    /// What happened first, then the code: alone it may read as the contrary (OUTBOUND_DELIVERY_QUEUED).
    static String told(String detail, String code) {
        return tidy(detail.contains(code) ? detail : detail + " (" + code + ")");
    }

    /// What any database takes, and no more of it than helps.
    static String tidy(String detail) {
        String whole = detail.replace('\0', ' ');
        return whole.length() <= LONGEST_DETAIL ? whole : whole.substring(0, LONGEST_DETAIL - 1) + "…";
    }

    private static @Nullable String clean(@Nullable String reply) {
        return reply == null ? null : reply.replace('\0', ' ');
    }
}
