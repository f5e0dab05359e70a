package io.openclaw.bridge.campaign;

import io.openclaw.bridge.bench.AmqpPeer;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonSender;
import java.io.IOException;
import java.net.ServerSocket;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages that are no notifications between good ones: every good one is delivered (here: to the [MockOpenClawBridge] of
/// the packaged service), every other is among the dead letters with its reason, and the memory does not grow.
@SuppressWarnings("SystemOut")
final class PoisonFlood {
    private static final int ROUNDS = 5;
    private static final int POISON = 10_000 / ROUNDS;
    private static final String DEAD_LETTERS = "openclaw.notifications.dlq";
    private static final List<String> POISONS = List.of(
            "not JSON",
            "{\"sessionKey\":\"telegram:dm:1\"}",
            "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\",\"priority\":9}",
            "[]",
            "{\"sessionKey\":\"nowhere\",\"message\":\"x\"}");

    private final int port;
    private final URI door;
    private final HttpClient http = HttpClient.newHttpClient();

    private PoisonFlood(int port, int doorPort) {
        this.port = port;
        this.door = URI.create("http://127.0.0.1:" + doorPort);
    }

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        Path home = Files.createTempDirectory("poison-flood");
        int port = freePort();
        int doorPort = freePort();
        Victim service = new Victim(
                "bridge",
                home,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-jar",
                        Path.of(args[0]).toAbsolutePath().toString()),
                Map.of(
                        "OPENCLAW_MODE", "mock",
                        "OPENCLAW_DATA_DIR", home.resolve("data").toString(),
                        "OPENCLAW_QUEUE_PORT", Integer.toString(port),
                        "QUARKUS_HTTP_PORT", Integer.toString(doorPort)),
                "Listening on:");
        boolean good;
        try (service) {
            service.start();
            service.await();
            good = new PoisonFlood(port, doorPort).run();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<Long> heaps = new ArrayList<>();
        try (AmqpPeer peer = AmqpPeer.connect(vertx, port, () -> {})) {
            for (int round = 0; round < ROUNDS; round++) {
                publish(peer, round);
                awaitMetric("openclaw_queue_messages_total", 2L * POISON * (round + 1));
                awaitMetric("openclaw_delivery_latency_seconds_count", (long) POISON * (round + 1));
                heaps.add(heapAfterGc());
            }
            Map<String, AtomicInteger> reasons = deadLetters(peer);
            int dead = reasons.values().stream().mapToInt(AtomicInteger::get).sum();
            double delivered = metric("openclaw_delivery_latency_seconds_count");
            System.out.printf(
                    "%,d good delivered, %,d dead letters, heap after GC by round in KiB %s%n%s%n",
                    Math.round(delivered), dead, heaps, reasons);
            return dead == ROUNDS * POISON
                    && Math.round(delivered) == ROUNDS * POISON
                    && heaps.getLast() < heaps.get(1) * 1.15;
        } finally {
            vertx.close();
        }
    }

    private static void publish(AmqpPeer peer, int round) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(2 * POISON);
        peer.sender("openclaw.notifications", "queue", sender -> {
            for (int i = 0; i < POISON; i++) {
                String key = round + "-" + i;
                send(sender, answered, "p" + key, POISONS.get(i % POISONS.size()));
                send(
                        sender,
                        answered,
                        "g" + key,
                        "{\"sessionKey\":\"telegram:dm:" + i % 100 + "\",\"message\":\"good " + key + "\"}");
            }
        });
        if (!answered.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException(answered.getCount() + " messages were not accepted");
        }
    }

    private static void send(ProtonSender sender, CountDownLatch answered, String key, String body) {
        sender.send(AmqpPeer.notification(key, body), _ -> answered.countDown());
    }

    private Map<String, AtomicInteger> deadLetters(AmqpPeer peer) throws InterruptedException {
        Map<String, AtomicInteger> reasons = new HashMap<>();
        CountDownLatch all = new CountDownLatch(ROUNDS * POISON);
        peer.receiver(
                DEAD_LETTERS,
                "queue",
                (_, message) -> {
                    Object reason =
                            message.getApplicationProperties().getValue().get("problemDetail");
                    reasons.computeIfAbsent(String.valueOf(reason), _ -> new AtomicInteger())
                            .incrementAndGet();
                    all.countDown();
                },
                () -> {});
        all.await(1, TimeUnit.MINUTES);
        return reasons;
    }

    private void awaitMetric(String name, long value) throws IOException, InterruptedException {
        for (int i = 0; i < 1_200; i++) {
            if (metric(name) >= value) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException(name + " stayed at " + metric(name) + " of " + value);
    }

    private double metric(String name) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(door.resolve("/q/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private long heapAfterGc() throws IOException, InterruptedException {
        long pid = ProcessHandle.current()
                .children()
                .mapToLong(ProcessHandle::pid)
                .max()
                .orElseThrow();
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return http.send(
                                HttpRequest.newBuilder(door.resolve("/q/metrics"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\""))
                        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .sum()
                / 1024;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
