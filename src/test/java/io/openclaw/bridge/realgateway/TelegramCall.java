package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// One call of the Bot API, whatever became of it: also the ones that were refused.
public record TelegramCall(Instant at, String method, JsonNode params) {

    public String chat() {
        return params.path("chat_id").asText("");
    }

    public String text() {
        return params.path("text").asText("");
    }

    /// Whether it carries a message to a chat.
    public boolean posts() {
        return method.equals("editMessageText")
                || method.matches("send(Message|Photo|Document|Poll|Sticker|Video|Audio|Voice|Animation|Rich\\w*)");
    }
}
