package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The packaged service with settings that it cannot start with: one line that names the setting and the remedy, and exit
/// code 1.
class RefusedStartIT {
    private static final String BEGIN = "OpenClaw Bridge does not start: ";
    private static final String END = "`java -jar quarkus-run.jar doctor` examines everything.";

    @TempDir
    private Path home;

    private List<String> start(Map<String, String> settings) throws IOException, InterruptedException {
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of(System.getProperty("bridge.jar", "target/quarkus-app/quarkus-run.jar"))
                                .toAbsolutePath()
                                .toString())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name ->
                        name.startsWith("OPENCLAW_") || name.startsWith("QUARKUS_") || name.equals("ENVIRONMENT"));
        environment.putAll(Map.of("OPENCLAW_MODE", "mock", "OPENCLAW_QUEUE", "off", "QUARKUS_HTTP_PORT", "0"));
        environment.putAll(settings);
        Process service = builder.start();
        try {
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(service.exitValue()).isEqualTo(1);
        } finally {
            service.destroyForcibly();
        }
        return Files.readAllLines(output, StandardCharsets.UTF_8);
    }

    private void assertRefused(Map<String, String> settings, String setting) throws Exception {
        List<String> lines = start(settings);
        assertThat(lines.getLast()).contains(" ERROR ", BEGIN, setting, END);
        assertThat(lines.subList(0, lines.size() - 1))
                .as("before it only what went well, and never a stack trace")
                .allMatch(line -> line.contains(" INFO  "));
    }

    @ParameterizedTest
    @CsvSource({
        "OPENCLAW_ACCESS_ADMIN_KEY, short, OPENCLAW_ACCESS_ADMIN_KEY must be at least 32",
        "OPENCLAW_ACCESS_KEYS_FILE, nothing.json, (OPENCLAW_ACCESS_KEYS_FILE) cannot be read",
        "QUARKUS_HTTP_HOST, 0.0.0.0, set OPENCLAW_ACCESS_ADMIN_KEY",
        "OPENCLAW_MODE, real, set OPENCLAW_GATEWAY_TOKEN",
        "OPENCLAW_MODE, reel, OPENCLAW_MODE (openclaw.mode) is \"reel\"",
        "OPENCLAW_CALLBACK_SECRET, short, OPENCLAW_CALLBACK_SECRET",
        "OPENCLAW_CALLBACK_SECRET_FILE, nothing, OPENCLAW_CALLBACK_SECRET_FILE cannot be read",
        "OPENCLAW_STORE_BATCH, 0, OPENCLAW_STORE_BATCH (openclaw.store.batch) must be greater",
        "OPENCLAW_STORE_RETENTION, 1h, OPENCLAW_STORE_RETENTION (openclaw.store.retention) is PT1H",
        "OPENCLAW_DATABASE_URL, postgresql://user:geheim@127.0.0.1:1/bridge, Connection to 127.0.0.1:1 refused",
        "OPENCLAW_DATABASE_URL, postgresql://user:geheim@127.0.0.1:1/bridge, correct OPENCLAW_DATABASE_URL",
        "OPENCLAW_DATA_DIR, /proc/data, set OPENCLAW_DATA_DIR",
    })
    void settingsThatAreWrongAreOneLineWithTheSettingAndTheRemedy(String setting, String value, String words)
            throws Exception {
        assertRefused(Map.of(setting, value), words);
        assertThat(home.resolve("output")).content().doesNotContain("geheim");
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());
            assertRefused(Map.of("QUARKUS_HTTP_PORT", port), "set QUARKUS_HTTP_PORT");
            assertRefused(Map.of("OPENCLAW_QUEUE", "embedded", "OPENCLAW_QUEUE_PORT", port), "set OPENCLAW_QUEUE_PORT");
        }
    }

    /// Where the mock keeps its data, for its owner only, about which nothing is to be said.
    private Path data() throws IOException {
        return Files.createDirectories(
                home.resolve("data").resolve("mock"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void aFolderOfAnotherBridgeIsOneLine() throws Exception {
        Path data = data();
        try (FileChannel lock =
                FileChannel.open(data.resolve("bridge.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            assertRefused(Map.of(), "OPENCLAW_DATA_DIR");
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsOneLine() throws Exception {
        Path data = data();
        Files.writeString(data.resolve("bridge.db"), "This is not a database. ".repeat(1000));
        assertRefused(Map.of(), "OPENCLAW_DATA_DIR");
    }

    @Test
    void itIsOneObjectWhereTheLogIsJson() throws Exception {
        for (String wrong : List.of("OPENCLAW_STORE_BATCH", "OPENCLAW_CALLBACK_SECRET")) {
            Map<String, String> settings = new HashMap<>(Map.of("OPENCLAW_LOG_FORMAT", "json", wrong, "0"));
            String last = start(settings).getLast();
            assertThat(new ObjectMapper().readTree(last).path("message").asText())
                    .startsWith(BEGIN)
                    .contains(wrong)
                    .endsWith(END);
        }
    }
}
