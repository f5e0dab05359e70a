package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.openclaw.bridge.campaign.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The packaged service under fire: mode mock, real SQLite, real embedded broker, a receiver of callbacks; on loopback.
public final class Target implements AutoCloseable {
    /// Stands in every secret that the service is given.
    static final String CONFIDENTIAL = "Vertraulich";

    private final Path home;
    private final HttpServer receiver;
    private final Victim service;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int door = freePort();
    private final int queue = freePort();

    /// Starts it.
    ///
    /// @param jar of the service
    /// @param home an empty folder
    /// @param more of its environment
    public Target(Path jar, Path home, Map<String, String> more, List<String> jvm) throws IOException {
        this.home = home;
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
            }
        });
        receiver.start();
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE",
                "mock",
                "OPENCLAW_DATA_DIR",
                home.resolve("data").toString(),
                "OPENCLAW_QUEUE",
                "embedded",
                "OPENCLAW_QUEUE_PORT",
                Integer.toString(queue),
                "OPENCLAW_GATEWAY_TOKEN",
                "token-" + CONFIDENTIAL,
                "OPENCLAW_CALLBACK_SECRET",
                "the-callbacks-secret-" + CONFIDENTIAL,
                "OPENCLAW_CALLBACK_ALLOW",
                "localhost,127.0.0.1",
                "QUARKUS_HTTP_PORT",
                Integer.toString(door)));
        environment.putAll(more);
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        service = new Victim("service", home, command, environment, "Listening on:");
        service.start();
        service.await();
    }

    /// Of a receiver that says yes to everything.
    public String callback() {
        return "http://localhost:" + receiver.getAddress().getPort() + "/hear";
    }

    public int door() {
        return door;
    }

    public int queue() {
        return queue;
    }

    public long pid() {
        return service.pid();
    }

    /// @return body of the answer, which must be a success
    public JsonNode get(String path) {
        return call("GET", path, null);
    }

    /// As [#get].
    public JsonNode post(String path, String body) {
        return call("POST", path, body);
    }

    private JsonNode call(String method, String path, @Nullable String body) {
        HttpResponse<String> answer = answer(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new Finding(method + " " + path + " answers " + answer.statusCode() + " " + answer.body());
        }
        JsonNode json = Judge.json(answer.body().getBytes(StandardCharsets.UTF_8));
        if (json == null) {
            throw new Finding(method + " " + path + " answers what is no JSON: " + answer.body());
        }
        return json;
    }

    /// @param body null for none
    public HttpResponse<String> answer(String method, String path, @Nullable String body) {
        return answer(method, path, body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }

    /// As it is.
    HttpResponse<String> answer(String method, String path, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + path))
                .timeout(java.time.Duration.ofSeconds(40));
        if (body.length == 0) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                    .header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Sum of a metric over its labels.
    public double metric(String name) {
        return answer("GET", "/q/metrics", new byte[0])
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /// All that it has said.
    public List<String> log() {
        try {
            return Files.readAllLines(home.resolve("service.log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        service.close();
        receiver.stop(0);
    }
}
