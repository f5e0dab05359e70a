package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import io.openclaw.bridge.store.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fake gateway, the database and the packaged service, each a process of its own on loopback. Ends what it started.
final class Site implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "fake-token";

    /// A dead replica's lanes rest for its lease; so long without any progress means that something is stuck.
    private static final Duration STUCK = Duration.ofMinutes(2);

    final Victim gateway;
    final List<Victim> replicas = new ArrayList<>();
    final List<URI> doors = new ArrayList<>();
    final @Nullable PostgresServer postgres;
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI control;

    /// @param replicas how many
    /// @param postgres whether they share one; one alone may have SQLite
    /// @param timeScale how many times faster the gateway forgets its keys than the real one
    /// @param remembered how many frames the gateway keeps for [#frames()]
    /// @param environment of the replicas, beside what they need
    record Layout(int replicas, boolean postgres, int timeScale, int remembered, Map<String, String> environment) {}

    /// Starts nothing but the database.
    ///
    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    /// @param home an empty folder for everything
    Site(Layout layout, Path jar, Path home) throws IOException {
        int port = freePort();
        int controlPort = freePort();
        control = URI.create("http://127.0.0.1:" + controlPort);
        gateway = new Victim(
                "gateway",
                home,
                List.of(
                        java(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        absolute(System.getProperty("java.class.path")),
                        FakeGatewayMain.class.getName(),
                        "--port",
                        Integer.toString(port),
                        "--control",
                        Integer.toString(controlPort),
                        "--journal",
                        home.resolve("journal").toString(),
                        "--time-scale",
                        Integer.toString(layout.timeScale()),
                        "--remember",
                        Integer.toString(layout.remembered()),
                        "--token",
                        TOKEN),
                Map.of(),
                "READY port=");
        postgres = layout.postgres() ? PostgresServer.start(home.resolve("postgres")) : null;
        for (int i = 0; i < layout.replicas(); i++) {
            replicas.add(replica(i, layout, jar, home, port));
        }
    }

    private Victim replica(int number, Layout layout, Path jar, Path home, int gatewayPort) throws IOException {
        int door = freePort();
        doors.add(URI.create("http://127.0.0.1:" + door));
        Path folder = Files.createDirectories(home.resolve("replica-" + number));
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE",
                "real",
                "OPENCLAW_GATEWAY_URL",
                "ws://127.0.0.1:" + gatewayPort,
                "OPENCLAW_GATEWAY_TOKEN",
                TOKEN,
                "OPENCLAW_DATA_DIR",
                folder.resolve("data").toString(),
                "OPENCLAW_DEVICE_KEY_FILE",
                home.resolve("device.key").toString(),
                "OPENCLAW_QUEUE",
                "off",
                "OPENCLAW_MAX_DELAY",
                "1",
                "OPENCLAW_DELIVERY_KEY_MEMORY",
                "PT" + 240.0 / layout.timeScale() + "S",
                "QUARKUS_HTTP_PORT",
                Integer.toString(door)));
        if (postgres != null) {
            environment.put("OPENCLAW_DATABASE_URL", postgres.url("postgres"));
        }
        environment.putAll(layout.environment());
        return new Victim(
                "bridge-" + number,
                folder,
                List.of(
                        java(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-jar",
                        jar.toAbsolutePath().toString()),
                environment,
                "Listening on:");
    }

    /// Everything, until it is ready.
    void start() {
        gateway.start();
        gateway.await();
        for (Victim replica : replicas) { // one after the other: they share a device key and a schema
            replica.start();
            replica.await();
        }
    }

    JsonNode status(int replica) throws IOException, InterruptedException {
        return JSON.readTree(get(doors.get(replica).resolve("/api/v1/status"), HttpResponse.BodyHandlers.ofString()));
    }

    double metric(int replica, String name) throws IOException, InterruptedException {
        return get(doors.get(replica).resolve("/q/metrics"), HttpResponse.BodyHandlers.ofString())
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /// Bytes of heap in use.
    double heap(int replica) throws IOException, InterruptedException {
        return get(doors.get(replica).resolve("/q/metrics"), HttpResponse.BodyHandlers.ofString())
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /// Until nothing is queued or on its way, however long that takes: what matters is that it becomes less.
    void drain() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long least = Long.MAX_VALUE;
        long stuck = 0;
        JsonNode queue;
        do {
            TimeUnit.MILLISECONDS.sleep(200);
            queue = status(0).path("queue");
            long left = queue.path("queued").asLong(1) + queue.path("sending").asLong(1);
            if (least == Long.MAX_VALUE) {
                System.out.println("to be drained: " + queue);
            }
            if (left < least) {
                least = left;
                stuck = System.nanoTime() + STUCK.toNanos();
            } else if (System.nanoTime() > stuck) {
                throw new IllegalStateException(
                        "not drained: " + queue + "\n" + replicas.getFirst().lastWords());
            }
        } while (least > 0);
        System.out.printf("drained in %d s: %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun), queue);
    }

    /// Everything that people got to see, one line of JSON each, in order.
    List<String> posted() throws IOException, InterruptedException {
        try (Stream<String> postings = get(control.resolve("/posted"), HttpResponse.BodyHandlers.ofLines())) {
            return postings.toList();
        }
    }

    Verdict verdict(List<Callers.Accepted> accepted) throws IOException, InterruptedException {
        try (Stream<String> postings = get(control.resolve("/posted"), HttpResponse.BodyHandlers.ofLines())) {
            return Verdict.of(accepted, postings);
        }
    }

    /// Every frame with a message that reached the gateway since it was started, in order.
    List<Frame> frames() throws IOException, InterruptedException {
        try (Stream<String> lines =
                get(control.resolve("/received?method=send"), HttpResponse.BodyHandlers.ofLines())) {
            return lines.map(Frame::parse).toList();
        }
    }

    private <T> T get(URI uri, HttpResponse.BodyHandler<T> handler) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), handler).body();
    }

    /// @param connection the gateway's number of it
    /// @param at milliseconds of the gateway's time
    record Frame(int connection, String key, String text, long at) {
        private static Frame parse(String line) {
            try {
                JsonNode json = JSON.readTree(line);
                return new Frame(
                        json.path("connection").asInt(),
                        json.path("params").path("idempotencyKey").asText(),
                        json.path("params").path("message").asText(),
                        json.path("at").asLong());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// The victims run in folders of their own.
    private static String absolute(String classPath) {
        return Stream.of(classPath.split(java.io.File.pathSeparator))
                .map(part -> Path.of(part).toAbsolutePath().toString())
                .reduce((all, part) -> all + java.io.File.pathSeparator + part)
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        replicas.forEach(Victim::close);
        gateway.close();
        http.shutdownNow();
        if (postgres != null) {
            postgres.close();
        }
    }
}
