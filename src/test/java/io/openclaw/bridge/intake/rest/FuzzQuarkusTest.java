package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.intake.rest.RawHttp.Answer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// Thousands of broken requests from one seed: never a 500, always problem+json, never a word of
/// the message in an answer or in the log.
@QuarkusTest
class FuzzQuarkusTest {
    private static final long SEED = 20261120;
    private static final int REQUESTS = 6_000;
    private static final Duration BUDGET = Duration.ofSeconds(10);

    /// In every message; must come back from nowhere.
    private static final String SECRET = "Geheimnis";

    private static final List<String> METHODS = List.of(
            "POST", "POST", "POST", "POST", "POST", "POST", "POST", "GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS",
            "TRACE", "BREW");
    private static final List<String> PATHS = List.of(
            "/api/v1/sessions/telegram:dm:12345/messages",
            "/api/v1/sessions/telegram:dm:12345/messages",
            "/api/v1/sessions/telegram:dm:12345/messages",
            "/api/v1/sessions/whatsapp:group:1203%40g.us/messages",
            "/api/v1/sessions/agent:main:main/messages",
            "/api/v1/sessions//messages",
            "/api/v1/status",
            "/api/v1/nothing",
            "/q/health/live",
            "/");
    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json",
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=latin-1",
            "Content-Type: ;;;",
            "Content-Type: multipart/form-data; boundary=\"",
            "Content-Encoding: gzip",
            "Accept: */*;q=0",
            "Accept: application/json;q=x",
            "Accept: a/b/c, ,",
            "Accept: application/problem+json",
            "Accept-Language: ***",
            "Accept-Charset: x;q=-1",
            "Idempotency-Key: k1",
            "Idempotency-Key:",
            "Idempotency-Key: \u00e4\u00ff",
            "Expect: 100-continue",
            "Expect: 200-ok",
            "traceparent: 00-x",
            "Range: bytes=9-1",
            "If-None-Match: \"\"\"",
            "Cookie: =;;=\u00ff",
            "Authorization: Basic %%%",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Host: ://",
            "Upgrade: nothing",
            "Connection: keep-alive, Upgrade");
    private static final List<String> BODIES = List.of(
            "{\"message\":\"Geheimnis\"}",
            "{\"message\":\"Geheimnis\",\"metadata\":{\"a\":[1,2,{\"b\":null}],\"n\":1.5e3},\"delivery\":\"direct\",\"format\":\"plain\"}",
            "{\"message\":\"Geheimnis \\ud83d\\ude00\",\"idempotencyKey\":\"k1\",\"threadId\":\"1\",\"silent\":true,\"deadline\":\"PT30S\"}",
            "{\"message\":\"Geheimnis\",\"agentId\":\"main\",\"accountId\":\"a\",\"replyToId\":\"r\",\"awaitRun\":false}");
    private static final List<String> PIECES = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u",
            "\\ud800",
            "\u0000",
            "\u00ff",
            "\u00c3(",
            "null",
            "true",
            "-",
            "1e999999999",
            "NaN",
            "9".repeat(500),
            "[".repeat(40),
            "{\"a\":".repeat(40),
            "\"message\":",
            "\"metadata\":",
            "\"\":1,",
            "//",
            "\r\n",
            "\u00ef\u00bb\u00bf");

    private final ScriptedBridge bridge = new ScriptedBridge();
    private final Random random = new Random(SEED);

    @TestHTTPResource
    URI door;

    @Test
    void nothingThatACallerSendsMakesA500OrLeaks() throws IOException {
        QuarkusMock.installMockForType(bridge, OpenClawBridge.class);
        Map<Integer, Integer> statuses = new TreeMap<>();
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler listener = listen(logged);
        Logger.getLogger("").addHandler(listener);
        long end = System.nanoTime() + BUDGET.toNanos();
        int sent = 0;
        try (RawHttp http = new RawHttp(door.getPort())) {
            while (sent < REQUESTS && System.nanoTime() < end) {
                sent++;
                String head = head();
                byte[] body = body(head);
                Answer answer = http.send(head, body);
                statuses.merge(answer.status(), 1, Integer::sum);
                check(answer, head, body);
            }
        } finally {
            Logger.getLogger("").removeHandler(listener);
        }
        assertThat(sent).as("requests within the budget").isGreaterThan(1_000);
        assertThat(statuses)
                .as("the fuzz reaches every kind of answer")
                .containsKeys(200, 400, 404, 405, 406, 413, 415, 417);
        assertThat(logged).noneMatch(line -> line.contains(SECRET));
    }

    private static void check(Answer answer, String head, byte[] body) {
        String what = "seed " + SEED + "\n" + head + new String(body, StandardCharsets.ISO_8859_1);
        if (answer.status() >= 500) {
            fail(answer.status() + " " + answer.text() + " for " + what);
        }
        boolean silent = head.startsWith("HEAD ");
        if (answer.status() >= 400) {
            assertThat(answer.contentType()).as(what).isEqualTo("application/problem+json");
            if (!silent) {
                assertThat(json(answer, what).path("status").asInt()).as(what).isEqualTo(answer.status());
                assertThat(answer.text())
                        .as(what)
                        .doesNotContain("Exception", "io.openclaw", "java.", "jakarta.", "fasterxml");
            }
        }
        // A violation names its field, and mutation makes names of the message's words.
        assertThat(answer.text().replaceAll("\"field\":\"(?:[^\"\\\\]|\\\\.)*\"", ""))
                .as(what)
                .doesNotContain(SECRET);
    }

    private static JsonNode json(Answer answer, String what) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            return fail("no JSON: " + answer.text() + " for " + what);
        }
    }

    private String head() {
        String path = random.nextInt(4) == 0 ? mutated(pick(PATHS)) : pick(PATHS);
        StringBuilder head =
                new StringBuilder(pick(METHODS)).append(' ').append(path).append(" HTTP/1.1\r\n");
        if (random.nextInt(8) != 0) {
            head.append("Content-Type: application/json\r\n");
        }
        for (int i = random.nextInt(8) - 4; i > 0; i--) {
            head.append(pick(HEADERS)).append("\r\n");
        }
        return head.toString();
    }

    /// A path with one to three characters put in or swapped; blanks and line ends stay out, for
    /// with them it is no HTTP any more.
    private String mutated(String path) {
        StringBuilder mutated = new StringBuilder(path);
        for (int i = random.nextInt(3); i >= 0; i--) {
            char c = random.nextInt(3) == 0
                    ? "%;?#/\\{\"<|^[~".charAt(random.nextInt(13))
                    : (char) (0x21 + random.nextInt(0xdf));
            int at = 1 + random.nextInt(mutated.length());
            mutated.insert(Math.min(at, mutated.length()), c == 0x7f ? '%' : c);
        }
        return mutated.toString();
    }

    private byte[] body(String head) {
        // In these two cases the door answers and closes without reading: this client, which does
        // not read while it writes, would miss the answer.
        boolean read = !head.contains("Expect:") && !head.contains(" /q");
        if (read && random.nextInt(300) == 0) {
            return ("{\"message\":\"" + SECRET.repeat(40_000) + "\"}").getBytes(StandardCharsets.ISO_8859_1);
        }
        StringBuilder body = new StringBuilder(pick(BODIES));
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(body.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> body.insert(at, pick(PIECES));
                case 1 -> body.delete(at, Math.min(body.length(), at + random.nextInt(12)));
                case 2 -> body.insert(at, (char) random.nextInt(256));
                default -> body.setLength(random.nextInt(6) == 0 ? at : body.length());
            }
        }
        return body.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Handler listen(Queue<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                lines.add(logged.getMessage() + Arrays.toString(logged.getParameters()) + logged.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
