package io.openclaw.bridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The steps of `deploy/Containerfile` without a container engine: trained by the same script, then started as nobody in
/// particular where nothing but `/data` and a `/tmp` without programs can be written.
class ReadOnlyIT {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /// The root again, but read-only; the application under /mnt, as read-only; its data folder; a temporary folder without
    /// programs. Then another user, who is nobody.
    private static final String CONTAINER = """
            set -e
            mount --make-rprivate /
            mount --rbind / "$1/sysroot"
            mount -o remount,ro,bind "$1/sysroot"
            mount --bind "$1" "$1/sysroot/mnt"
            mount -o remount,ro,bind "$1/sysroot/mnt"
            mount --bind "$1/data" "$1/sysroot/mnt/data"
            mount -t tmpfs -o noexec,mode=1777 tmpfs "$1/sysroot/tmp"
            cd "$1/sysroot"
            pivot_root . .
            umount -l .
            cd /mnt/application
            exec unshare -U --map-user=10001 --map-group=10001 "${@:2}"
            """;

    @Test
    void theTrainedServiceRunsAsNobodyOnAReadOnlyRootAndAnswersEveryProbe() throws Exception {
        Path work = Files.createDirectories(Path.of("target", "read-only")).toAbsolutePath();
        Path application = work.resolve("application");
        Files.createDirectories(work.resolve("sysroot"));
        run(List.of("rm", "-rf", application.toString(), work.resolve("data").toString()));
        Files.createDirectories(work.resolve("data"));
        run(List.of(
                "cp",
                "-rp",
                Path.of(System.getProperty("bridge.jar")).getParent().toString(),
                application.toString()));
        run(List.of("cp", "deploy/jvm.options", "deploy/healthy", application.toString()));
        run(List.of("deploy/train", application.toString(), JAVA));
        assertThat(application.resolve("openclaw-bridge.aot")).isNotEmptyFile();
        assertThat(application.resolve("native/libsqlitejdbc.so")).isNotEmptyFile();
        assumeTrue(canUnshare(), "namespaces are not to be had here: trained, but not run read-only");

        Path log = work.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare",
                        "-Urm",
                        "bash",
                        "-c",
                        CONTAINER,
                        "container",
                        work.toString(),
                        JAVA,
                        "@jvm.options",
                        "-Xlog:aot",
                        "-jar",
                        "quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("OPENCLAW_MODE", "mock");
        builder.environment().put("OPENCLAW_DATA_DIR", "/mnt/data");
        builder.environment().put("OPENCLAW_QUEUE_PORT", "0");
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        Process service = builder.start();
        try {
            URI base = await().atMost(Duration.ofSeconds(90))
                    .until(() -> address(log, service), address -> address != null);
            // It counts in a folder of another name than it was made in.
            assertThat(Files.readString(log))
                    .contains("Opened AOT cache openclaw-bridge.aot", "full module graph: enabled")
                    .doesNotContain("while processing the AOT cache");
            assertThat(probes()).hasSize(3);
            for (String path : probes()) {
                assertThat(status(base.resolve(path))).as(path).isEqualTo(200);
            }
            ProcessBuilder healthy = new ProcessBuilder("deploy/healthy");
            healthy.environment().put("QUARKUS_HTTP_PORT", Integer.toString(base.getPort()));
            assertThat(healthy.start().waitFor()).as("deploy/healthy").isZero();
        } finally {
            service.destroy();
            assertThat(service.waitFor(40, TimeUnit.SECONDS))
                    .as("it ends when told")
                    .isTrue();
        }
        assertThat(work.resolve("data/mock/bridge.db")).isNotEmptyFile();
    }

    private static List<String> probes() throws IOException {
        return Pattern.compile("httpGet: \\{path: ([^,]+),")
                .matcher(Files.readString(Path.of("deploy/kubernetes/base/deployment.yaml")))
                .results()
                .map((MatchResult probe) -> probe.group(1))
                .toList();
    }

    private static URI address(Path log, Process service) throws IOException {
        String text = Files.readString(log);
        assertThat(service.isAlive()).as(text).isTrue();
        var found = Pattern.compile("Listening on: (http://[^\\s]+)").matcher(text);
        return found.find() ? URI.create(found.group(1)) : null;
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static boolean canUnshare() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-Urm", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s", command).isTrue();
        assertThat(process.exitValue()).as("%s", command).isZero();
    }
}
