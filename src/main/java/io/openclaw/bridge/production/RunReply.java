package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.StringJoiner;

/// The agent's text in what the gateway says of an ended run: `terminalReply` of `agent.wait`, or
/// `result.payloads` of the second answer (contract 3.2 and 5).
final class RunReply {
    private RunReply() {}

    /// Empty where the run had no visible reply.
    static Optional<String> of(JsonNode run) {
        JsonNode terminal = run.path("terminalReply");
        if (terminal.path("disposition").asText("visible").equals("visible")
                && terminal.path("text").isTextual()) {
            return Optional.of(terminal.path("text").textValue());
        }
        StringJoiner texts = new StringJoiner("\n");
        texts.setEmptyValue("");
        run.path("result").path("payloads").forEach(payload -> {
            if (payload.path("text").isTextual()) {
                texts.add(payload.path("text").textValue());
            }
        });
        String text = texts.toString();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
