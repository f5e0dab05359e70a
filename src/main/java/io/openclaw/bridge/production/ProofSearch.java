package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.GatewayClient;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/// Looks in the gateway's history for a key (contract 11a): the mirror row of a `send` carries the key
/// itself, the user row of an agent's turn `<key>:user`, its reply is the assistant's row behind it.
/// What is not found proves nothing.
final class ProofSearch {
    /// Rows of history to read: proof is looked for within minutes of the send.
    private static final int ROWS = 200;

    private final GatewayClient client;

    ProofSearch(GatewayClient client) {
        this.client = client;
    }

    /// Fails with the call's [BridgeException] where the history cannot be read.
    Uni<Proof> find(Route route, String key) {
        return find(route, key, Call.READ_TIMEOUT);
    }

    Uni<Proof> find(Route route, String key, Duration timeout) {
        ObjectNode params = JsonNodeFactory.instance
                .objectNode()
                .put("sessionKey", route.sessionKey())
                .put("limit", ROWS);
        return client.call(Call.of("chat.history", params).within(timeout).using(Call.Share.BESIDE))
                .map(result -> switch (result) {
                    case CallResult.Answered(var response, var _)
                    when response.error() == null -> search(response.payload().path("messages"), route.delivery(), key);
                    case CallResult.Answered _,
                            CallResult.Accepted _,
                            CallResult.NotWritten _,
                            CallResult.NoAnswer _,
                            CallResult.Lost _ -> throw BridgeException.of(Answers.ofSend(result, Quotation.of("")));
                });
    }

    static Proof search(JsonNode messages, DeliveryStyle style, String key) {
        return style == DeliveryStyle.DIRECT ? direct(messages, key) : turn(messages, key);
    }

    private static Proof direct(JsonNode messages, String key) {
        for (JsonNode message : messages) {
            if (keyOf(message).equals(key) && role(message).equals("assistant")) {
                return new Proof.Delivered(null);
            }
        }
        return new Proof.None();
    }

    /// The reply is the last text that carries the run's id; older gateways write none, there it is the
    /// last text
    /// before the next turn. What the agent says before it uses a tool, or before it fails, is not the
    /// end of it.
    private static Proof turn(JsonNode messages, String key) {
        boolean begun = false;
        boolean over = false;
        Optional<String> own = Optional.empty();
        Optional<String> next = Optional.empty();
        for (JsonNode message : messages) {
            if (keyOf(message).equals(key + ":user")) {
                begun = true;
            } else if (role(message).equals("user")) {
                over = begun;
            } else if (role(message).equals("assistant") && !keyOf(message).equals(key + ":terminal-error")) {
                String run = message.path("__openclaw").path("runId").asText("");
                if (run.equals(key)) {
                    own = reply(message);
                } else if (begun && !over && run.isEmpty()) {
                    next = reply(message);
                }
            }
        }
        Optional<String> reply = own.isPresent() ? own : next;
        if (reply.isPresent()) {
            return new Proof.Delivered(reply.get());
        }
        return begun ? new Proof.TurnBegun() : new Proof.None();
    }

    private static Optional<String> reply(JsonNode message) {
        String text = text(message);
        return isEnd(message) && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static boolean isEnd(JsonNode message) {
        String reason = message.path("stopReason").asText("stop");
        return !reason.equals("toolUse") && !reason.equals("error") && !reason.equals("aborted");
    }

    private static String role(JsonNode message) {
        return message.path("role").asText("");
    }

    private static String keyOf(JsonNode message) {
        return message.path("idempotencyKey").asText("");
    }

    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}
