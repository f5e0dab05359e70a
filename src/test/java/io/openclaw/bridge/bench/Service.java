package io.openclaw.bridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The packaged service as a process of a benchmark, with `-Xmx512m`, in a data directory of its own.
final class Service implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final URI base;
    private final Processes.Started process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Service(Processes.Started process) {
        this.process = process;
        this.base = URI.create(process.line().replaceAll(".*Listening on: (http://[^ ]+).*", "$1"));
    }

    /// @param jar `target/quarkus-app/quarkus-run.jar`
    /// @param gateway `ws://…`; nothing needs to be there
    /// @param more further environment
    static Service start(Path jar, String gateway, String token, Path data, Map<String, String> more)
            throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE", "real",
                "OPENCLAW_GATEWAY_URL", gateway,
                "OPENCLAW_GATEWAY_TOKEN", token,
                "OPENCLAW_DATA_DIR", data.toString(),
                "OPENCLAW_QUEUE", "off",
                "QUARKUS_HTTP_PORT", "0",
                "QUARKUS_LOG_LEVEL", "WARN",
                "QUARKUS_LOG_CATEGORY__IO_QUARKUS__LEVEL", "INFO"));
        environment.putAll(more);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        String options = System.getProperty("bench.serviceOptions", "");
        if (!options.isBlank()) {
            command.addAll(List.of(options.split(" ")));
        }
        command.addAll(List.of("-jar", jar.toString()));
        return new Service(Processes.start(command, environment, "Listening on:"));
    }

    static Path folder() throws IOException {
        return Files.createTempDirectory(Path.of("target"), "bench-").toAbsolutePath();
    }

    /// One run of callers against it.
    JsonNode load(String path, int connections, int lanes, long perSecond, long warmUp, long measured, int status)
            throws IOException, InterruptedException {
        return Processes.run(Processes.java(
                HttpLoad.class,
                base.resolve(path).toString(),
                "POST",
                Integer.toString(connections),
                Integer.toString(lanes),
                Long.toString(perSecond),
                Long.toString(warmUp),
                Long.toString(measured),
                Integer.toString(status)));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(text(path));
    }

    private String text(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /// A metric's value, over all its labels.
    double metric(String name) throws IOException, InterruptedException {
        return text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    JsonNode queue() throws IOException, InterruptedException {
        return get("/api/v1/status").path("queue");
    }

    void awaitConnected() throws IOException, InterruptedException {
        await(status -> status.at("/gateway/state").asText().equals("connected"), 60);
    }

    void awaitDrained(int seconds) throws IOException, InterruptedException {
        await(
                status -> status.at("/queue/queued").asLong(1)
                                + status.at("/queue/sending").asLong(1)
                        == 0,
                seconds);
    }

    private void await(Predicate<JsonNode> condition, int seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        JsonNode status = get("/api/v1/status");
        while (!condition.test(status)) {
            if (System.nanoTime() > end) {
                throw new IOException("stayed so: " + status);
            }
            TimeUnit.MILLISECONDS.sleep(50);
            status = get("/api/v1/status");
        }
    }

    long pid() {
        return process.process().pid();
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.close();
    }
}
