package io.openclaw.bridge.fakegateway;

import org.jspecify.annotations.Nullable;

/// What a call is answered with, apart from the request id: that is why it can be cached and given to many.
///
/// @param payload JSON text; an answer may carry payload and error
/// @param error JSON text
/// @param interim the first of two: another answer with the same id will follow
record Answer(
        boolean ok, @Nullable String payload, @Nullable String error, boolean interim) {

    static Answer ok(String payload) {
        return new Answer(true, payload, null, false);
    }

    static Answer accepted(String payload) {
        return new Answer(true, payload, null, true);
    }

    static Answer failed(GatewayError error) {
        return new Answer(false, null, error.json(), false);
    }

    static Answer failed(String payload, GatewayError error) {
        return new Answer(false, payload, error.json(), false);
    }

    /// @param id JSON text, because a numeric id is answered with that number
    String frame(String id) {
        int size = 64 + id.length() + (payload == null ? 0 : payload.length()) + (error == null ? 0 : error.length());
        StringBuilder out = new StringBuilder(size)
                .append("{\"type\":\"res\",\"id\":")
                .append(id)
                .append(",\"ok\":")
                .append(ok);
        if (payload != null) {
            out.append(",\"payload\":").append(payload);
        }
        if (error != null) {
            out.append(",\"error\":").append(error);
        }
        return out.append('}').toString();
    }

    /// Where an answer goes. Called twice for `agent`; never refuses, even when the socket has gone.
    @FunctionalInterface
    interface Reply {
        void send(Answer answer);
    }
}
