package io.openclaw.bridge.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The packaged service in front of the fake gateway: what it adds to a message's way, and what it costs when idle.
@SuppressWarnings("SystemOut")
final class ServiceRun {
    private static final int MESSAGES = 3000;
    private static final int WARM_UP = 6000;
    private static final long IDLE_SECONDS = 30;

    private ServiceRun() {}

    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    static void measure(Path jar, String gateway, String token) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("bench-data");
        List<String> command =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString());
        Map<String, String> environment = Map.of(
                "OPENCLAW_MODE",
                "real",
                "OPENCLAW_GATEWAY_URL",
                gateway,
                "OPENCLAW_GATEWAY_TOKEN",
                token,
                "OPENCLAW_DATA_DIR",
                data.toString(),
                "OPENCLAW_QUEUE",
                "off",
                "QUARKUS_HTTP_PORT",
                "0");
        try (Processes.Started service = Processes.start(command, environment, "Listening on:");
                HttpClient http = HttpClient.newHttpClient()) {
            URI base = URI.create(service.line().replaceAll(".*Listening on: (http://[^ ]+).*", "$1"));
            awaitConnected(http, base);
            HttpRequest post = HttpRequest.newBuilder(base.resolve("/api/v1/sessions/telegram:dm:1/messages"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"Deploy finished\"}"))
                    .build();
            latencies(http, post, WARM_UP);
            Figures whole = Figures.of(latencies(http, post, MESSAGES), TimeUnit.SECONDS.toNanos(1));
            System.out.printf(
                    "%n## The way through the service, one message at a time%n%nPOST to answer: p50 %.2f ms, p99 %.2f ms, with HTTP both ways and the fake gateway's own time in it%n",
                    whole.p50Micros() / 1e3, whole.p99Micros() / 1e3);
            TimeUnit.SECONDS.sleep(5);
            Duration before = cpu(service);
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            double percent = cpu(service).minus(before).toMillis() / 10.0 / IDLE_SECONDS;
            System.out.printf("%n## Idle service%n%n%.2f %% of a core%n", percent);
        }
    }

    private static Duration cpu(Processes.Started service) {
        return service.process().info().totalCpuDuration().orElseThrow();
    }

    private static void awaitConnected(HttpClient http, URI base) throws IOException, InterruptedException {
        HttpRequest status =
                HttpRequest.newBuilder(base.resolve("/api/v1/status")).build();
        for (int i = 0; i < 100; i++) {
            if (http.send(status, HttpResponse.BodyHandlers.ofString()).body().contains("connected")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the service did not connect");
    }

    private static long[] latencies(HttpClient http, HttpRequest post, int messages)
            throws IOException, InterruptedException {
        long[] latencies = new long[messages];
        for (int i = 0; i < messages; i++) {
            long begun = System.nanoTime();
            int status = http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode();
            latencies[i] = System.nanoTime() - begun;
            if (status != 200) {
                throw new IOException("answered " + status);
            }
        }
        return latencies;
    }
}
