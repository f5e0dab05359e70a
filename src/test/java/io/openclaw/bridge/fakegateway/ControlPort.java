package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// A gateway process' remote control for test harnesses, on loopback, apart from the gateway's own port.
///
/// | Call | Does |
/// |---|---|
/// | `GET /posted`, `GET /posted?key=…` | everything posted, or what was posted under a key, one JSON line each |
/// | `GET /received?method=…` | requests that came, as far as they are remembered, one JSON line each |
/// | `GET /stats` | numbers |
/// | `POST /restart`, `POST /restart?how=kill` | SIGTERM or SIGKILL, then a new boot on the same port |
/// | `POST /fault` | `{"fault":"Silence","method":"send","times":2}`: a record of [Fault] with its components |
/// | `DELETE /fault` | forgets what has not struck |
final class ControlPort implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final FakeGateway gateway;
    private final HttpServer server;

    ControlPort(FakeGateway gateway, int port) throws IOException {
        this.gateway = gateway;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                String query = exchange.getRequestURI().getRawQuery();
                switch (exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getPath()) {
                    case "GET /posted" ->
                        lines(
                                exchange,
                                (query == null ? gateway.posted() : gateway.postedWithKey(value(query, "key")))
                                        .stream().map(Journal::json));
                    case "GET /received" ->
                        lines(
                                exchange,
                                gateway.requests(value(query, "method")).stream()
                                        .map(ControlPort::json));
                    case "GET /stats" -> answer(exchange, 200, MAPPER.writeValueAsString(gateway.stats()));
                    case "POST /restart" -> {
                        restart("kill".equals(value(query, "how")));
                        answer(exchange, 200, MAPPER.writeValueAsString(gateway.stats()));
                    }
                    case "POST /fault" -> {
                        inject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                        answer(exchange, 204, "");
                    }
                    case "DELETE /fault" -> {
                        gateway.clearFaults();
                        answer(exchange, 204, "");
                    }
                    default -> answer(exchange, 404, "");
                }
            } catch (IllegalArgumentException | JsonProcessingException wrongCall) {
                answer(exchange, 400, String.valueOf(wrongCall.getMessage()));
            }
        }
    }

    private void restart(boolean kill) {
        if (kill) {
            gateway.kill();
            gateway.boot();
        } else {
            gateway.restart();
        }
    }

    private void inject(String json) throws JsonProcessingException {
        if (!(MAPPER.readTree(json) instanceof ObjectNode body)) {
            throw new IllegalArgumentException(
                    "expected a JSON object such as {\"fault\":\"Silence\",\"method\":\"send\"}");
        }
        String name = take(body, "fault").asText();
        int times = take(body, "times").asInt(1);
        Class<?> type = Arrays.stream(Fault.class.getDeclaredClasses())
                .filter(candidate ->
                        candidate.isRecord() && candidate.getSimpleName().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("there is no fault " + name));
        gateway.inject((Fault) MAPPER.treeToValue(body, type), Times.times(times));
    }

    private static JsonNode take(ObjectNode body, String property) {
        JsonNode value = body.path(property);
        body.remove(property);
        return value;
    }

    private static String json(ReceivedRequest request) {
        try {
            return MAPPER.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lines(HttpExchange exchange, Stream<String> all) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
            for (String line : (Iterable<String>) all::iterator) {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String value(@org.jspecify.annotations.Nullable String query, String name) {
        if (query != null) {
            for (String pair : query.split("&")) {
                if (pair.startsWith(name + "=")) {
                    return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                }
            }
        }
        return "";
    }
}
