package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.campaign.Callers.Accepted;
import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Kills the service, and its embedded broker with it, with `kill -9` in the middle of each stream of published messages;
/// starts it again; and asks in the end whether everything that the broker acknowledged reached people, in order.
final class QueueCampaign implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "fake-token";
    private static final Duration DRAIN = Duration.ofMinutes(5);

    /// @param kills streams, each with one kill
    /// @param messages of a stream
    /// @param lanes sessions that they go to
    record Plan(int kills, int messages, int lanes, long seed) {}

    private final Plan plan;
    private final Random random;
    private final Victim gateway;
    private final Victim bridge;
    private final URI control;
    private final URI door;
    private final int queuePort;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    /// @param home an empty folder for everything
    QueueCampaign(Plan plan, Path jar, Path home) throws IOException {
        this.plan = plan;
        this.random = new Random(plan.seed());
        int port = freePort();
        int controlPort = freePort();
        int doorPort = freePort();
        queuePort = freePort();
        control = URI.create("http://127.0.0.1:" + controlPort);
        door = URI.create("http://127.0.0.1:" + doorPort);
        gateway = new Victim(
                "gateway",
                home,
                List.of(
                        java(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        CrashCampaign.absolute(System.getProperty("java.class.path")),
                        FakeGatewayMain.class.getName(),
                        "--port",
                        Integer.toString(port),
                        "--control",
                        Integer.toString(controlPort),
                        "--journal",
                        home.resolve("journal").toString(),
                        "--token",
                        TOKEN),
                Map.of(),
                "READY port=");
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE",
                "real",
                "OPENCLAW_GATEWAY_URL",
                "ws://127.0.0.1:" + port,
                "OPENCLAW_GATEWAY_TOKEN",
                TOKEN,
                "OPENCLAW_DATA_DIR",
                home.resolve("data").toString(),
                "OPENCLAW_MAX_DELAY",
                "1",
                "OPENCLAW_QUEUE_PORT",
                Integer.toString(queuePort),
                "QUARKUS_HTTP_PORT",
                Integer.toString(doorPort)));
        bridge = new Victim(
                "bridge",
                home,
                List.of(
                        java(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-jar",
                        jar.toAbsolutePath().toString()),
                environment,
                "Listening on:");
    }

    /// Runs it whole.
    Verdict run() throws Exception {
        gateway.start();
        gateway.await();
        bridge.start();
        bridge.await();
        try (Publisher publisher = new Publisher(queuePort, plan.lanes())) {
            for (int kill = 0; kill < plan.kills(); kill++) {
                int from = kill * plan.messages();
                int killAt = from + 1 + random.nextInt(plan.messages() - 1);
                CompletableFuture<Void> stream = CompletableFuture.runAsync(() -> {
                    try {
                        publisher.publish(from, from + plan.messages());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                while (publisher.count() < killAt && !stream.isDone()) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                bridge.kill();
                bridge.start();
                bridge.await();
                stream.get(5, TimeUnit.MINUTES);
            }
            drain(publisher.count());
            System.out.printf(
                    "%d kills, %d messages, seed %d; %d published again after a crash%n",
                    plan.kills(), publisher.count(), plan.seed(), publisher.repeated());
            return verdict(publisher.acknowledged());
        }
    }

    /// Until everything that was acknowledged is in the store, and nothing waits there.
    private void drain(int acknowledged) throws IOException, InterruptedException {
        long end = System.nanoTime() + DRAIN.toNanos();
        long posted = 0;
        while (true) {
            TimeUnit.MILLISECONDS.sleep(500);
            JsonNode queue = JSON.readTree(get(door.resolve("/api/v1/status"), HttpResponse.BodyHandlers.ofString()))
                    .path("queue");
            if (queue.path("queued").asLong(1) + queue.path("sending").asLong(1) == 0) {
                try (Stream<String> postings = get(control.resolve("/posted"), HttpResponse.BodyHandlers.ofLines())) {
                    posted = postings.count();
                }
                if (posted >= acknowledged) {
                    return;
                }
            }
            if (System.nanoTime() > end) {
                System.out.println("not drained: " + queue + ", posted " + posted + " of " + acknowledged);
                return; // the verdict names what is lost
            }
        }
    }

    /// The queue tells no ids: they are read off what was posted.
    private Verdict verdict(List<Accepted> acknowledged) throws IOException, InterruptedException {
        List<String> postings;
        try (Stream<String> lines = get(control.resolve("/posted"), HttpResponse.BodyHandlers.ofLines())) {
            postings = lines.toList();
        }
        Map<String, String> idOfText = new HashMap<>();
        for (String line : postings) {
            JsonNode posting = JSON.readTree(line);
            idOfText.putIfAbsent(
                    posting.path("text").asText(), posting.path("key").asText().replaceFirst("^n:", ""));
        }
        return Verdict.of(
                acknowledged.stream()
                        .map(one -> new Accepted(idOfText.getOrDefault(one.text(), "lost"), one.lane(), one.number()))
                        .toList(),
                postings.stream());
    }

    private <T> T get(URI uri, HttpResponse.BodyHandler<T> handler) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), handler).body();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        bridge.close();
        gateway.close();
        http.shutdownNow();
    }

    /// Arguments: the service's jar. Properties: `campaign.kills`, `campaign.messages` of each stream.
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        Plan plan = new Plan(
                Integer.getInteger("campaign.kills", 20),
                Integer.getInteger("campaign.messages", 20_000),
                40,
                Long.getLong("campaign.seed", System.nanoTime()));
        Path home = Files.createTempDirectory("queue-campaign");
        try (QueueCampaign campaign = new QueueCampaign(plan, Path.of(args[0]), home)) {
            Verdict verdict = campaign.run();
            System.out.println(verdict + "\nlogs in " + home);
            if (!verdict.isGood()) {
                System.exit(1);
            }
        }
    }
}
