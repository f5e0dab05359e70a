package io.openclaw.bridge.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Kills the service with `kill -9` at random moments under load, and in a third of the rounds the gateway too; starts them
/// again; and asks in the end whether a promise was broken. Loopback only, bounded, ends what it started.
final class CrashCampaign implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "fake-token";
    /// A dead replica's lanes rest for its lease; so long without any progress means that something is stuck.
    private static final Duration STUCK = Duration.ofMinutes(2);

    /// @param kills of the service
    /// @param replicas on PostgreSQL where there is more than one, on SQLite where there is one
    /// @param lanes callers at once, each with a session of its own
    /// @param pauseMillis of a caller between two notifications
    /// @param timeScale how many times faster the gateway forgets its keys than the real one
    /// @param seed of the random moments
    record Plan(int kills, int replicas, int lanes, long pauseMillis, int timeScale, long seed) {}

    private final Plan plan;
    private final Random random;
    private final @Nullable EmbeddedPostgres postgres;
    private final Victim gateway;
    private final URI control;
    private final List<Victim> replicas = new ArrayList<>();
    private final List<URI> doors = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int gatewayKills;

    /// @param jar of the service, `target/quarkus-app/quarkus-run.jar`
    /// @param home an empty folder for everything
    CrashCampaign(Plan plan, Path jar, Path home) throws IOException {
        this.plan = plan;
        this.random = new Random(plan.seed());
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
                        Integer.toString(plan.timeScale()),
                        "--token",
                        TOKEN),
                Map.of(),
                "READY port=");
        postgres = plan.replicas() > 1
                ? EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start()
                : null;
        for (int i = 0; i < plan.replicas(); i++) {
            replicas.add(replica(i, jar, home, port));
        }
    }

    private Victim replica(int number, Path jar, Path home, int gatewayPort) throws IOException {
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
                "OPENCLAW_MAX_DELAY",
                "1",
                "OPENCLAW_DELIVERY_KEY_MEMORY",
                "PT" + 240.0 / plan.timeScale() + "S",
                "QUARKUS_HTTP_PORT",
                Integer.toString(door)));
        if (postgres != null) {
            environment.put(
                    "OPENCLAW_DATABASE_URL", "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres");
        }
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

    /// Runs it whole.
    Verdict run() throws IOException, InterruptedException {
        gateway.start();
        gateway.await();
        for (Victim replica : replicas) { // one after the other: they share a device key and a schema
            replica.start();
            replica.await();
        }
        try (Callers callers = new Callers(doors, plan.lanes(), plan.pauseMillis())) {
            for (int kill = 0; kill < plan.kills(); kill++) {
                TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(2_000));
                Victim victim = replicas.get(random.nextInt(replicas.size()));
                if (kill % 3 == 2) {
                    killBoth(victim);
                } else {
                    victim.kill();
                    victim.start();
                }
                victim.await();
            }
            List<Callers.Accepted> accepted = callers.finish();
            drain();
            System.out.printf(
                    "%d kills of the service, %d of the gateway, seed %d; callers repeated %d times%n",
                    plan.kills(), gatewayKills, plan.seed(), callers.refused());
            return verdict(accepted);
        }
    }

    private void killBoth(Victim victim) throws InterruptedException {
        boolean gatewayFirst = random.nextBoolean();
        (gatewayFirst ? gateway : victim).kill();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
        (gatewayFirst ? victim : gateway).kill();
        gatewayKills++;
        victim.start();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        gateway.start();
        gateway.await();
    }

    /// Until nothing is queued or on its way, however long that takes: what matters is that it becomes less.
    private void drain() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long least = Long.MAX_VALUE;
        long stuck = 0;
        JsonNode queue;
        do {
            TimeUnit.MILLISECONDS.sleep(200);
            queue = JSON.readTree(get(doors.getFirst().resolve("/api/v1/status"), HttpResponse.BodyHandlers.ofString()))
                    .path("queue");
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

    private Verdict verdict(List<Callers.Accepted> accepted) throws IOException, InterruptedException {
        try (Stream<String> postings = get(control.resolve("/posted"), HttpResponse.BodyHandlers.ofLines())) {
            return Verdict.of(accepted, postings);
        }
    }

    private <T> T get(URI uri, HttpResponse.BodyHandler<T> handler) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), handler).body();
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

    /// Arguments: the service's jar. Properties: `campaign.kills`; `campaign.replicas`, where 1 is SQLite and more are PostgreSQL;
    /// `campaign.pauseMillis` of each of the 40 callers: more than the machine can deliver becomes a backlog that is to be
    /// drained in the end.
    public static void main(String[] args) throws IOException, InterruptedException {
        int kills = Integer.getInteger("campaign.kills", 100);
        int replicas = Integer.getInteger("campaign.replicas", 1);
        long pause = Long.getLong("campaign.pauseMillis", replicas == 1 ? 20 : 100);
        Plan plan = new Plan(kills, replicas, 40, pause, 20, Long.getLong("campaign.seed", System.nanoTime()));
        Path home = Files.createTempDirectory("campaign");
        try (CrashCampaign campaign = new CrashCampaign(plan, Path.of(args[0]), home)) {
            Verdict verdict = campaign.run();
            System.out.println((replicas == 1 ? "SQLite" : "PostgreSQL, " + replicas + " replicas") + ": " + verdict
                    + "\nlogs in " + home);
            if (!verdict.isGood()) {
                System.exit(1);
            }
        }
    }
}
