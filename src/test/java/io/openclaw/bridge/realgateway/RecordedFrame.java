package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// A message on the wire, put together when it came in fragments. `body` is a missing node when it is not JSON.
public record RecordedFrame(int connection, Instant at, Direction direction, String text, JsonNode body) {

    public enum Direction {
        FROM_CLIENT,
        FROM_GATEWAY
    }

    /// Empty for anything but a request.
    public String method() {
        return body.path("method").asText("");
    }

    public String id() {
        return body.path("id").asText("");
    }

    public JsonNode params() {
        return body.path("params");
    }
}
