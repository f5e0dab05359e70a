package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.Refused.Reason;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.frame.ErrorShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an answer means: the one owner of the table in design, section 4; facts from contract 3.1, 3.2
/// and 11. Pure.
///
/// Error messages of the gateway may quote what was sent, so a detail tells the class of the trouble
/// and, from the platform's own words, only what cannot be ours.
final class Answers {
    /// Contract 3.1: the gateway itself asks for this long, in the one place where it does.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Design, section 4, row "busy": "≥ 1 s".
    private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);

    private static final String NO_CHANNEL = "the gateway does not have this channel: install and configure it there";

    private Answers() {}

    /// The result of `send`, or of any other call that does one thing.
    ///
    /// @param quotation of what the call carried
    static Outcome ofSend(CallResult result, Quotation quotation) {
        return switch (result) {
            case CallResult.Answered(var response, var _) ->
                response.error() != null
                        ? ofError(response.error(), quotation)
                        : new Outcome.Delivered(
                                Json.text(response.payload().path("messageId")),
                                Json.text(response.payload().path("runId")),
                                null);
            case CallResult.Accepted(var response, var _, var _) ->
                new Outcome.Delivered(null, Json.text(response.payload().path("runId")), null);
            case CallResult.NotWritten notWritten -> ofNotWritten(notWritten);
            case CallResult.NoAnswer(var waited, var _) ->
                new Outcome.Unknown(
                        Outcome.Unknown.Reason.NO_ANSWER,
                        "the gateway did not answer within " + waited.toSeconds() + " s");
            case CallResult.Lost(var reason, var _) ->
                new Outcome.Unknown(
                        Outcome.Unknown.Reason.LOST,
                        "the connection was lost before the gateway answered: "
                                + quotation.of(reason.text(), "it was closed"));
        };
    }

    private static Outcome ofNotWritten(CallResult.NotWritten notWritten) {
        Duration after = notWritten.retryAfter();
        String detail = notWritten.detail();
        return switch (notWritten.why()) {
            case NOT_CONNECTED -> new Outcome.NotSent(Outcome.NotSent.Reason.NOT_CONNECTED, after, detail);
            case HUMAN_NEEDED -> new Outcome.NotSent(Outcome.NotSent.Reason.HUMAN_NEEDED, after, detail);
            case PAUSED -> new Outcome.Paused(after, detail);
            case DEADLINE -> new Outcome.NotSent(Outcome.NotSent.Reason.DEADLINE, after, detail);
            case OVERLOADED -> new Outcome.NotSent(Outcome.NotSent.Reason.OVERLOADED, after, detail);
            case TOO_LARGE -> new Outcome.Refused(Reason.INVALID_REQUEST, "TOO_LARGE", detail);
        };
    }

    /// An error answer to any call.
    static Outcome ofError(ErrorShape error, Quotation quotation) {
        if (error.details().has("partialDelivery")) {
            return partial(error);
        }
        return switch (error.code()) {
            case "INVALID_REQUEST" -> invalidRequest(error, quotation);
            case "FORBIDDEN", "NOT_PAIRED" ->
                new Outcome.Refused(
                        Reason.FORBIDDEN, code(error), "the gateway forbids this call: " + missingScope(error));
            default -> unavailable(error);
        };
    }

    private static Outcome invalidRequest(ErrorShape error, Quotation quotation) {
        String message = error.message();
        if (message.startsWith("unsupported channel")) {
            return new Outcome.Refused(Reason.UNSUPPORTED_CHANNEL, code(error), NO_CHANNEL);
        }
        if (isUnknownAgent(message)) {
            return new Outcome.Refused(Reason.UNKNOWN_AGENT, code(error), "the gateway has no such agent or session");
        }
        if (message.startsWith("missing scope")) { // protocol 3 has no FORBIDDEN
            return new Outcome.Refused(
                    Reason.FORBIDDEN,
                    code(error),
                    "the gateway forbids this call: " + quotation.of(message, "the connection lacks a scope"));
        }
        return new Outcome.Refused(
                Reason.INVALID_REQUEST,
                code(error),
                "the gateway refused the request: "
                        + quotation.of(message, "its reason repeats the message, so it is not shown"));
    }

    private static boolean isUnknownAgent(String message) {
        return message.contains("unknown agent id")
                || message.contains("Unknown agent id")
                || message.contains("no longer exists in configuration")
                || message.contains("session not found")
                || message.contains("No session found");
    }

    private static String missingScope(ErrorShape error) {
        String scope = error.details().path("missingScope").asText("");
        return scope.isEmpty() ? "the connection lacks a scope" : "the connection lacks the scope " + scope;
    }

    private static Outcome unavailable(ErrorShape error) {
        if (error.detailCode().equals("OUTBOUND_DELIVERY_QUEUED")) {
            return PlatformFailure.ofHeld(error.message()).outcome(error.detailCode());
        }
        if (error.isGatewayPause()) {
            return new Outcome.Paused(
                    error.retryAfter() == null ? PAUSE : error.retryAfter(),
                    "the gateway is starting or stopping (" + error.reason() + ")");
        }
        if (error.retryable()) {
            return error.message().contains("server is busy") ? busy(error) : retry(error);
        }
        if (error.message().contains("AgentSelectionRequiredError")) {
            return new Outcome.Refused(Reason.UNKNOWN_AGENT, code(error), "the gateway has no such agent");
        }
        if (error.message().contains("Unsupported channel")) {
            return new Outcome.Refused(Reason.UNSUPPORTED_CHANNEL, code(error), NO_CHANNEL);
        }
        return PlatformFailure.ofBare(error.message())
                .map(failure -> failure.outcome(code(error)))
                .orElseGet(() -> undetailed(error));
    }

    private static Outcome busy(ErrorShape error) {
        Duration asked = error.retryAfter();
        return new Outcome.Busy(
                asked == null || asked.compareTo(BUSY_PAUSE) < 0 ? BUSY_PAUSE : asked, "the gateway is busy");
    }

    private static Outcome retry(ErrorShape error) {
        return new Outcome.Retry(
                error.retryAfter(), code(error), "the gateway failed and calls it passing (" + code(error) + ")");
    }

    private static Outcome undetailed(ErrorShape error) {
        // Contract 11: UNAVAILABLE without `retryable` and without details is permanent in practice. Of
        // a code
        // that nobody has seen yet, nobody knows.
        return error.code().equals("UNAVAILABLE")
                ? new Outcome.Refused(
                        Reason.INVALID_REQUEST,
                        code(error),
                        "the gateway could not send this message (" + code(error) + ")")
                : new Outcome.Unknown(
                        Outcome.Unknown.Reason.PLATFORM_UNCLEAR,
                        "the gateway failed in a way that is not known here (" + code(error) + ")");
    }

    private static Outcome partial(ErrorShape error) {
        List<String> ids = new ArrayList<>();
        error.details().path("partialDelivery").path("messageIds").forEach(id -> ids.add(id.asText()));
        return new Outcome.Refused(
                Reason.PARTIAL_DELIVERY,
                "PARTIAL_DELIVERY",
                "the platform took " + ids.size() + " parts of the text and then failed",
                ids,
                null);
    }

    private static String code(ErrorShape error) {
        return error.toString();
    }

    /// The end of an agent's run, as `agent.wait` or the second answer of `agent` tells it.
    ///
    /// @param posted whether the reply was to be posted to a chat
    /// @param reply the agent's text as far as it is known
    static Outcome ofRun(JsonNode run, String runId, boolean posted, Optional<String> reply) {
        if (posted && (isUnposted(run) || reply.isPresent() && mayBeUnposted(run))) {
            return new Outcome.Refused(
                    Reason.REPLY_NOT_DELIVERED,
                    "REPLY_NOT_DELIVERED",
                    "the agent's run ended, but its reply could not be posted",
                    List.of(),
                    reply.orElse(null));
        }
        if (run.path("status").asText("").equals("ok")) {
            return new Outcome.Delivered(Json.text(delivery(run).path("messageId")), runId, reply.orElse(null));
        }
        if (error(run).contains("Gateway is draining")) { // it was queued and never ran
            return new Outcome.Paused(PAUSE, "the gateway stopped before the agent's run began");
        }
        if (error(run).contains("Unsupported channel")) {
            return new Outcome.Refused(Reason.UNSUPPORTED_CHANNEL, "RUN_FAILED", NO_CHANNEL);
        }
        return new Outcome.Refused(
                Reason.RUN_FAILED,
                "RUN_FAILED",
                run.path("stopReason").asText("").equals("rpc")
                        ? "the agent's run was aborted"
                        : "the agent's run ended in an error");
    }

    /// Whether the gateway says that the turn has ended and its reply was not posted.
    static boolean isUnposted(JsonNode run) {
        return delivery(run).path("status").asText("").equals("failed");
    }

    /// Whether the run ended in a platform's words, which may be the platform's for its reply or (older
    /// gateways
    /// do not say) the model provider's: then only a reply tells them apart.
    static boolean mayBeUnposted(JsonNode run) {
        return run.path("status").asText("").equals("error")
                && delivery(run).isMissingNode()
                && PlatformFailure.ofBare(error(run)).isPresent();
    }

    /// `agent.wait` and the second answer of `agent` name it differently.
    private static JsonNode delivery(JsonNode run) {
        JsonNode terminal = run.path("terminalDelivery");
        return terminal.isMissingNode() ? run.path("result").path("deliveryStatus") : terminal;
    }

    private static String error(JsonNode run) {
        return run.path("error").asText(run.path("summary").asText(""));
    }
}
