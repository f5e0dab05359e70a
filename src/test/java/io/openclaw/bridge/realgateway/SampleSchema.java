package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/// A protocol schema of the vendor's shape, but ours: just what the tests of the recorder need, without an install.
final class SampleSchema {

    private static final String PROTOCOL = """
            { "methods": { "send": {}, "health": {}, "agent.wait": {} },
              "definitions": {
                "RequestFrame": { "type": "object", "required": ["type", "id", "method"],
                  "properties": { "type": { "const": "req" }, "id": { "type": "string", "minLength": 1 },
                    "method": { "type": "string" }, "params": {} },
                  "additionalProperties": false },
                "SendParams": { "type": "object", "required": ["to", "idempotencyKey"],
                  "properties": { "to": { "type": "string", "minLength": 1 }, "idempotencyKey": { "type": "string" } },
                  "additionalProperties": false },
                "AgentWaitParams": { "type": "object", "required": ["runId"] } } }
            """;

    private SampleSchema() {}

    static FrameSchemas schemas() {
        try {
            return new FrameSchemas(new ObjectMapper().readTree(PROTOCOL));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
