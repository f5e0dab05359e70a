package io.openclaw.bridge;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a gateway's answer, or its absence, means for one attempt to deliver one message (design,
/// section 4: "What an answer means").
///
/// The only classification there is: the production bridge makes it from answers, the mock simulates
/// it, and every consumer (in-call retry, breaker, REST door, durable rows) switches over it
/// exhaustively.
/// `detail` is a sentence for people; it never contains the message's text or a secret.
public sealed interface Outcome {

    /// What happened, for people.
    String detail();

    /// What the attempt says about the gateway's health.
    default Verdict verdict() {
        return switch (this) {
            case Delivered _, Accepted _ -> Verdict.SUCCESS;
            case Retry _ -> Verdict.FAILURE;
            case Unknown unknown -> unknown.gatewaySilent() ? Verdict.FAILURE : Verdict.NEUTRAL;
            case Refused _, LateRetry _, Busy _, Paused _, NotSent _ -> Verdict.NEUTRAL;
        };
    }

    /// How an outcome counts for the circuit breaker.
    enum Verdict {
        SUCCESS,
        FAILURE,
        /// Says nothing about the gateway: a refusal of this message, or an attempt that never left.
        NEUTRAL
    }

    /// The platform accepted the text, or the agent's run ended well and its reply, if it was to be
    /// posted, was posted.
    ///
    /// @param reply null for direct messages and for a run without visible reply (`NO_REPLY`)
    record Delivered(
            @Nullable String messageId,
            @Nullable String runId,
            @Nullable String reply) implements Outcome {
        @Override
        public String detail() {
            return "delivered";
        }

        @Override
        public String toString() {
            return "Delivered[messageId=" + messageId + ", runId=" + runId + "]";
        }
    }

    /// The gateway accepted the agent's run and the caller did not want to wait for its end.
    record Accepted(String runId) implements Outcome {
        @Override
        public String detail() {
            return "run accepted";
        }
    }

    /// Answered, and the answer will not change: repeating is pointless.
    ///
    /// @param code the gateway's error code, or our own where the bridge refused before sending
    /// @param messageIds what the platform has of a partly delivered text
    /// @param reply the agent's reply that could not be posted
    record Refused(
            Reason reason,
            String code,
            String detail,
            List<String> messageIds,
            @Nullable String reply) implements Outcome {
        public Refused {
            messageIds = List.copyOf(messageIds);
        }

        public Refused(Reason reason, String code, String detail) {
            this(reason, code, detail, List.of(), null);
        }

        public enum Reason {
            /// The session key does not parse or cannot be addressed with today's configuration.
            INVALID_SESSION_KEY,
            /// The agent that the key names does not exist.
            UNKNOWN_AGENT,
            /// The gateway has no such channel.
            UNSUPPORTED_CHANNEL,
            /// The gateway or the bridge will not take this message (INVALID_REQUEST, a text that is
            /// exactly `NO_REPLY` …).
            INVALID_REQUEST,
            /// The connection lacks a scope for this call.
            FORBIDDEN,
            /// The chat platform said no: chat not found, blocked by the user, 400, 403.
            PLATFORM_REFUSED,
            /// Some chunks of a long text were posted, the rest was not.
            PARTIAL_DELIVERY,
            /// The agent's run ended, its reply could not be posted. Never a second turn by itself.
            REPLY_NOT_DELIVERED,
            /// The agent's run ended in an error or was aborted.
            RUN_FAILED
        }

        @Override
        public String toString() {
            return "Refused[" + reason + ", " + code + "]";
        }
    }

    /// Answered with a failure that passes, but whose error the gateway caches under the key for 5
    /// minutes (contract 3.5): not before `notBefore`.
    record LateRetry(Duration notBefore, String code, String detail) implements Outcome {}

    /// Whether it was delivered cannot be known from this attempt.
    ///
    /// @param gatewaySilent for [Reason#NO_ANSWER]: whether a `health` call sent then also stayed
    ///     unanswered
    record Unknown(Reason reason, String detail, boolean gatewaySilent) implements Outcome {
        public Unknown(Reason reason, String detail) {
            this(reason, detail, false);
        }

        public enum Reason {
            /// The gateway keeps the message and delivers it by itself later (network failure between
            /// gateway and platform).
            GATEWAY_HOLDS,
            /// The platform answered 5xx or something unrecognised.
            PLATFORM_UNCLEAR,
            /// Written, and no answer by the deadline.
            NO_ANSWER,
            /// The socket was lost with the call in flight, or the run was lost with its gateway.
            LOST
        }
    }

    /// "The server is busy": rejected at once and free of side effects. Burns no attempt.
    record Busy(Duration retryAfter, String detail) implements Outcome {}

    /// The gateway is starting or stopping and took nothing. Burns no attempt.
    record Paused(Duration retryAfter, String detail) implements Outcome {}

    /// The gateway failed in a way that it calls retryable.
    ///
    /// @param retryAfter the gateway's own hint; null where it gave none
    record Retry(@Nullable Duration retryAfter, String code, String detail) implements Outcome {}

    /// The frame never left the bridge. Burns no attempt.
    record NotSent(Reason reason, Duration retryAfter, String detail) implements Outcome {
        public enum Reason {
            NOT_CONNECTED,
            /// Not connected, and a human must act first: see the status' hint.
            HUMAN_NEEDED,
            BREAKER_OPEN,
            /// The deadline passed while the call waited for its turn.
            DEADLINE,
            /// Too many calls wait already.
            OVERLOADED
        }
    }
}
