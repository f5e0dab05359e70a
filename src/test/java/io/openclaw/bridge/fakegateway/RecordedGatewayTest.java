package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The fake answers as the real gateway did: `recorded.ndjson` holds what `openclaw@2026.9.6` answered on a fresh home with the
/// contract's stub model and stub Telegram. The fake may leave out what nobody needs; it may not differ and not add.
@ExtendWith(FakeGatewayExtension.class)
class RecordedGatewayTest {
    /// Different in every run of the real one, too; or, the last two, not recorded.
    private static final Set<String> VOLATILE = Set.of(
            "id",
            "acceptedAt",
            "startedAt",
            "endedAt",
            "timestamp",
            "recordTimestampMs",
            "messageId",
            "sessionId",
            "durationMs",
            "usage",
            "sessionInfo");

    private static final List<JsonNode> LINES = Wire.recording("recorded.ndjson")
            .lines()
            .map(line -> Wire.parse(line).orElseThrow())
            .toList();

    static Stream<Named<JsonNode>> handshakes() {
        return LINES.stream()
                .filter(line -> line.has("handshake"))
                .map(line -> Named.of(line.get("handshake").asText(), line));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handshakes")
    void judgesHandshakesAsTheRealOne(JsonNode line, FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            client.event("connect.challenge");
            client.write(line.has("raw") ? line.get("raw").asText() : connectFrame(line.get("connect")));

            JsonNode recorded = line.get("answer");
            if (!recorded.isNull()) {
                String id = recorded.path("id").asText("connect");
                JsonNode answer = client.answer(id);
                assertThat(differences(recorded, summary(answer), "")).isEmpty();
            }
            if (!line.path("close").isNull()) {
                Close recordedClose = new Close(
                        line.at("/close/code").asInt(), line.at("/close/reason").asText());
                assertThat(client.closed()).isEqualTo(recordedClose);
            }
        }
    }

    @Test
    void answersCallsAsTheRealOne(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            for (JsonNode line : LINES) {
                if (line.has("answers")) {
                    String id;
                    if (line.has("raw")) {
                        client.write(line.get("raw").asText());
                        id = line.at("/answers/0/id").asText();
                    } else {
                        id = client.send(
                                line.get("call").asText(),
                                line.get("params") instanceof ObjectNode params ? params : null);
                    }
                    List<String> differences = new ArrayList<>();
                    for (JsonNode recorded : line.get("answers")) {
                        differences.addAll(differences(withoutId(recorded), withoutId(client.answer(id)), ""));
                    }
                    assertThat(differences).as(line.toString()).isEmpty();
                }
            }
        }
    }

    private static String connectFrame(JsonNode params) {
        ObjectNode frame = Wire.object().put("type", "req").put("id", "connect").put("method", "connect");
        if (!params.isNull()) {
            frame.set("params", params);
        }
        return frame.toString();
    }

    /// Of a hello-ok only what the verdict was.
    private static JsonNode summary(JsonNode answer) {
        if (!answer.path("ok").asBoolean()) {
            return answer;
        }
        ObjectNode summary = Wire.object().put("ok", true);
        summary.set("protocol", answer.at("/payload/protocol"));
        summary.set("method", answer.at("/payload/auth/method"));
        summary.set("scopes", answer.at("/payload/auth/scopes"));
        return summary;
    }

    private static JsonNode withoutId(JsonNode answer) {
        return ((ObjectNode) answer.deepCopy()).without("id");
    }

    private static List<String> differences(JsonNode real, JsonNode fake, String path) {
        if (fake.isObject() && real.isObject()) {
            List<String> found = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : fake.properties()) {
                String name = entry.getKey();
                if (VOLATILE.contains(name)) {
                    continue;
                }
                if (real.has(name)) {
                    found.addAll(differences(real.get(name), entry.getValue(), path + "/" + name));
                } else if (!path.endsWith("/meta")) {
                    found.add(path + "/" + name + " is not in the recording");
                }
            }
            for (String name : Set.of("ok", "error", "code", "message", "retryable", "retryAfterMs")) {
                if (real.has(name) && !fake.has(name)) {
                    found.add(path + "/" + name + " is missing");
                }
            }
            return found;
        }
        if (fake.isArray() && real.isArray() && fake.size() == real.size()) {
            List<String> found = new ArrayList<>();
            for (int i = 0; i < fake.size(); i++) {
                found.addAll(differences(real.get(i), fake.get(i), path + "/" + i));
            }
            return found;
        }
        return real.equals(fake) ? List.of() : List.of(path + ": real " + real + ", fake " + fake);
    }
}
