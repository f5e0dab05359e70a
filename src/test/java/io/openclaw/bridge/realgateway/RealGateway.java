package io.openclaw.bridge.realgateway;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A real gateway in a home of its own. It may die and come back ([#sigterm], [#sigkill], [#restart]) on the same home
/// and port. Nothing of it outlives [#close], or this JVM: no helper process and no home. What it said last goes into
/// the exception of a failed start; after that [#lastWords] has it.
public final class RealGateway implements AutoCloseable {

    /// 9 to 13 s on a quiet machine; a minute and a half has been seen on a crowded one.
    private static final Duration START = Duration.ofMinutes(4);
    /// An idle gateway takes two seconds; one with work in flight drains first, for up to five minutes.
    private static final Duration DRAIN = Duration.ofSeconds(330);

    private static final Duration KILL = Duration.ofSeconds(15);
    private static final int LAST_LINES = 60;

    private final GatewayInstall install;
    private final GatewayOptions options;
    private final Path home;
    private final Path output;
    private final int port;
    private final Thread lastResort = new Thread(this::discard, "gateway-last-resort");
    private List<ProcessHandle> helpers = List.of();
    private @Nullable Process process;

    private RealGateway(GatewayInstall install, GatewayOptions options) throws IOException {
        this.install = install;
        this.options = options;
        home = Files.createTempDirectory("openclaw-gateway-");
        output = home.resolve("stdout.log");
        port = options.port() == 0 ? FreePort.next() : options.port();
        GatewayConfigFile.write(home, port, options);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /// Returns when the gateway is ready to work: after 9 to 13 s in a fresh home.
    public static RealGateway start(GatewayInstall install, GatewayOptions options) {
        try {
            RealGateway gateway = new RealGateway(install, options);
            try {
                gateway.restart();
                return gateway;
            } catch (RuntimeException e) {
                gateway.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway has no home", e);
        }
    }

    public URI uri() {
        return URI.create("ws://" + options.address() + ":" + port);
    }

    public int port() {
        return port;
    }

    public String token() {
        return options.token();
    }

    public Path home() {
        return home;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /// Starts the gateway on its old home and port and waits until it is ready.
    public void restart() {
        launch();
        awaitReady();
    }

    /// The process only: connections are refused at first, then put off with `startup-sidecars`.
    public void launch() {
        if (isAlive()) {
            throw new IllegalStateException("The gateway is running");
        }
        try {
            process = command("gateway", "run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway did not start", e);
        }
    }

    public void awaitReady() {
        HttpRequest readiness = HttpRequest.newBuilder(
                        URI.create("http://" + GatewayOptions.LOOPBACK + ":" + port + "/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        // Not HTTP/2: its upgrade header would take this plain request to the gateway's WebSocket door.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Awaitility.await("gateway ready")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        if (!isAlive()) {
                            throw new IllegalStateException("The gateway ended while starting");
                        }
                        try {
                            return http.send(readiness, HttpResponse.BodyHandlers.discarding())
                                            .statusCode()
                                    == 200;
                        } catch (IOException notListening) {
                            return false;
                        }
                    });
        } catch (RuntimeException e) {
            throw new IllegalStateException("The gateway did not become ready. Its last words:\n" + lastWords(), e);
        }
    }

    /// Asks it to stop and returns at once: it drains now, and [#awaitExit] tells when it is gone.
    public void sigterm() {
        Process running = running();
        helpers = running.descendants().toList();
        running.destroy();
    }

    public void awaitExit() {
        Process running = running();
        if (!waitFor(running, DRAIN)) {
            throw new AssertionError("The gateway is still draining. Its last words:\n" + lastWords());
        }
        killTree();
    }

    /// Gone without a word, its helpers with it.
    public void sigkill() {
        running();
        killTree();
    }

    /// Lets a device in that asked for pairing, with the vendor's own command line.
    public void approveDevice(String requestId) {
        cli("devices", "approve", requestId);
    }

    /// The vendor's command line in this gateway's home; its output, or an exception with it.
    public String cli(String... arguments) {
        try {
            Path answer = Files.createTempFile(home, "cli-", ".log");
            Process cli = command(arguments)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            if (!waitFor(cli, Duration.ofSeconds(60))) {
                kill(Stream.concat(Stream.of(cli.toHandle()), cli.descendants()));
                throw new AssertionError("No end of: openclaw " + String.join(" ", arguments));
            }
            String said = Files.readString(answer);
            if (cli.exitValue() != 0) {
                throw new AssertionError(
                        "openclaw " + String.join(" ", arguments) + " ended with " + cli.exitValue() + ":\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The end of what the gateway wrote; to be shown when a test fails.
    public String lastWords() {
        try {
            List<String> lines = Files.exists(output) ? Files.readAllLines(output) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException shuttingDown) {
            return; // and the last resort does it.
        }
        discard();
    }

    private void discard() {
        killTree();
        try {
            GatewayInstall.deleteTree(home);
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway's home could not be removed", e);
        }
    }

    private ProcessBuilder command(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(install.node().toString());
        line.add(install.openclaw().toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCLAW_"));
        builder.environment().put("HOME", home.toString());
        GatewayConfigFile.quietSwitches().stream()
                .map(assignment -> assignment.split("=", 2))
                .forEach(pair -> builder.environment().put(pair[0], pair[1]));
        return builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("The gateway was never started");
        }
        return process;
    }

    private void killTree() {
        if (process != null) {
            kill(Stream.of(Stream.of(process.toHandle()), process.descendants(), helpers.stream())
                    .flatMap(handles -> handles));
        }
        helpers = List.of();
    }

    /// All are looked up before the first is killed: once their parent is gone nobody can tell whose they were.
    private static void kill(Stream<ProcessHandle> handles) {
        List<ProcessHandle> tree = handles.filter(ProcessHandle::isAlive).toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .orTimeout(KILL.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static boolean waitFor(Process process, Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
