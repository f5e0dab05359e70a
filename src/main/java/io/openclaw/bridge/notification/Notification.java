package io.openclaw.bridge.notification;

import io.openclaw.bridge.notification.NotificationState.Cancelled;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Delivered;
import io.openclaw.bridge.notification.NotificationState.Expired;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One notification at one version: a value. The methods are the arrows of its life (design, section 6); each returns
/// the row as it will be, under the next version, and touches nothing. What is not allowed from the present state
/// throws [IllegalStateException].
///
/// @param id names it; UUIDv7, says nothing about order
/// @param seq its place in the order of all; 0 until stored. A replay takes a new one
/// @param version counts its changes, from 1; 0 until stored
/// @param lane the canonical gateway session key: within it order is kept
/// @param gateway name of the gateway that it belongs to; a bridge claims only rows of its own
/// @param keyGeneration from 1; a person's replay begins the next
/// @param left how many attempts of this generation left the bridge
/// @param firstLeftAt when the first of them did; null before
/// @param attempts the story, oldest first; the last [#MAX_ATTEMPTS]
public record Notification(
        UUID id,
        long seq,
        long version,
        Content content,
        String lane,
        String gateway,
        Instant createdAt,
        NotificationState state,
        int keyGeneration,
        int left,
        @Nullable Instant firstLeftAt,
        List<Attempt> attempts) {

    /// A message that is deferred every second for a day must not grow its row for ever.
    public static final int MAX_ATTEMPTS = 50;

    public Notification {
        attempts = List.copyOf(attempts);
    }

    /// A new one, not stored yet.
    public static Notification create(UUID id, Content content, String lane, String gateway, Instant now) {
        NotificationState first =
                content.deliverAt() != null && content.deliverAt().isAfter(now)
                        ? new Scheduled(content.deliverAt())
                        : new Queued(now, null);
        return new Notification(id, 0, 0, content, lane, gateway, now, first, 1, 0, null, List.of());
    }

    /// The idempotency key at the gateway: never the caller's own (design, section 2, promise 3).
    public String gatewayKey() {
        return "n:" + id + (keyGeneration == 1 ? "" : ":" + keyGeneration);
    }

    /// The number of the attempt under way, or of the next one; replays do not begin anew.
    public int attemptNumber() {
        return attempts.isEmpty() ? left + 1 : attempts.getLast().nextNumber();
    }

    /// As the store knows it.
    public Notification stored(long atSeq, long atVersion) {
        return new Notification(
                id,
                atSeq,
                atVersion,
                content,
                lane,
                gateway,
                createdAt,
                state,
                keyGeneration,
                left,
                firstLeftAt,
                attempts);
    }

    // ---- in and out of the lane

    /// Its time has come, or it may block its lane again.
    public Notification join(Instant now) {
        require(state instanceof Scheduled, "join its lane");
        return to(new Queued(now, null));
    }

    /// Lets others pass until it is due.
    public Notification stepAside() {
        require(state instanceof Queued, "step aside");
        return to(new Scheduled(((Queued) state).notBefore()));
    }

    /// The write-ahead of the next frame. Also from [Sending]: the same attempt's repeat under the same key, where it was
    /// in doubt.
    public Notification claim(String owner, Instant now, @Nullable String bootId) {
        require(state instanceof Queued || state instanceof Sending, "be claimed");
        return to(new Sending(new Claim(owner, attemptNumber(), now, bootId)));
    }

    // ---- how an attempt ends

    /// Nothing left the bridge: the same attempt goes on later.
    public Notification defer(Instant notBefore, Instant now, String code, String detail) {
        Claim claim = claim("be deferred");
        return story(new Queued(notBefore, null), claim, now, Attempt.Result.DEFERRED, code, detail, false);
    }

    /// It left and failed in a way that passes.
    ///
    /// @param stepsAsideAt until when it holds up its lane
    public Notification retry(Instant notBefore, Instant stepsAsideAt, Instant now, String code, String detail) {
        Claim claim = claim("be retried");
        return story(new Queued(notBefore, stepsAsideAt), claim, now, Attempt.Result.RETRY, code, detail, true);
    }

    /// It left, nobody knows what became of it, and it goes again (under the same key) not before `notBefore`.
    public Notification resend(Instant notBefore, Instant stepsAsideAt, Instant now, String code, String detail) {
        Claim claim = claim("be sent again");
        return story(new Queued(notBefore, stepsAsideAt), claim, now, Attempt.Result.UNKNOWN, code, detail, true);
    }

    /// It left and nobody knows what became of it; repeated at once under a claim of its own.
    public Notification doubt(String owner, Instant now, @Nullable String bootId, String code, String detail) {
        Claim claim = claim("be in doubt");
        Notification noted = story(state, claim, now, Attempt.Result.UNKNOWN, code, detail, true);
        return noted.as(new Sending(new Claim(owner, noted.attemptNumber(), now, bootId)), noted.version);
    }

    /// It left, nobody knows what became of it, and it is not repeated.
    public Notification park(String reason, Instant until, @Nullable Instant looksAt, Instant now, String detail) {
        Claim claim = claim("be parked");
        return story(
                new Unknown(reason, now, until, looksAt), claim, now, Attempt.Result.UNKNOWN, reason, detail, true);
    }

    /// Proof. From every state but the ends: a late proof is never discarded.
    public Notification deliver(
            Instant now, @Nullable String messageId, @Nullable String runId, @Nullable String reply) {
        require(!state.isTerminal(), "be delivered");
        Delivered delivered = new Delivered(now, messageId, runId, reply);
        return state instanceof Sending(Claim claim)
                ? story(delivered, claim, now, Attempt.Result.DELIVERED, null, null, true)
                : to(delivered);
    }

    /// Refused for good, or given up.
    public Notification die(Dead end, Attempt.Result result, String detail) {
        if (state instanceof Sending(Claim claim)) {
            return story(end, claim, end.at(), result, end.reason(), detail, true);
        }
        require(!state.isTerminal(), "die");
        return to(end);
    }

    /// Parked longer than it may be.
    public Notification forget(Instant now) {
        require(state instanceof Unknown, "be forgotten");
        return to(new Dead(now, NotificationState.OUTCOME_UNKNOWN, null, null, null));
    }

    /// Parked, and the history has nothing yet.
    public Notification lookAgain(@Nullable Instant looksAt) {
        require(state instanceof Unknown, "be looked for");
        Unknown parked = (Unknown) state;
        return to(new Unknown(parked.reason(), parked.since(), parked.until(), looksAt));
    }

    /// Its time is over. Not while it is on its way.
    public Notification expire(Instant now) {
        require(state instanceof Scheduled || state instanceof Queued, "expire");
        return to(new Expired(now));
    }

    // ---- what people do

    /// Whether [#cancel(Instant)] is allowed.
    public boolean isCancellable() {
        return state instanceof Scheduled || state instanceof Queued || state instanceof Unknown;
    }

    public Notification cancel(Instant now) {
        require(isCancellable(), "be cancelled");
        return to(new Cancelled(now));
    }

    /// Whether [#replay] is allowed.
    public boolean isReplayable() {
        return state instanceof Dead
                || state instanceof Expired
                || state instanceof Unknown
                || state instanceof Cancelled;
    }

    /// Again, as new: another key at the gateway, a new place in the order. An end that has passed no longer counts.
    ///
    /// @param corrected the content, perhaps for another session or with another text
    /// @param toLane where it goes now
    /// @param toGateway by which; another one than before does not know its idempotency key
    public Notification replay(Content corrected, String toLane, String toGateway, Instant now) {
        require(isReplayable(), "be replayed");
        return new Notification(
                id,
                0,
                version + 1,
                corrected.again(now, toGateway.equals(gateway)),
                toLane,
                toGateway,
                createdAt,
                new Queued(now, null),
                keyGeneration + 1,
                0,
                null,
                attempts);
    }

    /// Whether [#resolve] is allowed.
    public boolean isResolvable() {
        return state instanceof Unknown;
    }

    /// A person knows what became of it.
    public Notification resolve(boolean delivered, Instant now) {
        require(isResolvable(), "be resolved");
        return to(
                delivered
                        ? new Delivered(now, null, null, null)
                        : new Dead(now, NotificationState.OUTCOME_UNKNOWN, null, null, null));
    }

    // ---- how

    private Claim claim(String what) {
        require(state instanceof Sending, what);
        return ((Sending) state).claim();
    }

    private void require(boolean allowed, String what) {
        if (!allowed) {
            throw new IllegalStateException(
                    "notification " + id + " is " + state.word().wire() + " and cannot " + what);
        }
    }

    private Notification to(NotificationState next) {
        return as(next, version + 1);
    }

    private Notification as(NotificationState next, long itsVersion) {
        return new Notification(
                id,
                seq,
                itsVersion,
                content,
                lane,
                gateway,
                createdAt,
                next,
                keyGeneration,
                left,
                firstLeftAt,
                attempts);
    }

    private Notification story(
            NotificationState next,
            Claim claim,
            Instant now,
            Attempt.Result result,
            @Nullable String code,
            @Nullable String detail,
            boolean hasLeft) {
        Duration duration = Duration.between(claim.at(), now);
        Attempt attempt = new Attempt(
                claim.attempt(), claim.at(), duration.isNegative() ? Duration.ZERO : duration, result, code, detail);
        List<Attempt> story = new ArrayList<>(attempts);
        story.add(attempt);
        return new Notification(
                id,
                seq,
                version + 1,
                content,
                lane,
                gateway,
                createdAt,
                next,
                keyGeneration,
                hasLeft ? left + 1 : left,
                firstLeftAt == null && hasLeft ? claim.at() : firstLeftAt,
                story.size() > MAX_ATTEMPTS ? story.subList(story.size() - MAX_ATTEMPTS, story.size()) : story);
    }
}
