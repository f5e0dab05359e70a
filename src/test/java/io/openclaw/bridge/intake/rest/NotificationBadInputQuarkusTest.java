package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.intake.rest.RawHttp.Answer;
import io.openclaw.bridge.notification.MemoryStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad input gets a 4xx that names the field, and nothing is stored.
@QuarkusTest
class NotificationBadInputQuarkusTest {
    private static final String PATH = "/api/v1/notifications";
    private static final String SUBMIT = "POST " + PATH;
    private static final String ONE = PATH + "/019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d";

    @Inject
    MemoryStore store;

    @TestHTTPResource
    URI door;

    private RawHttp http;

    @BeforeEach
    void connect() throws IOException {
        http = new RawHttp(door.getPort());
    }

    @AfterEach
    void disconnect() throws IOException {
        http.close();
    }

    /// method and path, body, status, field of the first violation (or null)
    static List<Arguments> badRequests() {
        return List.of(
                row(SUBMIT, "{\"sessionKey\":\"telegram:dm:1\"}", 400, "message"),
                with("", "\"message\":null", "message"),
                with("", "\"message\":\"\"", "message"),
                with("", "\"message\":\" \\n\\t\"", "message"),
                with("", "\"message\":7", "message"),
                with("", "\"message\":\"" + "x".repeat(16_001) + "\"", "message"),
                with("", "\"message\":\"bell \\u0007\"", "message"),
                with("", "\"message\":\"half \\ud83d\"", "message"),
                with("", "\"message\":\"NO_REPLY\"", "message"),
                row(SUBMIT, "{\"message\":\"top secret\"}", 400, "sessionKey"),
                row(SUBMIT, "{\"sessionKey\":\"nonsense\",\"message\":\"top secret\"}", 400, "sessionKey"),
                row(SUBMIT, "{\"sessionKey\":\"fax:dm:1\",\"message\":\"top secret\"}", 400, "sessionKey"),
                row(SUBMIT, "{\"sessionKey\":7,\"message\":\"top secret\"}", 400, "sessionKey"),
                row(SUBMIT, "{\"sessionKey\":\"\",\"message\":\"top secret\"}", 400, "sessionKey"),
                more("\"mesage\":1", "mesage"),
                more("\"deadline\":\"PT1S\"", "deadline"),
                more("\"priority\":0", "priority"),
                more("\"priority\":6", "priority"),
                more("\"priority\":\"3\"", "priority"),
                more("\"priority\":2.5", "priority"),
                more("\"priority\":99999999999999999999", "priority"),
                more("\"silent\":\"yes\"", "silent"),
                more("\"delivery\":\"pigeon\"", "delivery"),
                more("\"format\":\"html\"", "format"),
                more("\"threadId\":42", "threadId"),
                more("\"replyToId\":\"\"", "replyToId"),
                more("\"accountId\":{}", "accountId"),
                more("\"agentId\":\"\\u0000\"", "agentId"),
                more("\"deliverAt\":\"tomorrow\"", "deliverAt"),
                more("\"deliverAt\":1763661600", "deliverAt"),
                more("\"deliverAt\":\"2026-11-20T18:00:00\"", "deliverAt"),
                more("\"expiresAt\":\"2020-01-01T00:00:00Z\"", "expiresAt"),
                more("\"expiresAt\":\"+999999999-01-01T00:00:00Z\"", "expiresAt"),
                more("\"deliverAt\":\"2999-01-02T00:00:00Z\",\"expiresAt\":\"2999-01-01T00:00:00Z\"", "expiresAt"),
                more("\"ttl\":\"PT1H\",\"expiresAt\":\"2999-01-01T00:00:00Z\"", "ttl"),
                more("\"ttl\":\"-PT1H\"", "ttl"),
                more("\"ttl\":\"PT0S\"", "ttl"),
                more("\"ttl\":\"P9999D\"", "ttl"),
                more("\"ttl\":60", "ttl"),
                more("\"ttl\":\"PT1H\",\"deliverAt\":\"2999-01-01T00:00:00Z\"", "ttl"),
                more("\"metadata\":[]", "metadata"),
                more("\"metadata\":" + entries(33), "metadata"),
                more("\"metadata\":{\"a\":{\"b\":{\"c\":{}}}}", "metadata.a.b.c"),
                more("\"metadata\":{\"a\":\"\\u0001\"}", "metadata.a"),
                more("\"metadata\":{\"a\":1,\"a\":2}", "metadata.a"),
                more("\"callbackUrl\":\"ftp://example.org/\"", "callbackUrl"),
                more("\"callbackUrl\":\"file:///etc/passwd\"", "callbackUrl"),
                more("\"callbackUrl\":\"javascript:alert(1)\"", "callbackUrl"),
                more("\"callbackUrl\":\"//example.org\"", "callbackUrl"),
                more("\"callbackUrl\":\"https:///x\"", "callbackUrl"),
                more("\"callbackUrl\":\"https://user:word@example.org/\"", "callbackUrl"),
                more("\"callbackUrl\":\"https://exa mple.org/\"", "callbackUrl"),
                more("\"callbackUrl\":7", "callbackUrl"),
                more("\"idempotencyKey\":\"\"", "idempotencyKey"),
                more("\"idempotencyKey\":\"" + "k".repeat(256) + "\"", "idempotencyKey"),
                row(SUBMIT, "", 400, "body"),
                row(SUBMIT, "[]", 400, "body"),
                row(SUBMIT, "{\"message\":", 400, "body"),
                row(SUBMIT, "{\"message\":\"" + "x".repeat(262_144) + "\"}", 413, null),
                row(SUBMIT + "?dryRun=maybe", ok(""), 400, "dryRun"),
                row(SUBMIT + "?dryRun=true&dryRun=false", ok(""), 400, "dryRun"),
                row(SUBMIT + "?dryrun=true", ok(""), 400, "dryrun"),
                row(SUBMIT + "/batch", "{\"notifications\":[]}", 400, "notifications"),
                row(SUBMIT + "/batch", "{\"notifications\":{}}", 400, "notifications"),
                row(SUBMIT + "/batch", "{}", 400, "notifications"),
                row(SUBMIT + "/batch", "{\"notifications\":[" + ok("") + "],\"x\":1}", 400, "x"),
                row(SUBMIT + "/batch?dryRun=true", "{\"notifications\":[" + ok("") + "]}", 400, "dryRun"),
                row(SUBMIT + "/batch", "{\"notifications\":[" + times(1_001) + "]}", 413, null),
                row(SUBMIT + "/batch", "{\"notifications\":[\"" + "x".repeat(8 << 20) + "\"]}", 413, null),
                row(SUBMIT + "/replay", "{}", 400, "status"),
                row(SUBMIT + "/replay", "{\"status\":\"lost\"}", 400, "status"),
                row(SUBMIT + "/replay", "{\"status\":\"queued\"}", 400, "status"),
                row(SUBMIT + "/replay", "{\"status\":\"dead\",\"limit\":10001}", 400, "limit"),
                row(SUBMIT + "/replay", "{\"status\":\"dead\",\"dryRun\":1}", 400, "dryRun"),
                row(SUBMIT + "/replay", "{\"status\":\"dead\",\"sessionKey\":\"nonsense\"}", 400, "sessionKey"),
                row("POST " + ONE + "/replay", "{\"message\":\" \"}", 400, "message"),
                row("POST " + ONE + "/replay", "{\"priority\":1}", 400, "priority"),
                row("POST " + ONE + "/resolve", "{}", 400, "outcome"),
                row("POST " + ONE + "/resolve", "{\"outcome\":\"maybe\"}", 400, "outcome"),
                row("POST " + ONE + "/resolve", "", 400, "body"),
                row("GET " + PATH + "?status=lost", "", 400, "status"),
                row("GET " + PATH + "?limit=0", "", 400, "limit"),
                row("GET " + PATH + "?limit=201", "", 400, "limit"),
                row("GET " + PATH + "?limit=many", "", 400, "limit"),
                row("GET " + PATH + "?since=yesterday", "", 400, "since"),
                row("GET " + PATH + "?until=", "", 400, "until"),
                row("GET " + PATH + "?include=secrets", "", 400, "include"),
                row("GET " + PATH + "?sessionKey=nonsense", "", 400, "sessionKey"),
                row("GET " + PATH + "?cursor=nonsense", "", 400, "cursor"),
                row("GET " + PATH + "?page=2", "", 400, "page"),
                row("GET " + PATH + "?limit=1&limit=2", "", 400, "limit"),
                row("GET " + ONE + "?include=message", "", 400, "include"),
                row("DELETE " + ONE + "?force=true", "", 400, "force"));
    }

    private static String ok(String more) {
        return "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"top secret\"" + more + "}";
    }

    private static String entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"e" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    private static String times(int count) {
        return IntStream.range(0, count).mapToObj(_ -> ok("")).collect(Collectors.joining(","));
    }

    private static Arguments more(String property, String field) {
        return row(SUBMIT, ok("," + property), 400, field);
    }

    private static Arguments with(String query, String property, String field) {
        return row(SUBMIT + query, "{\"sessionKey\":\"telegram:dm:1\"," + property + "}", 400, field);
    }

    private static Arguments row(String call, String body, int status, String field) {
        return Arguments.of(call, body, status, field);
    }

    private static String head(String call) {
        return call + " HTTP/1.1\r\nContent-Type: application/json\r\n";
    }

    @ParameterizedTest(name = "[{index}] {2} {3}")
    @MethodSource("badRequests")
    void everyBadRequestNamesItsFieldAndStoresNothing(String call, String body, int status, String field)
            throws IOException {
        int before = store.history().size();

        Answer answer = http.send(head(call), body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
        assertThat(answer.text()).doesNotContain("top secret");
        if (field != null) {
            JsonNode violation = new ObjectMapper().readTree(answer.text()).at("/violations/0");
            assertThat(violation.path("field").asText()).as(answer.text()).isEqualTo(field);
            assertThat(violation.path("message").asText()).isNotEmpty();
            assertThat(violation.path("in").asText()).isEqualTo(call.contains("?") ? "query" : "body");
        }
        assertThat(store.history()).hasSize(before);
    }

    @Test
    void brokenUtf8IsRefused() throws IOException {
        int before = store.history().size();
        byte[] body = ok("").getBytes(StandardCharsets.ISO_8859_1);
        body[body.length - 5] = (byte) 0xFF;
        assertThat(http.send(head(SUBMIT), body).status()).isEqualTo(400);
        assertThat(http.send(head(SUBMIT + "/batch"), body).status()).isEqualTo(400);
        assertThat(store.history()).hasSize(before);
    }

    @Test
    void headersAreJudgedToo() throws IOException {
        int before = store.history().size();
        byte[] body = ok(",\"idempotencyKey\":\"a\"").getBytes(StandardCharsets.UTF_8);
        assertThat(http.send(head(SUBMIT) + "Idempotency-Key: b\r\n", body).status())
                .isEqualTo(400);
        assertThat(http.send("POST " + PATH + " HTTP/1.1\r\nContent-Type: text/plain\r\n", body)
                        .status())
                .isEqualTo(415);
        byte[] batch = ("{\"notifications\":[" + ok("") + "]}").getBytes(StandardCharsets.UTF_8);
        assertThat(http.send(head(SUBMIT + "/batch") + "Idempotency-Key: b\r\n", batch)
                        .status())
                .isEqualTo(400);
        assertThat(store.history()).hasSize(before);
    }
}
