package io.openclaw.bridge.production;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.CloseReason;
import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.FrameCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Answers of a gateway, from the JSON that went over the wire.
final class Frames {
    static final String BOOT = "boot-1";

    private Frames() {}

    /// The answer with this `error`.
    static CallResult error(String error) {
        return answered("{\"type\":\"res\",\"id\":\"1\",\"ok\":false,\"error\":" + error + "}");
    }

    /// The answer with this `payload`.
    static CallResult ok(String payload) {
        return answered("{\"type\":\"res\",\"id\":\"1\",\"ok\":true,\"payload\":" + payload + "}");
    }

    static CallResult answered(String frame) {
        Frame.Response response = (Frame.Response)
                FrameCodec.decode(frame.getBytes(StandardCharsets.UTF_8)).orElseThrow();
        return new CallResult.Answered(response, BOOT);
    }

    static CallResult notWritten(CallResult.Why why) {
        return new CallResult.NotWritten(why, Duration.ofSeconds(7), "it did not leave");
    }

    static CallResult noAnswer() {
        return new CallResult.NoAnswer(Duration.ofSeconds(30), BOOT);
    }

    static CallResult lost() {
        return new CallResult.Lost(new CloseReason.Closed(1006, "", false, null), BOOT);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
