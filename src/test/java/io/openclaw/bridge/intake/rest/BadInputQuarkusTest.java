package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a caller sends: the right status, problem+json, nothing sent, nothing leaked.
@QuarkusTest
class BadInputQuarkusTest {
    private static final String PATH = "/api/v1/sessions/telegram:dm:12345/messages";
    private static final String POST = "POST " + PATH + " HTTP/1.1\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String OK = "{\"message\":\"top secret\"}";

    private final ScriptedBridge bridge = new ScriptedBridge();

    @TestHTTPResource
    URI door;

    private RawHttp http;

    @BeforeEach
    void connect() throws IOException {
        QuarkusMock.installMockForType(bridge, OpenClawBridge.class);
        http = new RawHttp(door.getPort());
    }

    @AfterEach
    void disconnect() throws IOException {
        http.close();
    }

    /// head, body, status, field of the first violation (or null)
    static List<Arguments> badRequests() {
        return List.of(
                row(POST + JSON, "{", 400, "body"),
                row(POST + JSON, "", 400, "body"),
                row(POST + JSON, "null", 400, "body"),
                row(POST + JSON, "[]", 400, "body"),
                row(POST + JSON, "{}", 400, "message"),
                row(POST + JSON, "{\"message\":\"top secret\",\"x\":1}", 400, "x"),
                row(POST + JSON, "{\"message\":\"" + "x".repeat(16_001) + "\"}", 400, "message"),
                row(POST + JSON, "{\"message\":\"" + "x".repeat(262_144) + "\"}", 413, null),
                row(POST + JSON, "x".repeat(3_000_000), 413, null),
                row(POST + JSON + "Expect: miracles\r\n", OK, 417, null),
                row(POST + JSON + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n", OK, 400, "Idempotency-Key"),
                row(POST + JSON + "Idempotency-Key:\r\n", OK, 400, "Idempotency-Key"),
                row(POST + JSON + "Idempotency-Key: \u00e4\r\n", OK, 400, "Idempotency-Key"),
                row(
                        POST + JSON + "Idempotency-Key: b\r\n",
                        "{\"message\":\"top secret\",\"idempotencyKey\":\"a\"}",
                        400,
                        "Idempotency-Key"),
                row(POST, OK, 415, null),
                row(POST + "Content-Type:\r\n", OK, 415, null),
                row(POST + "Content-Type: */*\r\n", OK, 415, null),
                row(POST + "Content-Type: text/plain\r\n", OK, 415, null),
                row(POST + "Content-Type: application/json-patch+json\r\n", OK, 415, null),
                row(POST + "Content-Type: application/x-www-form-urlencoded\r\n", "message=%zz", 415, null),
                row(POST + "Content-Type: multipart/form-data\r\n", OK, 415, null),
                row(POST + "Content-Type: rubbish;;=\r\n", OK, 415, null),
                row(POST + JSON + "Content-Encoding: gzip\r\n", OK, 415, null),
                row(POST + JSON + "Accept: text/html\r\n", OK, 406, null),
                row(POST + JSON + "Accept: rubbish\r\n", OK, 406, null),
                row(POST + JSON + "Accept: ;q=,,\r\n", OK, 406, null),
                row("POST " + PATH + "?dryRun=true HTTP/1.1\r\n" + JSON, OK, 400, "dryRun"),
                row("POST " + PATH + "?%zz HTTP/1.1\r\n" + JSON, OK, 400, null),
                row("POST /api/v1/sessions/telegram:dm:%FF/messages HTTP/1.1\r\n" + JSON, OK, 400, "sessionKey"),
                row("POST /api/v1/sessions/telegram:dm:%zz/messages HTTP/1.1\r\n" + JSON, OK, 400, null),
                row("POST /api/v1/sessions/telegram:dm:1;x=y/messages HTTP/1.1\r\n" + JSON, OK, 400, null),
                row("POST /api/v1/sessions/telegram:dm:\u00e4/messages HTTP/1.1\r\n" + JSON, OK, 400, null),
                row("POST /api/v1/sessions/telegram:dm:{1}/messages HTTP/1.1\r\n" + JSON, OK, 400, null),
                row("POST /api/v1/sessions/telegram:dm:%00/messages HTTP/1.1\r\n" + JSON, OK, 400, "sessionKey"),
                row("POST /api/v1/sessions/nonsense/messages HTTP/1.1\r\n" + JSON, OK, 400, "sessionKey"),
                row("POST /api/v1/sessions/fax:dm:1/messages HTTP/1.1\r\n" + JSON, OK, 400, "sessionKey"),
                row(
                        "POST /api/v1/sessions/telegram:dm:" + "1".repeat(12_000) + "/messages HTTP/1.1\r\n" + JSON,
                        OK,
                        400,
                        "sessionKey"),
                row("POST /api/v1/sessions//messages HTTP/1.1\r\n" + JSON, OK, 404, null),
                row("POST /api/v1/sessions/../messages HTTP/1.1\r\n" + JSON, OK, 404, null),
                row("POST /api/v1/sessions/%2e%2e/messages HTTP/1.1\r\n" + JSON, OK, 404, null),
                row("PUT " + PATH + " HTTP/1.1\r\n" + JSON, OK, 405, null),
                row("GET " + PATH + " HTTP/1.1\r\n", "", 405, null),
                row("HEAD " + PATH + " HTTP/1.1\r\n", "", 405, null),
                row("TRACE " + PATH + " HTTP/1.1\r\n", "", 405, null),
                row("BREW " + PATH + " HTTP/1.1\r\n", "", 405, null),
                row("POST /api/v1/status HTTP/1.1\r\n" + JSON, OK, 405, null),
                row("GET /api/v1/status HTTP/1.1\r\nAccept: text/xml\r\n", "", 406, null),
                row("GET /api/v1/statuses HTTP/1.1\r\n", "", 404, null),
                row("GET /api HTTP/1.1\r\n", "", 404, null),
                row("GET / HTTP/1.1\r\nAccept: text/html\r\n", "", 404, null),
                row("GET /favicon.ico HTTP/1.1\r\n", "", 404, null),
                row("GET /q/nothing HTTP/1.1\r\n", "", 404, null),
                row("GET /%zz HTTP/1.1\r\n", "", 400, null),
                row("GET /q/%zz HTTP/1.1\r\n", "", 400, null),
                row("POST /%zz HTTP/1.1\r\n", "x".repeat(3_000_000), 400, null),
                row("GET api HTTP/1.1\r\n", "", 404, null),
                row("OPTIONS * HTTP/1.1\r\n", "", 404, null),
                row("POST /nowhere HTTP/1.1\r\n", "x".repeat(3_000_000), 404, null));
    }

    private static Arguments row(String head, String body, int status, String field) {
        return Arguments.of(head, body, status, field);
    }

    @ParameterizedTest(name = "[{index}] {2}")
    @MethodSource("badRequests")
    void everyBadRequestIsAProblemAndSendsNothing(String head, String body, int status, String field)
            throws IOException {
        Answer answer = http.send(head, body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertProblem(answer, head.startsWith("HEAD "));
        if (field != null) {
            JsonNode violation = json(answer).at("/violations/0");
            assertThat(violation.path("field").asText()).isEqualTo(field);
            assertThat(violation.path("message").asText()).isNotEmpty();
            assertThat(violation.path("in").asText()).isIn("body", "header", "query", "path");
        }
        if (status == 405) {
            assertThat(answer.headers().get("allow")).contains("OPTIONS");
        }
        assertThat(bridge.delivered.get()).isZero();
        // The connection, or a new one where it was closed, goes on working.
        assertThat(http.send(POST + JSON, OK.getBytes(StandardCharsets.UTF_8)).status())
                .isEqualTo(200);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        Answer answer = http.send(POST + JSON, "{\"message\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).at("/violations/0/message").asText()).contains("must be UTF-8");
    }

    @Test
    void aChunkedBodyIsLimitedToo() throws IOException {
        Answer fits = http.sendRaw(chunked(60), false);
        Answer tooLarge = http.sendRaw(chunked(300), false);

        assertThat(json(fits).at("/violations/0/field").asText()).isEqualTo("message");
        assertThat(tooLarge.status()).isEqualTo(413);
        assertProblem(tooLarge, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 17000000", "Content-Length: 300000\r\nExpect: 100-continue"})
    void aBodyThatWouldBeTooLargeIsRefusedBeforeItIsSent(String announcement) throws IOException {
        String head = POST + "Host: x\r\n" + JSON + announcement + "\r\n\r\n";

        Answer answer = http.sendRaw(head.getBytes(StandardCharsets.UTF_8), false);

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer, false);
    }

    @Test
    void aBrokenChunkIsABadRequest() throws IOException {
        Answer answer = http.sendRaw(
                ("POST " + PATH + " HTTP/1.1\r\nHost: x\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\nsix\r\n{}\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                false);

        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer, false);
    }

    @Test
    void aFaultOfOursIsA500ThatLeaksNothing() throws IOException {
        bridge.answer = _ -> {
            throw new IllegalStateException("top secret");
        };

        Answer answer = http.send(POST + JSON, OK.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(json(answer).path("errorId").asText()).isNotEmpty();
        assertProblem(answer, false);
    }

    private static byte[] chunked(int kibibytes) {
        String chunks = ("400\r\n" + "x".repeat(1024) + "\r\n").repeat(kibibytes);
        return ("POST " + PATH + " HTTP/1.1\r\nHost: x\r\n" + JSON
                        + "Transfer-Encoding: chunked\r\n\r\nc\r\n{\"message\":\"\r\n" + chunks
                        + "2\r\n\"}\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void assertProblem(Answer answer, boolean head) throws IOException {
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        if (head) {
            return;
        }
        JsonNode problem = json(answer);
        assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
        assertThat(problem.path("type").asText()).matches("about:blank|urn:openclaw-bridge:problem:.+");
        assertThat(problem.path("title").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).isNotEmpty();
        assertThat(answer.text())
                .doesNotContain("secret", "Exception", "io.openclaw", "java.", "jakarta", "fasterxml", "\tat ");
    }

    private static JsonNode json(Answer answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}
