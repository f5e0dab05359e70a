package io.openclaw.bridge.queue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// Debian's RabbitMQ 3 with its AMQP 1.0 plugin, as a process of its own in a folder of its own. Its port mapper is a child
/// too, on a port of its own, so that nothing is left behind.
final class RabbitMq implements AutoCloseable {
    /// Where Debian's packages lie; elsewhere where they were unpacked and not installed.
    private static final Path ROOT = Path.of(System.getProperty("rabbitmq.root", "/"));

    private static final long START_SECONDS = 60;

    private final Process mapper;
    private final Process server;
    private final int port;

    private RabbitMq(Process mapper, Process server, int port) {
        this.mapper = mapper;
        this.server = server;
        this.port = port;
    }

    /// The program, where it is installed.
    static Optional<Path> program() throws IOException {
        Path versions = ROOT.resolve("usr/lib/rabbitmq/lib");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("sbin/rabbitmq-server"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    static RabbitMq start(Path home) throws IOException {
        Path program = program().orElseThrow();
        int port = freePort();
        Map<String, String> environment = environment(home, port);
        String portMapper = ROOT.resolve("usr/lib/erlang/bin/epmd").toString();
        Process mapper = process(home, environment, portMapper, "-address", "127.0.0.1");
        Process server = process(home, environment, program.toString());
        RabbitMq started = new RabbitMq(mapper, server, port);
        try {
            Awaitility.await("RabbitMQ").atMost(START_SECONDS, TimeUnit.SECONDS).until(() -> isOpen(port));
        } catch (RuntimeException e) {
            started.close();
            throw new IOException("RabbitMQ did not start:\n" + Files.readString(home.resolve("out")), e);
        }
        return started;
    }

    private static Map<String, String> environment(Path home, int port) throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("plugins"), "[rabbitmq_amqp1_0].\n");
        Files.writeString(
                home.resolve("rabbitmq.conf"),
                "listeners.tcp.1 = 127.0.0.1:" + port + "\namqp1_0.default_user = guest\n");
        return Map.ofEntries(
                Map.entry("PATH", ROOT.resolve("usr/lib/erlang/bin") + ":" + System.getenv("PATH")),
                Map.entry("HOME", home.toString()),
                Map.entry("ERL_EPMD_PORT", Integer.toString(freePort())),
                Map.entry("RABBITMQ_NODENAME", "openclaw-test@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(freePort())),
                Map.entry("RABBITMQ_MNESIA_BASE", home.resolve("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", home.resolve("log").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE", home.resolve("plugins").toString()),
                Map.entry("RABBITMQ_FEATURE_FLAGS_FILE", home.resolve("flags").toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", home.resolve("rabbitmq.conf").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
                Map.entry("RABBITMQ_PID_FILE", home.resolve("pid").toString()),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 1:1"));
    }

    private static Process process(Path home, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("out").toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        for (Process process : List.of(server, mapper)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
