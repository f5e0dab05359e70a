package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Optional;

/// What the bridge's door answered.
///
/// @param body empty object where it was not JSON
/// @param text the body as it came
record HttpAnswer(int status, Optional<String> contentType, Optional<String> retryAfter, JsonNode body, String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static HttpAnswer of(HttpResponse<String> response) {
        Optional<String> type = response.headers().firstValue("Content-Type");
        return new HttpAnswer(
                response.statusCode(),
                type,
                response.headers().firstValue("Retry-After"),
                type.orElse("").contains("json") ? read(response.body()) : JSON.createObjectNode(),
                response.body());
    }

    /// A member of the body, empty where it is absent.
    String get(String member) {
        return body.path(member).asText("");
    }

    boolean isProblem() {
        return contentType.orElse("").startsWith("application/problem+json");
    }

    String textWithoutReply() {
        return body.has("reply")
                ? ((ObjectNode) body.deepCopy()).without("reply").toString()
                : text;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON, though it says so: " + json, e);
        }
    }
}
