package io.openclaw.bridge.telemetry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.openclaw.bridge.campaign.Victim;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.telemetry.Otlp.Exported;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged service, a collector and a receiver of callbacks: what a caller began is one trace to its end, although the
/// process that accepted it was killed; and what it logs is JSON without the session.
class OneTraceOverARestartIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String CHAT = "987654321";

    @TempDir
    private Path home;

    private final FakeGateway gateway = FakeGateway.start();
    private final List<Exported> exported = new CopyOnWriteArrayList<>();
    private final List<String> exports = new CopyOnWriteArrayList<>();
    private final List<String> callbacks = new CopyOnWriteArrayList<>();
    private HttpServer around;
    private Victim service;

    @BeforeEach
    void open() throws IOException {
        around = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        around.createContext("/v1/traces", this::collect);
        around.createContext("/hook", exchange -> {
            callbacks.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        around.start();
    }

    private void collect(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        byte[] body =
                (zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()).readAllBytes();
        exports.add(new String(body, StandardCharsets.ISO_8859_1));
        exported.addAll(Otlp.spans(body));
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + around.getAddress().getPort() + path;
    }

    private void start(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE", "real",
                "OPENCLAW_GATEWAY_URL", gateway.uri().toString(),
                "OPENCLAW_GATEWAY_TOKEN", gateway.token(),
                "OPENCLAW_QUEUE", "off",
                "OPENCLAW_CALLBACK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "OPENCLAW_CALLBACK_ALLOW", "127.0.0.1",
                "OTEL_EXPORTER_OTLP_ENDPOINT", url(""),
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms",
                "QUARKUS_HTTP_PORT", "0"));
        environment.putAll(more);
        service = new Victim(
                "service",
                home,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString()),
                environment,
                "Listening on:");
        service.start();
        service.await();
    }

    @AfterEach
    void close() {
        service.close();
        gateway.close();
        around.stop(0);
    }

    private String door() {
        return service.announced().replaceAll(".*Listening on: (http://[^\\s,\"]+).*", "$1");
    }

    private void post() {
        given().baseUri(door())
                .contentType("application/json")
                .header("traceparent", CALLER)
                .body("{\"sessionKey\":\"telegram:dm:" + CHAT + "\",\"message\":\"Deploy finished\",\"callbackUrl\":\""
                        + url("/hook") + "\"}")
                .post("/api/v1/notifications")
                .then()
                .statusCode(202);
    }

    private Exported span(String name) {
        await(name)
                .atMost(Duration.ofSeconds(30))
                .until(() -> exported.stream()
                        .anyMatch(
                                span -> span.name().equals(name) && span.trace().equals(TRACE)));
        return exported.stream()
                .filter(span -> span.name().equals(name) && span.trace().equals(TRACE))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void fromTheCallerToTheCallbackWithAKillInBetween() throws Exception {
        gateway.kill();
        start(Map.of(
                "OTEL_SDK_DISABLED", "false",
                "OPENCLAW_LOG_FORMAT", "json",
                "QUARKUS_LOG_CATEGORY__IO_OPENCLAW_BRIDGE_SEND__LEVEL", "DEBUG"));
        post();
        Exported accept = span("POST /api/v1/notifications");
        assertThat(accept.parent()).isEqualTo("00f067aa0ba902b7");
        service.kill();
        gateway.boot();
        service.start();
        service.await();

        Exported attempt = span("attempt");
        Exported call = span("gateway send");
        Exported callback = span("callback POST");
        assertThat(attempt.parent()).as("the row's").isEqualTo(accept.id());
        assertThat(call.parent()).isEqualTo(attempt.id());
        assertThat(callback.parent()).isEqualTo(accept.id());
        assertThat(gateway.requests("send").getFirst().traceparent())
                .isEqualTo("00-" + TRACE + "-" + call.id() + "-01");
        assertThat(callbacks).containsExactly("00-" + TRACE + "-" + callback.id() + "-01");

        given().baseUri(door())
                .contentType("application/json")
                .body("{\"message\":\"Deploy finished\"}")
                .post("/api/v1/sessions/telegram:dm:" + CHAT + "/messages")
                .then()
                .statusCode(200);
        given().baseUri(door())
                .get("/api/v1/notifications?sessionKey=telegram:dm:" + CHAT)
                .then()
                .statusCode(200);
        await("all spans")
                .atMost(Duration.ofSeconds(30))
                .until(() -> exported.stream().anyMatch(span -> span.name().equals("GET /api/v1/notifications")));
        assertThat(exports)
                .noneMatch(export -> export.contains(CHAT)
                        || export.contains("/hook")
                        || export.contains("Deploy finished")
                        || export.contains(gateway.token()));

        JsonNode sent = sentLine().path("mdc");
        assertThat(sent.path("attempt").asInt()).isEqualTo(1);
        assertThat(sent.path("session_key").asText()).matches("[0-9a-f]{12}");
        assertThat(sent.path("message_id").asText()).isNotEmpty();
        assertThat(sent.path("traceId").asText()).isEqualTo(TRACE);
        assertThat(sent.path("spanId").asText()).isEqualTo(attempt.id());
        assertThat(Files.readString(home.resolve("service.log")))
                .doesNotContain(CHAT)
                .doesNotContain("Deploy finished");
    }

    /// And every other line of the service's is an object, too.
    private JsonNode sentLine() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            lines.clear();
            for (String line : Files.readAllLines(home.resolve("service.log"))) {
                if (line.startsWith("{")) {
                    lines.add(json.readTree(line));
                }
            }
            return lines.stream().anyMatch(line -> line.path("message").asText().startsWith("Message sent"));
        });
        assertThat(lines).anyMatch(line -> line.path("message").asText().contains("Listening on"));
        return lines.stream()
                .filter(line -> line.path("message").asText().startsWith("Message sent"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void offMeansThatNothingIsSentToACollectorAndTheCallersTraceIsHandedOn() {
        start(Map.of());
        post();
        await().atMost(Duration.ofSeconds(30)).until(() -> callbacks.size() == 1);
        assertThat(callbacks).containsExactly(CALLER);
        assertThat(gateway.requests("send").getFirst().traceparent()).isEqualTo(CALLER);
        assertThat(exports).isEmpty();
    }
}
