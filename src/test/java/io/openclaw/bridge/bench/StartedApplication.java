package io.openclaw.bridge.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/// A packaged application, from the start of its process to its end, with the options in its folder.
final class StartedApplication implements AutoCloseable {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final String CACHE = "openclaw-bridge.aot";
    private static final int REQUESTS = 24;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final byte[] REQUEST = "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final Process process;
    private final Sample start;
    private final int port;

    private StartedApplication(Path folder, Map<String, String> environment, List<String> options)
            throws IOException, InterruptedException {
        port = freePort();
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolveSibling(folder.getFileName() + ".log").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        long begun = System.nanoTime();
        process = builder.start();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - begun > LIMIT) {
                process.destroyForcibly();
                throw new IOException("does not answer: see " + folder + ".log");
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        start = new Sample(
                millis, process.info().totalCpuDuration().orElseThrow().toMillis(), 0);
    }

    /// @param firstAnswerMillis from the start of the process to the first 200
    /// @param cpuMillis of all its threads until then
    /// @param rssMegabytes `Rss` of `/proc/PID/smaps_rollup`, some seconds after
    record Sample(long firstAnswerMillis, long cpuMillis, long rssMegabytes) {
        /// Of each figure by itself.
        static Sample median(List<Sample> samples) {
            return new Sample(
                    middle(samples, Sample::firstAnswerMillis),
                    middle(samples, Sample::cpuMillis),
                    middle(samples, Sample::rssMegabytes));
        }

        private static long middle(List<Sample> samples, ToLongFunction<Sample> figure) {
            return samples.stream().mapToLong(figure).sorted().toArray()[samples.size() / 2];
        }
    }

    static Sample measure(Path folder, Map<String, String> environment, long idleSeconds)
            throws IOException, InterruptedException {
        try (StartedApplication running = new StartedApplication(folder, environment, List.of("@jvm.options"))) {
            TimeUnit.SECONDS.sleep(idleSeconds);
            return new Sample(running.start.firstAnswerMillis(), running.start.cpuMillis(), running.rss());
        }
    }

    /// As `deploy/train` does it for the service.
    static void train(Path folder) throws IOException, InterruptedException {
        Path options = Files.write(
                folder.resolve("training.options"),
                Files.readAllLines(folder.resolve("jvm.options")).stream()
                        .filter(line -> !line.contains("AOTCache"))
                        .toList());
        try (StartedApplication running = new StartedApplication(
                folder, Map.of(), List.of("@" + options, "-XX:AOTCacheOutput=" + folder.resolve(CACHE)))) {
            for (int i = 0; i < REQUESTS; i++) {
                running.answers();
            }
        }
        if (!Files.exists(folder.resolve(CACHE))) {
            throw new IOException("no AOT cache in " + folder);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            socket.getOutputStream().write(REQUEST);
            InputStream answer = socket.getInputStream();
            return new String(answer.readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private long rss() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup")).stream()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Waits for its end, at which an AOT cache is written.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
