package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.openclaw.bridge.fakegateway.Answer.Reply;
import org.jspecify.annotations.Nullable;

/// A request frame that passed the frame's shape.
///
/// @param idJson the id as JSON text, ready for the answer
record Request(
        String id,
        String idJson,
        String method,
        JsonNode params,
        @Nullable String traceparent) {

    static Request of(JsonNode frame) {
        JsonNode params = frame.get("params");
        String id = frame.get("id").textValue();
        return new Request(
                id,
                Wire.quote(id),
                frame.get("method").textValue(),
                params == null ? MissingNode.getInstance() : params,
                Wire.text(frame, "traceparent"));
    }

    /// A request on its way through a method, with a place for its answer.
    record Call(Connection from, JsonNode params, Reply reply) {

        @Nullable
        String text(String property) {
            return Wire.text(params, property);
        }

        /// Like the real gateway's normalisation: trimmed, and blank is absent.
        @Nullable
        String filled(String property) {
            String text = text(property);
            return text == null || text.isBlank() ? null : text.trim();
        }

        boolean flag(String property) {
            return Wire.flag(params, property);
        }

        void ok(String payload) {
            reply.send(Answer.ok(payload));
        }

        void fail(GatewayError error) {
            reply.send(Answer.failed(error));
        }
    }
}
