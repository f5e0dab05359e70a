package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.ConnectionException;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.intake.rest.Violation.In;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a send that did not succeed answers (design, section 4: "Direct REST send").
///
/// `outcome` says what the caller may conclude, in the words of a notification's attempts:
/// `refused` (repeating is pointless), `retry` (not delivered, later it may work),
/// `unknown` (perhaps delivered), `deferred` (nothing left the bridge). `code` says why;
/// `gatewayCode` is the gateway's own word for it.
final class OutcomeProblems {

    private OutcomeProblems() {}

    static Problem of(BridgeException failure) {
        return failure.outcome().map(OutcomeProblems::of).orElseGet(() -> withoutOutcome(failure));
    }

    static Problem of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused ->
                refused(refused, members("refused", refused.reason().name(), refused.code()));
            case Outcome.LateRetry late ->
                Problem.typed(
                                "late-retry",
                                "Not delivered, a pause is asked for",
                                502,
                                late.detail(),
                                members("retry", "LATE_RETRY", late.code()))
                        .withHeaders(retryAfter(late.notBefore()));
            case Outcome.Retry retry ->
                Problem.typed(
                                "gateway-failed",
                                "The gateway failed",
                                502,
                                retry.detail(),
                                members("retry", "GATEWAY_FAILED", retry.code()))
                        .withHeaders(retryAfter(retry.retryAfter()));
            case Outcome.Unknown unknown ->
                Problem.typed(
                        "outcome-unknown",
                        "Perhaps delivered",
                        504,
                        unknown.detail(),
                        members("unknown", unknown.reason().name(), null));
            case Outcome.Busy busy ->
                Problem.typed(
                                "gateway-busy",
                                "The gateway is busy",
                                429,
                                busy.detail(),
                                members("deferred", "BUSY", null))
                        .withHeaders(retryAfter(busy.retryAfter()));
            case Outcome.Paused paused ->
                Problem.typed(
                                "gateway-paused",
                                "The gateway is starting or stopping",
                                503,
                                paused.detail(),
                                members("deferred", "PAUSED", null))
                        .withHeaders(retryAfter(paused.retryAfter()));
            case Outcome.NotSent notSent ->
                Problem.typed(
                                "not-sent",
                                "Not sent",
                                503,
                                notSent.detail(),
                                members("deferred", notSent.reason().name(), null))
                        .withHeaders(retryAfter(notSent.retryAfter()));
            case Outcome.Delivered _, Outcome.Accepted _ ->
                throw new IllegalArgumentException("not a failure: " + outcome);
        };
    }

    private static Problem refused(Outcome.Refused refused, Map<String, Object> members) {
        if (!refused.messageIds().isEmpty()) {
            members.put("messageIds", refused.messageIds());
        }
        if (refused.reply() != null) {
            members.put("reply", refused.reply());
        }
        String detail = refused.detail();
        if (OutboundMessage.FLAWED.equals(refused.code())) {
            return Problem.validation(
                            "No gateway would deliver this message; nothing was sent.",
                            List.of(new Violation("message", detail, In.BODY)))
                    .withMembers(members("refused", refused.reason().name(), null));
        }
        return switch (refused.reason()) {
            case INVALID_SESSION_KEY -> badKey(detail).withMembers(members);
            case UNKNOWN_AGENT -> Problem.typed("unknown-agent", "No such agent", 404, detail, members);
            case UNSUPPORTED_CHANNEL ->
                Problem.typed("unsupported-channel", "The gateway has no such channel", 404, detail, members);
            case INVALID_REQUEST -> Problem.typed("message-refused", "The message is refused", 502, detail, members);
            case FORBIDDEN ->
                Problem.typed("gateway-forbids", "The bridge lacks a permission at the gateway", 502, detail, members);
            case PLATFORM_REFUSED ->
                Problem.typed("platform-refused", "The chat platform refused the message", 502, detail, members);
            case PARTIAL_DELIVERY ->
                Problem.typed("partial-delivery", "Only a part was delivered", 502, detail, members);
            case REPLY_NOT_DELIVERED ->
                Problem.typed("reply-not-delivered", "The agent's reply could not be posted", 502, detail, members);
            case RUN_FAILED -> Problem.typed("run-failed", "The agent's run failed", 502, detail, members);
        };
    }

    private static Problem badKey(String detail) {
        return Problem.validation(
                "The session key in the path cannot be used; nothing was sent.",
                List.of(new Violation("sessionKey", detail, In.PATH)));
    }

    /// Failures that belong to no attempt; a send has none today.
    private static Problem withoutOutcome(BridgeException failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof InvalidSessionKeyException) {
            return badKey(detail);
        }
        if (failure instanceof ConnectionException) {
            return Problem.typed("not-sent", "Not sent", 503, detail, members("deferred", "NOT_CONNECTED", null));
        }
        return Problem.typed(
                "gateway-failed", "The gateway failed", 502, detail, members("refused", "GATEWAY_FAILED", null));
    }

    private static Map<String, Object> members(String outcome, String code, @Nullable String gatewayCode) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("outcome", outcome);
        members.put("code", code);
        if (gatewayCode != null) {
            members.put("gatewayCode", gatewayCode);
        }
        return members;
    }

    /// Rounded up: a client that obeys must not come too early.
    private static Map<String, String> retryAfter(@Nullable Duration after) {
        if (after == null) {
            return Map.of();
        }
        long seconds = after.plusSeconds(1).minusNanos(1).toSeconds();
        return Map.of("Retry-After", Long.toString(Math.max(1, seconds)));
    }
}
