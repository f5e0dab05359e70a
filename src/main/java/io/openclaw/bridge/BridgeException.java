package io.openclaw.bridge;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Root of everything that the bridge fails with. Unchecked. The families say what the caller may
/// conclude:
/// [ConnectionException]: it was not sent. [SendException]: it was answered, or its outcome is unknown.
/// [SessionException]: the address is wrong.
///
/// The message is a sentence for people; it never contains the text that was to be sent, a token or a
/// key.
public abstract class BridgeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Outcome outcome;

    BridgeException(String message, @Nullable Outcome outcome, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    /// What the attempt's answer meant; empty where no send was under way, as in `connect()` and
    /// `request(…)`.
    public Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /// When a repeat makes sense at the earliest, where somebody said so.
    public Optional<Duration> retryAfter() {
        return switch (outcome) {
            case Outcome.LateRetry late -> Optional.of(late.notBefore());
            case Outcome.Busy busy -> Optional.of(busy.retryAfter());
            case Outcome.Paused paused -> Optional.of(paused.retryAfter());
            case Outcome.Retry retry -> Optional.ofNullable(retry.retryAfter());
            case Outcome.NotSent notSent -> Optional.of(notSent.retryAfter());
            case Outcome.Delivered _, Outcome.Accepted _, Outcome.Refused _, Outcome.Unknown _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /// The exception of an outcome that is not a success.
    ///
    /// @throws IllegalArgumentException for [Outcome.Delivered] and [Outcome.Accepted]
    public static BridgeException of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _, Outcome.Accepted _ ->
                throw new IllegalArgumentException("not a failure: " + outcome);
            case Outcome.Refused refused -> ofRefused(refused);
            case Outcome.LateRetry _, Outcome.Busy _ -> new RateLimitException(outcome.detail(), outcome);
            case Outcome.Unknown unknown -> new OutcomeUnknownException(unknown);
            case Outcome.Paused _ -> new NetworkException(outcome.detail(), outcome, null);
            case Outcome.Retry _ -> new SendException(outcome.detail(), outcome);
            case Outcome.NotSent notSent ->
                switch (notSent.reason()) {
                    case NOT_CONNECTED -> new NetworkException(notSent.detail(), notSent, null);
                    case HUMAN_NEEDED -> new AuthenticationException(notSent.detail(), notSent);
                    case BREAKER_OPEN -> new CircuitOpenException(notSent);
                    case DEADLINE, OVERLOADED -> new ConnectTimeoutException(notSent.detail(), notSent);
                };
        };
    }

    private static BridgeException ofRefused(Outcome.Refused refused) {
        return switch (refused.reason()) {
            case INVALID_SESSION_KEY -> new InvalidSessionKeyException(refused.detail(), refused);
            case UNKNOWN_AGENT, UNSUPPORTED_CHANNEL -> new SessionNotFoundException(refused);
            case INVALID_REQUEST, FORBIDDEN, PLATFORM_REFUSED, PARTIAL_DELIVERY, REPLY_NOT_DELIVERED, RUN_FAILED ->
                new MessageRejectedException(refused);
        };
    }
}
