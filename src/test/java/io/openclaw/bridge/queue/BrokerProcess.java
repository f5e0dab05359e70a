package io.openclaw.bridge.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The embedded broker as a process of its own: the external broker of tests, which can be killed.
public final class BrokerProcess implements AutoCloseable {
    private static final String READY = "READY port=";

    private final Path folder;
    private int port;
    private @Nullable Process process;

    /// @param folder of its journal
    public BrokerProcess(Path folder) {
        this.folder = folder;
    }

    /// Arguments: port (0 for a free one), folder. Lives until it is ended.
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws InterruptedException {
        QueueSettings settings = Samples.embedded(Integer.parseInt(args[0]));
        long begun = System.nanoTime();
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings, Path.of(args[1]))) {
            System.out.println(
                    READY + broker.port() + " ms=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            new CountDownLatch(1).await();
        }
    }

    /// Starts it, on the port that it had before, and returns when it takes connections.
    ///
    /// @return milliseconds that the broker took, without the JVM
    public long start() throws IOException {
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        Integer.toString(port),
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
        process = started;
        BufferedReader lines = started.inputReader();
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith(READY)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
                String[] parts = line.substring(READY.length()).split(" ms=");
                port = Integer.parseInt(parts[0]);
                return Long.parseLong(parts[1]);
            }
        }
        throw new IOException("the broker did not start:\n" + String.join("\n", seen));
    }

    public int port() {
        return port;
    }

    /// SIGKILL.
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
