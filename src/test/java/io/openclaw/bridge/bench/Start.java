package io.openclaw.bridge.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How long the service takes to answer after its start, and how much memory it has when nothing happens, against a REST
/// application of Quarkus with one endpoint (`src/bench/bare`): the same JVM, the options of `deploy/jvm.options`, an AOT cache
/// each, trained as the thing will run. Alternating, medians. `./mvnw -q -Pbench -Dquick -DskipTests -Dbench=bench.Start`.
@SuppressWarnings("SystemOut")
final class Start {
    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);
    private static final long IDLE_SECONDS = 5;
    private static final Path FOLDER = Path.of("target", "start").toAbsolutePath();

    private Start() {}

    /// What is started.
    private enum Kind {
        BARE,
        BROKER,
        NO_BROKER;

        Path application() {
            return FOLDER.resolve(name().toLowerCase(Locale.ROOT));
        }

        /// On the same data folder all the time, as a restart has it; the gateway is away.
        Map<String, String> environment(Path data) {
            Map<String, String> settings = new HashMap<>(Map.of(
                    "OPENCLAW_MODE", "real",
                    "OPENCLAW_GATEWAY_URL", "ws://127.0.0.1:9",
                    "OPENCLAW_GATEWAY_TOKEN", "none",
                    "OPENCLAW_DATA_DIR", data.resolve(name()).toString()));
            settings.putAll(
                    this == BROKER
                            ? Map.of("OPENCLAW_QUEUE", "embedded", "OPENCLAW_QUEUE_PORT", "0")
                            : Map.of("OPENCLAW_QUEUE", "off"));
            return this == BARE ? Map.of() : settings;
        }
    }

    /// Arguments: the service's jar.
    public static void main(String[] args) throws Exception {
        prepare(Path.of(args[0]).toAbsolutePath().getParent());
        Path data = Files.createDirectories(FOLDER.resolve("data"));
        Map<Kind, List<StartedApplication.Sample>> samples = new EnumMap<>(Kind.class);
        for (int pair = -1; pair < PAIRS; pair++) {
            for (Kind kind : Kind.values()) {
                StartedApplication.Sample sample =
                        StartedApplication.measure(kind.application(), kind.environment(data), IDLE_SECONDS);
                System.out.println("  " + kind + " " + sample);
                if (pair >= 0) { // the first round makes the data folders
                    samples.computeIfAbsent(kind, _ -> new ArrayList<>()).add(sample);
                }
            }
        }
        System.out.println(
                "| | first answer | ratio | CPU until then | RSS idle | above bare |\n|---|---|---|---|---|---|");
        for (Kind kind : Kind.values()) {
            row(kind, samples);
        }
    }

    private static void row(Kind kind, Map<Kind, List<StartedApplication.Sample>> samples) {
        StartedApplication.Sample ours = StartedApplication.Sample.median(samples.get(kind));
        StartedApplication.Sample bare = StartedApplication.Sample.median(samples.get(Kind.BARE));
        System.out.printf(
                Locale.ROOT,
                "| %s | %d ms | %.2f | %d ms | %d MB | %d MB |%n",
                kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                ours.firstAnswerMillis(),
                (double) ours.firstAnswerMillis() / bare.firstAnswerMillis(),
                ours.cpuMillis(),
                ours.rssMegabytes(),
                ours.rssMegabytes() - bare.rssMegabytes());
    }

    /// Both packaged in the same way, each in a folder with the JVM's options and its AOT cache.
    private static void prepare(Path bridge) throws IOException, InterruptedException {
        String maven = Path.of("mvnw").toAbsolutePath().toString();
        run(List.of(
                maven,
                "-o",
                "-B",
                "-ntp",
                "-q",
                "-f",
                "src/bench/bare/pom.xml",
                "-DskipTests",
                "-Dquarkus.package.jar.type=aot-jar",
                "package"));
        Files.createDirectories(FOLDER);
        for (Kind kind : Kind.values()) {
            Path built = kind == Kind.BARE ? Path.of("target/bare/quarkus-app") : bridge;
            String application = kind.application().toString();
            run(List.of("rm", "-rf", application));
            run(List.of("cp", "-rp", built.toString(), application));
            run(List.of("cp", "deploy/jvm.options", application));
        }
        String train = Path.of("deploy/train").toAbsolutePath().toString();
        run(List.of(train, Kind.BROKER.application().toString(), StartedApplication.JAVA));
        run(List.of(
                "env", "OPENCLAW_QUEUE=off", train, Kind.NO_BROKER.application().toString(), StartedApplication.JAVA));
        StartedApplication.train(Kind.BARE.application());
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("failed: " + String.join(" ", command));
        }
    }
}
