package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.queue.JmsClient;
import io.openclaw.bridge.store.PostgresServer;
import java.io.IOException;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole life of the packaged service at the most talkative level there is: everything that it does well, everything that
/// goes wrong, and every page it shows. Nothing that it printed, answered or wrote beside its database names a secret or a
/// word of a message.
class NothingLeaksIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    // Each secret has a word of its own that nothing else has.
    private static final String GATEWAY_TOKEN = "gwTok-9fQ2-leak";
    private static final String WRONG_TOKEN = "wrongTok-7aZ1-leak";
    private static final String API_KEY = "apiKey-5kP3-leak-of-thirty-two-characters";
    private static final String CALLBACK_SECRET = "cbSecret-8dM4-leak-of-enough-bytes";
    private static final String DATABASE_PASSWORD = "dbPass-2wX6-leak";
    private static final String BROKER_PASSWORD = "mqPass-4hB7-leak";
    private static final String TEXT = "msgText-6vN8-leak";
    private static final String META = "metaVal-1cJ5-leak";
    private static final String REPLY = "replyText-3sL9-leak";

    @TempDir
    private Path home;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, String> emitted = new LinkedHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        http.shutdownNow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String body(String text, String more) {
        return "{\"sessionKey\":\"telegram:dm:77\",\"message\":\"" + text + "\",\"metadata\":{\"note\":\"" + META
                + "\"}" + more + "}";
    }

    private int call(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Authorization", "Bearer " + API_KEY)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        emitted.merge(
                "HTTP " + method + " " + path, answer.headers().map() + "\n" + shown(path, answer), String::concat);
        return answer.statusCode();
    }

    /// The caller's own words come back to the caller: in the notification's view, its receipt and its reply.
    private static String shown(String path, HttpResponse<String> answer) throws IOException {
        boolean own = answer.statusCode() < 300
                && (path.startsWith("/api/v1/notifications") || path.startsWith("/api/v1/sessions"));
        if (!own) {
            return answer.body();
        }
        JsonNode view = JSON.readTree(answer.body());
        List<String> owns = List.of("message", "metadata", "reply");
        strip(view, owns);
        return view.toString();
    }

    private static void strip(JsonNode node, List<String> names) {
        if (node.isObject()) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) node).remove(names);
        }
        node.forEach(child -> strip(child, names));
    }

    private static List<String> java(String... arguments) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:+UseSerialGC",
                                "-jar",
                                Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                        .toAbsolutePath()
                                        .toString()),
                        Stream.of(arguments))
                .toList();
    }

    private Victim service(String name, Map<String, String> environment) {
        Victim service = new Victim(name, home, java(), environment, "Listening on:");
        open.add(service);
        service.start();
        service.await();
        return service;
    }

    /// Runs a command of the jar to its end.
    private int command(Map<String, String> environment, String... arguments) throws Exception {
        Path output = Files.createTempFile(home, "command-", ".log");
        ProcessBuilder builder = new ProcessBuilder(java(arguments))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        emitted.merge("command " + String.join(" ", arguments), Files.readString(output), String::concat);
        return process.exitValue();
    }

    private HttpServer callbacks(AtomicInteger heard) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(heard.getAndIncrement() == 0 ? 500 : 200, -1);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return server;
    }

    private void awaitThat(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    @Test
    void nothingThatIsEmittedNamesASecretOrAWordOfAMessage() throws Exception {
        PostgresServer postgres = PostgresServer.start(home.resolve("postgres"));
        open.add(postgres);
        FakeGateway gateway = FakeGateway.start(
                FakeGatewayOptions.defaults().token(GATEWAY_TOKEN).remote(true).replies(_ -> REPLY));
        open.add(gateway);
        AtomicInteger heard = new AtomicInteger();
        HttpServer receiver = callbacks(heard);
        port = freePort();
        int queuePort = freePort();
        Path data = home.resolve("data");
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE",
                "real",
                "OPENCLAW_GATEWAY_URL",
                gateway.uri().toString(),
                "OPENCLAW_GATEWAY_TOKEN",
                WRONG_TOKEN,
                "OPENCLAW_DATA_DIR",
                data.toString(),
                "OPENCLAW_DATABASE_URL",
                postgres.url("postgres").replace("postgres@", "postgres:" + DATABASE_PASSWORD + "@"),
                "OPENCLAW_QUEUE_PORT",
                Integer.toString(queuePort),
                "OPENCLAW_QUEUE_USER",
                "bridge",
                "OPENCLAW_QUEUE_PASSWORD",
                BROKER_PASSWORD));
        Path keys = Files.writeString(
                home.resolve("keys.json"),
                "{\"keys\":[{\"name\":\"everything\",\"secret\":\"" + API_KEY
                        + "\",\"scopes\":[\"send\",\"read\",\"admin\"]}]}");
        environment.putAll(Map.of(
                "OPENCLAW_ACCESS_KEYS_FILE",
                keys.toString(),
                "OPENCLAW_CALLBACK_SECRET",
                CALLBACK_SECRET,
                "OPENCLAW_CALLBACK_ALLOW",
                "127.0.0.1",
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "QUARKUS_LOG_LEVEL",
                "TRACE",
                "QUARKUS_LOG_CONSOLE_LEVEL",
                "TRACE"));

        // A wrong token, and what is said then.
        Victim wrong = service("wrong-token", environment);
        awaitThat(
                "the refusal",
                () -> status().path("gateway").path("state").asText().equals("failed"));
        call("POST", "/api/v1/sessions/telegram:dm:77/messages", "{\"message\":\"" + TEXT + "\"}");
        call("GET", "/api/v1/doctor", null);
        wrong.close();
        assertThat(command(environment, "doctor")).isEqualTo(1);
        environment.put("OPENCLAW_GATEWAY_TOKEN", GATEWAY_TOKEN);

        // Not approved yet; then approved.
        Victim service = service("service", environment);
        gateway.approvePairing(gateway.awaitPairingRequest().requestId());
        service.close();
        service = service("service-approved", environment);
        awaitThat(
                "the connection",
                () -> status().path("gateway").path("state").asText().equals("connected"));

        workWell(gateway, receiver, queuePort);
        awaitThat("a callback that was refused and then taken", () -> heard.get() >= 2);
        workBadly(gateway);
        pages();
        assertThat(command(environment, "doctor")).isIn(0, 1);
        command(environment, "doctor", "--json");
        databaseLost(postgres);
        service.close();

        assertNothingLeaked(data, gateway);
    }

    private JsonNode status() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/status"))
                        .header("Authorization", "Bearer " + API_KEY)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body());
    }

    private void workWell(FakeGateway gateway, HttpServer receiver, int queuePort) throws Exception {
        assertThat(call(
                        "POST",
                        "/api/v1/sessions/telegram:dm:77/messages",
                        "{\"message\":\"" + TEXT + "\",\"metadata\":{\"note\":\"" + META + "\"}}"))
                .isEqualTo(200);
        assertThat(call("POST", "/api/v1/sessions/agent:main:main/messages", "{\"message\":\"" + TEXT + "\"}"))
                .isEqualTo(200);
        String callback =
                ",\"callbackUrl\":\"http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook\"";
        assertThat(call(
                        "POST",
                        "/api/v1/notifications?wait",
                        body(TEXT + " 1", callback + ",\"idempotencyKey\":\"k-1\"")))
                .isIn(202, 400);
        assertThat(call("POST", "/api/v1/notifications", body(TEXT + " 1", callback + ",\"idempotencyKey\":\"k-1\"")))
                .isEqualTo(202);
        assertThat(call("POST", "/api/v1/notifications", body(TEXT + " 2", ",\"delivery\":\"agent\"")))
                .isEqualTo(202);
        try (JmsClient client = new JmsClient(queuePort, "bridge", BROKER_PASSWORD)) {
            client.publish(body(TEXT + " 3", ""));
            client.publish("{\"no\":\"" + TEXT + "\"}");
        }
        try (JmsClient stranger = new JmsClient(queuePort, "bridge", "not-it")) {
            stranger.publish("x");
        } catch (RuntimeException refused) {
            // as it should be
        }
        gateway.awaitPosted(4);
    }

    private void workBadly(FakeGateway gateway) throws Exception {
        String direct = "/api/v1/sessions/telegram:dm:77/messages";
        for (String trouble : List.of("TG400", "TG403", "TG500", "TGNET")) {
            call("POST", direct, "{\"message\":\"" + trouble + " " + TEXT + "\"}");
        }
        gateway.inject(new Fault.Garbage("send", "{\"oops\":\"" + TEXT + "\""));
        call("POST", direct, "{\"message\":\"" + TEXT + "\"}");
        gateway.inject(new Fault.DropSocket("send"));
        call("POST", direct, "{\"message\":\"" + TEXT + "\"}");
        // What is no request.
        call("POST", direct, "{\"message\":\"" + TEXT);
        call("POST", direct, "{\"message\":[\"" + TEXT + "\"]}");
        call("POST", direct, "{\"message\":\"" + TEXT + "\",\"priority\":\"" + META + "\"}");
        call("POST", "/api/v1/notifications", body(TEXT, ",\"priority\":99,\"ttl\":\"soon\""));
        call("POST", "/api/v1/notifications", body(TEXT + " other", ",\"idempotencyKey\":\"k-1\""));
        call(
                "POST",
                "/api/v1/notifications/batch",
                "{\"notifications\":[" + body(TEXT + " 9", ",\"ttl\":\"x\"") + "]}");
        call("GET", "/api/v1/notifications/nope", null);
        call("GET", "/api/v1/notifications?limit=5", null);
        call("GET", "/nothing/here", null);
    }

    private void pages() throws Exception {
        for (String page : List.of(
                "/api/v1/status",
                "/api/v1/doctor",
                "/q/metrics",
                "/q/health",
                "/q/health/ready",
                "/q/openapi",
                "/q/asyncapi",
                "/q/info",
                "/q/dev",
                "/q/dev-ui")) {
            call("GET", page, null);
        }
    }

    private void databaseLost(PostgresServer postgres) throws Exception {
        postgres.stop();
        assertThat(call("POST", "/api/v1/notifications", body(TEXT + " lost", "")))
                .isEqualTo(503);
        call("GET", "/api/v1/notifications?limit=5", null);
        call("GET", "/api/v1/status", null);
        call("GET", "/api/v1/doctor", null);
        call("GET", "/q/health", null);
        postgres.startAgain();
        awaitThat(
                "the store", () -> status().path("store").path("state").asText().equals("up"));
    }

    private void assertNothingLeaked(Path data, FakeGateway gateway) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                emitted.put("output " + log.getFileName(), Files.readString(log, StandardCharsets.UTF_8));
            }
        }
        // What it wrote beside its database, its broker's journal and the files whose whole purpose is a secret.
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = data.relativize(file).toString();
                if (!name.startsWith("broker") && !name.startsWith("device-")) {
                    emitted.put("file " + name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        String key = Files.readString(data.resolve("device-key.pem"));
        List<String> secrets = new ArrayList<>(List.of(
                GATEWAY_TOKEN,
                WRONG_TOKEN,
                API_KEY,
                CALLBACK_SECRET,
                DATABASE_PASSWORD,
                BROKER_PASSWORD,
                TEXT,
                META,
                REPLY,
                Files.readString(data.resolve("device-token")).strip()));
        key.lines()
                .filter(line -> !line.contains("-----") && line.length() > 20)
                .limit(1)
                .forEach(secrets::add);

        assertThat(emitted.keySet()).anyMatch(name -> name.startsWith("output service"));
        List<String> leaks = new ArrayList<>();
        emitted.forEach((where, what) -> secrets.forEach(secret -> what.lines()
                .filter(line -> line.contains(secret))
                .limit(3)
                .forEach(line -> leaks.add(where + ": " + line.substring(0, Math.min(300, line.length()))))));
        assertThat(leaks).isEmpty();
        assertThat(gateway.posted()).as("something was said at all").isNotEmpty();
    }
}
