package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.Answer.Reply;
import io.openclaw.bridge.fakegateway.Sessions.Route;
import org.jspecify.annotations.Nullable;

/// One agent run, from its acceptance to its end. Its id is the idempotency key.
///
/// @param target where the reply is to be posted; null keeps it in the session
/// @param bestEffort the run is a success even when its reply cannot be posted
/// @param protocol what the client that asked for it speaks
record Run(
        String id,
        String session,
        String message,
        @Nullable Route target,
        boolean bestEffort,
        int protocol,
        Reply reply) {

    /// How it ended.
    sealed interface End {
        /// @param text null for a run without a visible reply
        record Replied(@Nullable String text, Posting posting) implements End {}

        record Failed(String error) implements End {}

        /// The turn is done and its reply is in the session, but the chat never got it.
        record NotPosted(String error) implements End {}
    }

    /// What became of a reply that is in the session.
    enum Posting {
        NOT_ASKED,
        SENT,
        /// Best effort was not enough.
        GIVEN_UP
    }

    String cacheKey() {
        return "agent:" + id;
    }

    Answer accepted(long now, boolean sessionGiven) {
        ObjectNode payload = Wire.object().put("runId", id);
        if (protocol >= 4) {
            if (sessionGiven) {
                payload.put("sessionKey", session);
            }
            payload.put("agentId", Sessions.agentOf(session));
        }
        return Answer.accepted(
                payload.put("status", "accepted").put("acceptedAt", now).toString());
    }

    Answer inFlight() {
        return Answer.ok(Wire.object()
                .put("runId", id)
                .put("status", "in_flight")
                .put("sessionKey", session)
                .put("agentId", Sessions.agentOf(session))
                .toString());
    }

    Answer result(End end, long durationMs) {
        return switch (end) {
            case End.Failed failed -> failure(failed.error);
            case End.NotPosted lost -> failure(lost.error);
            case End.Replied replied -> {
                ObjectNode payload =
                        Wire.object().put("runId", id).put("status", "ok").put("summary", "completed");
                ObjectNode result = payload.putObject("result");
                var payloads = result.putArray("payloads");
                if (replied.text != null) {
                    payloads.addObject().put("text", replied.text).putNull("mediaUrl");
                }
                result.putObject("meta").put("durationMs", durationMs).put("aborted", false);
                result.put("sourceReplyDeliveryState", "missing");
                deliveryStatus(replied.posting, result);
                yield Answer.ok(payload.toString());
            }
        };
    }

    private static void deliveryStatus(Posting posting, ObjectNode result) {
        if (posting == Posting.NOT_ASKED) {
            return;
        }
        boolean sent = posting == Posting.SENT;
        result.put("deliverySucceeded", sent);
        ObjectNode status = result.putObject("deliveryStatus")
                .put("requested", true)
                .put("attempted", sent)
                .put("status", sent ? "sent" : "failed")
                .put("succeeded", sent);
        if (sent) {
            status.put("resultCount", 1)
                    .putArray("payloadOutcomes")
                    .addObject()
                    .put("index", 0)
                    .put("status", "sent")
                    .put("resultCount", 1);
        } else {
            status.put("error", true).put("reason", "unknown_channel");
        }
    }

    private Answer failure(String error) {
        String payload = Wire.object()
                .put("runId", id)
                .put("status", "error")
                .put("summary", error)
                .toString();
        return Answer.failed(payload, GatewayError.unavailable(error));
    }

    /// What `agent.wait` says of it.
    String wait(End end, long startedAt, long endedAt) {
        ObjectNode payload = Wire.object().put("runId", id);
        if (end instanceof End.Replied replied) {
            payload.put("status", "ok").put("startedAt", startedAt).put("endedAt", endedAt);
            if (protocol >= 4) {
                payload.put("stopReason", "stop").put("livenessState", "working");
                if (replied.posting == Posting.SENT) {
                    payload.putObject("terminalDelivery").put("status", "sent").put("resultCount", 1);
                }
                payload.set("terminalReply", terminalReply(replied));
            }
            return payload.toString();
        }
        String error = switch (end) {
            case End.Failed failed -> failed.error;
            case End.NotPosted lost -> lost.error;
            case End.Replied replied -> throw new IllegalStateException();
        };
        payload.put("status", "error").put("endedAt", endedAt).put("error", error);
        if (protocol >= 4 && end instanceof End.NotPosted) {
            payload.putObject("terminalDelivery").put("status", "failed").put("resultCount", 0);
        }
        return payload.toString();
    }

    static ObjectNode terminalReply(End.Replied replied) {
        return replied.text == null
                ? Wire.object().put("disposition", "silent")
                : Wire.object().put("disposition", "visible").put("text", replied.text);
    }

    // ---- events, per protocol of the client that listens

    String lifecycle(String phase, int seq, long now, @Nullable ObjectNode more) {
        ObjectNode payload =
                Wire.object().put("runId", id).put("sessionKey", session).put("stream", "lifecycle");
        ObjectNode data = payload.putObject("data").put("phase", phase);
        if (more != null) {
            data.setAll(more);
        }
        return payload.put("seq", seq).put("ts", now).toString();
    }

    String chat(String state, int seq, @Nullable String text, @Nullable String error, long now, int listener) {
        ObjectNode payload = Wire.object().put("runId", id).put("sessionKey", session);
        if (listener >= 4) {
            payload.put("agentId", Sessions.agentOf(session));
        }
        payload.put("seq", seq).put("state", state);
        if (state.equals("final")) {
            payload.put("stopReason", "stop");
        }
        if (error != null) {
            payload.put("errorMessage", error);
        }
        if (text != null) {
            if (listener >= 4 && state.equals("delta")) {
                payload.put("deltaText", text);
            }
            ObjectNode message = payload.putObject("message").put("role", "assistant");
            message.putArray("content").addObject().put("type", "text").put("text", text);
            message.put("timestamp", now);
        }
        return payload.toString();
    }
}
