package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.campaign.Victim;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way with the packaged service: published, stored, delivered, and heard of.
class QueueServiceIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int port;
    private int doorPort;
    private Victim service;

    @BeforeEach
    void ports() throws IOException {
        port = freePort();
        doorPort = freePort();
    }

    @AfterEach
    void end() {
        if (service != null) {
            service.close();
        }
        http.shutdownNow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void start(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENCLAW_MODE", "mock",
                "OPENCLAW_DATA_DIR", home.resolve("data").toString(),
                "QUARKUS_HTTP_PORT", Integer.toString(doorPort)));
        environment.putAll(settings);
        service = new Victim(
                "bridge",
                home,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString()),
                environment,
                "Listening on:");
        service.start();
        service.await();
    }

    private void startWithBroker() {
        start(Map.of("OPENCLAW_QUEUE_PORT", Integer.toString(port)));
        awaitBroker("connected");
    }

    private String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + doorPort + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String post(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + doorPort + "/api/v1/notifications"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);
        return JSON.readTree(answer.body()).path("id").asText();
    }

    private void awaitBroker(String state) {
        await().until(() -> JSON.readTree(get("/api/v1/status"))
                .at("/broker/state")
                .asText()
                .equals(state));
    }

    private static JsonNode next(JMSConsumer events) throws JMSException, IOException {
        return JSON.readTree(JmsClient.text(JmsClient.next(events)));
    }

    @Test
    void whatIsPublishedIsDeliveredAndItsEndIsHeard() throws JMSException, IOException {
        startWithBroker();
        try (JmsClient client = new JmsClient(port);
                JMSConsumer events = client.subscribe(Samples.EVENTS)) {
            client.publish("{\"sessionKey\":\"telegram:dm:77\",\"message\":\"over the queue\"}");

            JsonNode event = next(events);
            assertThat(event.path("type").asText()).isEqualTo("io.openclaw.bridge.notification.delivered");
            assertThat(event.at("/data/message").asText()).isEqualTo("over the queue");
            JsonNode row = JSON.readTree(
                    get("/api/v1/notifications/" + event.path("subject").asText()));
            assertThat(row.path("status").asText()).isEqualTo("delivered");
            assertThat(event.path("data")).isEqualTo(row);
        }
    }

    /// The README's Node caller, as it stands there.
    @Test
    void aCallerInAnotherLanguagePublishesAndHearsTheOutcome() throws IOException, InterruptedException {
        assumeTrue(NodePackage.canBeFetched(), "node and npm are not on the PATH");
        NodePackage rhea = NodePackage.ready(NodePackage.RHEA);
        startWithBroker();
        ProcessBuilder caller = new ProcessBuilder(
                        "node",
                        Path.of("src/test/resources/queue/publish-and-hear.mjs").toString(),
                        Integer.toString(port),
                        UUID.randomUUID().toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("caller.log").toFile());
        caller.environment().put("NODE_PATH", rhea.modules().toString());
        Process process = caller.start();
        try {
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(home.resolve("caller.log"));

            assertThat(ended).as(String.join("\n", lines)).isTrue();
            assertThat(lines).contains("accepted");
            JsonNode event = JSON.readTree(lines.getLast());
            assertThat(event.path("type").asText()).isEqualTo("io.openclaw.bridge.notification.delivered");
            assertThat(event.at("/data/message").asText()).isEqualTo("Deploy finished");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void withoutItsBrokerRestGoesOnAndOutcomesAreHeardLater() throws IOException, InterruptedException, JMSException {
        try (BrokerProcess broker = new BrokerProcess(home.resolve("external"))) {
            broker.start();
            start(Map.of("OPENCLAW_QUEUE", "external", "OPENCLAW_QUEUE_URL", "amqp://127.0.0.1:" + broker.port()));
            awaitBroker("connected");
            broker.kill();
            awaitBroker("reconnecting");

            String id = post("{\"sessionKey\":\"telegram:dm:77\",\"message\":\"over HTTP\"}");
            await().until(() -> get("/api/v1/notifications/" + id).contains("\"delivered\""));
            JsonNode readiness = JSON.readTree(get("/q/health/ready"));
            assertThat(readiness.path("status").asText()).isEqualTo("UP");
            assertThat(readiness.toString()).contains("\"state\":\"reconnecting\"");

            broker.start();
            try (JmsClient client = new JmsClient(broker.port());
                    JMSConsumer events = client.subscribe(Samples.EVENTS)) {
                assertThat(client).isNotNull();
                String second = post("{\"sessionKey\":\"telegram:dm:77\",\"message\":\"again\"}");
                JsonNode event = next(events);
                // The first may have been published before this subscription was there.
                if (!event.path("subject").asText().equals(second)) {
                    assertThat(event.path("subject").asText()).isEqualTo(id);
                    assertThat(next(events).path("subject").asText()).isEqualTo(second);
                }
            }
            await().until(() -> get("/q/metrics").contains("openclaw_queue_events_published_total 2.0"));
        }
    }

    @Test
    void whereTheQueueIsOffNoEventIsWrittenForIt() throws IOException, InterruptedException, SQLException {
        start(Map.of("OPENCLAW_QUEUE", "off"));
        String id = post("{\"sessionKey\":\"telegram:dm:77\",\"message\":\"x\"}");
        await().until(() -> get("/api/v1/notifications/" + id).contains("\"delivered\""));

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/mock/bridge.db"));
                ResultSet count = connection.createStatement().executeQuery("SELECT count(*) FROM outgoing")) {
            assertThat(count.getInt(1)).isZero();
        }
        assertThat(home.resolve("data/mock/broker")).doesNotExist();
    }

    @Test
    void aTakenPortStopsTheStartWithASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(this::startWithBroker).isInstanceOf(RuntimeException.class);

            assertThat(Files.readString(home.resolve("bridge.log")))
                    .contains("port " + taken.getLocalPort(), "is taken", "OPENCLAW_QUEUE_PORT");
        }
    }
}
