package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// The packaged service as people run it: `java -jar quarkus-run.jar` in a process and a folder of its own, told what
/// it must know by environment variables, spoken to over HTTP. It logs everything it can, so that [#leaks] finds a
/// secret that any level would give away.
final class BridgeProcess implements AutoCloseable {

    /// Nobody's machine is so slow that this would be waited for in vain.
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://[^\\s]+)");
    private static final Duration KILL = Duration.ofSeconds(15);
    private static final int LAST_LINES = 80;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final Path output;
    private final Process process;
    private final Confidential confidential = new Confidential();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Thread lastResort = new Thread(this::kill, "bridge-last-resort");
    private @Nullable URI address;

    /// Starts it and does not wait.
    ///
    /// @param home its working directory, where `./data` will be; kept, so that it can be started again there
    static BridgeProcess launch(Path home, Map<String, String> environment) {
        try {
            return new BridgeProcess(home, environment);
        } catch (IOException e) {
            throw new UncheckedIOException("The bridge did not start", e);
        }
    }

    /// Starts it and waits until its door is open, not until it is connected.
    static BridgeProcess start(Path home, Map<String, String> environment) {
        BridgeProcess bridge = launch(home, environment);
        try {
            bridge.awaitDoor();
            return bridge;
        } catch (RuntimeException e) {
            bridge.close();
            throw e;
        }
    }

    /// What it needs to reach that gateway.
    static Map<String, String> environment(URI gateway, String token) {
        return Map.of("OPENCLAW_GATEWAY_URL", gateway.toString(), "OPENCLAW_GATEWAY_TOKEN", token);
    }

    private BridgeProcess(Path home, Map<String, String> environment) throws IOException {
        this.home = home;
        output = Files.createTempFile(home, "bridge-", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString())
                .directory(home.toFile());
        Map<String, String> variables = builder.environment();
        variables
                .keySet()
                .removeIf(name ->
                        name.startsWith("OPENCLAW_") || name.startsWith("QUARKUS_") || name.equals("ENVIRONMENT"));
        variables.put("QUARKUS_HTTP_PORT", "0");
        variables.put("QUARKUS_LOG_LEVEL", "DEBUG");
        variables.put("OPENCLAW_QUEUE", "off");
        variables.putAll(environment);
        environment.forEach((name, value) -> {
            if (name.endsWith("_TOKEN")) {
                confidential.token(value);
            }
        });
        process = builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    HttpAnswer send(String sessionKey, Map<String, ?> body) {
        try {
            return sendAsync(sessionKey, body)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError("No answer from the bridge. Its last words:\n" + lastWords(), e);
        }
    }

    HttpAnswer send(String sessionKey, String message) {
        return send(sessionKey, Map.of("message", message));
    }

    CompletableFuture<HttpAnswer> sendAsync(String sessionKey, Map<String, ?> body) {
        confidential.text(String.valueOf(body.get("message")));
        try {
            HttpRequest request = HttpRequest.newBuilder(address(
                            "/api/v1/sessions/" + URLEncoder.encode(sessionKey, StandardCharsets.UTF_8) + "/messages"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(this::checked);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// Hands in notifications, all in one request; answers with their ids.
    List<String> handIn(List<Map<String, String>> notifications) {
        notifications.forEach(one -> confidential.text(one.get("message")));
        try {
            HttpRequest request = HttpRequest.newBuilder(address("/api/v1/notifications/batch"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            JSON.writeValueAsString(Map.of("notifications", notifications))))
                    .build();
            HttpAnswer answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .thenApply(this::checked)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            return answer.body().path("results").findValues("notification").stream()
                    .map(view -> view.path("id").asText())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// The gateway's part of `/api/v1/status`.
    JsonNode gateway() {
        return get("/api/v1/status").body().path("gateway");
    }

    HttpAnswer get(String path) {
        HttpRequest request = HttpRequest.newBuilder(address(path)).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(this::checked)
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    boolean isConnected() {
        return gateway().path("state").asText().equals("connected");
    }

    String bootId() {
        return gateway().path("bootId").asText();
    }

    void awaitConnected() {
        awaitGateway(gateway -> gateway.path("state").asText().equals("connected"));
    }

    JsonNode awaitGateway(Predicate<JsonNode> wanted) {
        try {
            return Awaitility.await("the bridge's view of the gateway")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(this::gateway, wanted);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "The gateway stayed like this: " + gateway() + "\nLast words of the bridge:\n" + lastWords(), e);
        }
    }

    Path data() {
        return home.resolve("data");
    }

    Confidential confidential() {
        return confidential;
    }

    /// Secrets and messages that stand in the log.
    List<String> leaks() {
        return confidential.leaksIn(log());
    }

    String log() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The end of what it wrote, without what only a debugger wants.
    String lastWords() {
        List<String> lines =
                log().lines().filter(line -> !line.contains(" DEBUG ")).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /// Asks it to stop; its exit code.
    int stop() {
        process.destroy();
        return awaitExit();
    }

    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The bridge is still running. Its last words:\n" + lastWords());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        http.shutdownNow();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException shuttingDown) {
            return; // and the last resort does it.
        }
        kill();
    }

    private void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(KILL.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void awaitDoor() {
        Awaitility.await("the bridge's door")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    Matcher said = ADDRESS.matcher(log());
                    if (said.find()) {
                        address = URI.create(said.group(1));
                    } else if (!process.isAlive()) {
                        throw new IllegalStateException("The bridge ended while starting:\n" + lastWords());
                    }
                    return address != null;
                });
    }

    private URI address(String path) {
        if (address == null) {
            throw new IllegalStateException("The bridge's door is not open");
        }
        return address.resolve(path);
    }

    /// An error must not quote what was to be sent; an agent's reply, which ours does, is there on purpose.
    private HttpAnswer checked(HttpResponse<String> response) {
        HttpAnswer answer = HttpAnswer.of(response);
        List<String> leaks = confidential.leaksIn(answer.textWithoutReply());
        if (answer.status() >= 400 && !leaks.isEmpty()) {
            throw new AssertionError("An error gives away " + leaks + ": " + answer.text());
        }
        return answer;
    }
}
