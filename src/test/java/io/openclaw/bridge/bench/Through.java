package io.openclaw.bridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import io.openclaw.bridge.store.StoreRun;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// POST → stored → claimed → the fake gateway, a process of its own → `delivered` on disk; then the idle latency of one at a time.
/// Beside it, in the same run, what raw JDBC does with the same rows.
@SuppressWarnings("SystemOut")
final class Through {
    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 32);
    private static final int LANES = 1_000;
    private static final int SECONDS = Integer.getInteger("bench.seconds", 60);
    private static final int RATE = Integer.getInteger("bench.rate", 0);
    private static final int IDLE = 1_000;
    private static final String TOKEN = "fake-token";
    private static final String DELIVERED = "openclaw_delivery_latency_seconds_count";

    private Through() {}

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        try (Processes.Started gateway =
                        Processes.start(Processes.java(FakeGatewayMain.class, "--health", "brief"), Map.of(), "READY");
                Service service = Service.start(
                        Path.of(args[0]),
                        "ws://127.0.0.1:" + gateway.line().replaceAll(".*READY port=(\\d+).*", "$1"),
                        TOKEN,
                        Service.folder(),
                        Map.of())) {
            service.awaitConnected();
            int rate = RATE;
            if (rate == 0) {
                service.load("/api/v1/notifications", CONNECTIONS, LANES, 5_000, 1, 20_000, 202); // warms up
                service.awaitDrained(120);
                rate = 40_000;
            }
            // Before the flood: of each message the gateway tells when it posted it.
            idle(service, gateway.line().replaceAll(".*control=(\\d+).*", "$1"));
            double before = service.metric(DELIVERED);
            double commitsBefore = service.metric("openclaw_store_commit_seconds_count");
            int target = rate;
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                try {
                    service.load("/api/v1/notifications", CONNECTIONS, LANES, target, 1, SECONDS * 1_000L, 202);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            long begun = System.nanoTime();
            TimeUnit.SECONDS.sleep(SECONDS);
            double delivered = service.metric(DELIVERED) - before;
            double commits = service.metric("openclaw_store_commit_seconds_count") - commitsBefore;
            double seconds = (System.nanoTime() - begun) / 1e9;
            load.join();
            System.out.printf(
                    "through: %,.0f delivered in %.1f s = %,.0f/s; %.3f commits per delivered; left over %s%n",
                    delivered, seconds, delivered / seconds, commits / delivered, service.queue());
            service.awaitDrained(300);
        }
        StoreRun.main("target", "3");
    }

    /// One notification each 20 ms: from before its POST until the gateway has posted it, by the same clock. The gateway tells
    /// whole milliseconds; the one begun is counted as over.
    private static void idle(Service service, String control) throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Map<String, Instant> sent = new HashMap<>();
            for (int i = 0; i < IDLE; i++) {
                String text = "idle " + i;
                sent.put(text, Instant.now());
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(service.base.resolve("/api/v1/notifications"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"sessionKey\":\"telegram:dm:7\",\"message\":\"" + text + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 202) {
                    throw new IllegalStateException("answered " + answer.statusCode());
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            service.awaitDrained(10);
            ObjectMapper json = new ObjectMapper();
            List<Long> micros = new ArrayList<>();
            String posted = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control + "/posted"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            for (String line : posted.lines().filter(l -> l.contains("\"idle ")).toList()) {
                JsonNode message = json.readTree(line);
                Instant at = Instant.ofEpochMilli(message.path("at").asLong() + 1);
                micros.add(Duration.between(sent.get(message.path("text").asText()), at)
                                .toNanos()
                        / 1_000);
            }
            micros.sort(null);
            int warm = micros.size();
            System.out.printf(
                    "idle, 50/s: POST to the gateway p50 %.1f ms, p99 %.1f ms (%d of %d)%n",
                    micros.get(warm / 2) / 1e3, micros.get(warm * 99 / 100) / 1e3, warm, IDLE);
        }
    }
}
