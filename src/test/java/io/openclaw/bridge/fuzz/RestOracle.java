package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fuzz.RestInputs.Input;
import io.openclaw.bridge.intake.rest.RawHttp.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What must be true of every answer, whatever was asked.
final class RestOracle {
    private static final Pattern REPLAY = Pattern.compile("/notifications/+([-0-9a-fA-F]+)/+replay");

    /// Of ours, or of what we are made of, and of nobody's concern.
    private static final Pattern INNARDS =
            Pattern.compile("Exception|io\\.openclaw|java\\.lang|java\\.util|jakarta\\.|fasterxml|SQLITE|org\\.|\tat ");

    /// A violation names its field, and mutation makes names of a message's words.
    private static final Pattern FIELD = Pattern.compile("\"(?:field|instance)\":\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Ledger ledger;
    private final Judge judge;
    private final List<String> secrets;
    private final Map<String, Map<Integer, Integer>> statuses = new ConcurrentHashMap<>();

    /// @param secrets that must not stand in an answer
    RestOracle(Ledger ledger, Judge judge, List<String> secrets) {
        this.ledger = ledger;
        this.judge = judge;
        this.secrets = secrets;
    }

    /// How often each operation answered what.
    Map<String, Map<Integer, Integer>> statuses() {
        return new TreeMap<>(statuses);
    }

    /// @return what is wrong; null for nothing
    @Nullable
    String flaw(Input input, Answer answer) {
        Map<Integer, Integer> mine = statuses.computeIfAbsent(input.operation().toString(), _ -> new TreeMap<>());
        synchronized (mine) {
            mine.merge(answer.status(), 1, Integer::sum);
        }
        if (answer.status() >= 500 && answer.status() != 501) {
            return "it answers " + answer.status() + " " + answer.text();
        }
        String text = answer.text();
        for (String secret : secrets) {
            if (text.contains(secret)) {
                return "a secret stands in the answer";
            }
        }
        JsonNode json = json(answer);
        if (answer.status() >= 400) {
            return problemFlaw(input, answer, json);
        }
        if (answer.status() < 300 && !input.isHead() && !input.head().startsWith("OPTIONS ")) {
            if (!input.head().contains("/api/v1/")) {
                return null;
            }
            if (json == null) {
                return "a success that is no JSON: " + text;
            }
            return successFlaw(input, answer, json);
        }
        return null;
    }

    private static @Nullable String problemFlaw(Input input, Answer answer, @Nullable JsonNode json) {
        if (!answer.contentType().equals("application/problem+json")) {
            return answer.status() + " is " + answer.contentType() + ", no problem+json";
        }
        if (input.isHead()) {
            return null;
        }
        if (json == null
                || json.path("status").asInt() != answer.status()
                || json.path("title").asText().isBlank()
                || json.path("detail").asText().isBlank()) {
            return answer.status() + " with a problem that says too little: " + answer.text();
        }
        if (answer.status() == 400
                && json.path("type").asText().endsWith("validation")
                && json.path("violations").isEmpty()) {
            return "a validation problem without a violation: " + answer.text();
        }
        String words = FIELD.matcher(answer.text()).replaceAll("");
        if (words.contains(Pool.SECRET)) {
            return "words of a message stand in a problem: " + answer.text();
        }
        return INNARDS.matcher(words).find() ? "a problem tells our innards: " + answer.text() : null;
    }

    private @Nullable String successFlaw(Input input, Answer answer, JsonNode json) {
        String path = input.head().split("[ ?]", 3)[1].replaceAll("/+", "/");
        JsonNode sent = Judge.json(input.body());
        if (path.equals("/api/v1/notifications/batch")) {
            return batchFlaw(sent, json);
        }
        if (path.matches("/api/v1/notifications/?") && input.head().startsWith("POST")) {
            String flaw = judge.flaw(sent);
            if (flaw != null) {
                return answer.status() + " for what must be refused: " + flaw;
            }
            return json.has("id") ? taken(sent, json) : null;
        }
        if (path.endsWith("/replay") && json.has("id")) {
            return difference(json);
        }
        if (path.matches("/api/v1/notifications/[^/]+/?") && json.has("id")) {
            return difference(json);
        }
        for (JsonNode item : json.path("items")) {
            // The one that is under way at this moment is not in the ledger yet.
            if (item.has("message") && ledger.knows(item.path("id").asText()) && difference(item) != null) {
                return difference(item);
            }
        }
        return null;
    }

    private @Nullable String batchFlaw(@Nullable JsonNode sent, JsonNode json) {
        JsonNode entries = sent == null ? null : sent.get("notifications");
        if (entries == null || entries.size() != json.path("results").size()) {
            return "a batch of " + entries + " has " + json.path("results").size() + " results";
        }
        for (int i = 0; i < entries.size(); i++) {
            JsonNode result = json.path("results").get(i);
            if (result.path("status").asText().equals("rejected")) {
                if (FIELD.matcher(result.toString()).replaceAll("").contains(Pool.SECRET)) {
                    return "words of a message stand in a problem: " + result;
                }
                continue;
            }
            String flaw = judge.flaw(entries.get(i));
            flaw = flaw == null ? taken(entries.get(i), result.path("notification")) : flaw;
            if (flaw != null) {
                return "entry " + i + ": " + flaw;
            }
        }
        return null;
    }

    private @Nullable String taken(JsonNode sent, JsonNode view) {
        ledger.accepted(view.path("id").asText(), sent);
        String difference = ledger.difference(view);
        return difference == null ? null : difference + " is not what was sent, but " + view;
    }

    private @Nullable String difference(JsonNode view) {
        String difference = ledger.knows(view.path("id").asText()) ? ledger.difference(view) : null;
        return difference == null ? null : difference + " is not what was sent, but " + view;
    }

    private static @Nullable JsonNode json(Answer answer) {
        return answer.body().length == 0 ? null : Judge.json(answer.body());
    }

    /// To be told before it is sent: others may see its effect before this caller sees the answer.
    void announced(Input input) {
        Matcher replay = REPLAY.matcher(input.head());
        if (replay.find() && Judge.json(input.body()) instanceof ObjectNode correction) {
            ObjectNode fields = correction.deepCopy();
            fields.properties().removeIf(property -> property.getValue().isNull());
            ledger.corrected(replay.group(1), fields);
        }
    }
}
