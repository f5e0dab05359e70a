package io.openclaw.bridge.realgateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A network of its own with one address that is not loopback, in which nothing outside can be met by accident. A
/// whole scenario runs in it as a second JVM on this class path, gateway and bridge included: from outside none of
/// them could be reached. It needs Linux and either root or unprivileged user namespaces.
public final class NetworkNamespace {

    /// From the block reserved for documentation; the gateway takes it for a remote peer's.
    public static final String ADDRESS = "192.0.2.10";

    private static final List<List<String>> WAYS_IN =
            List.of(List.of("unshare", "--net"), List.of("unshare", "--map-root-user", "--net"));

    public record Outcome(int exit, String output) {}

    private NetworkNamespace() {}

    /// Why this machine does not let us make one; empty when it does.
    public static Optional<String> whyNot() {
        return wayIn().isPresent() ? Optional.empty() : Optional.of("this machine lets us make no network namespace");
    }

    /// Runs `main` of that class inside, with the environment and the class path of this JVM, and kills it when it is
    /// late.
    public static Outcome run(Class<?> scenario, long atMostSeconds, String... arguments) throws IOException {
        List<String> wayIn = wayIn().orElseThrow(() -> new IllegalStateException("No network namespace here"));
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                scenario.getName()));
        java.addAll(List.of(arguments));
        String setUp = "ip link set lo up && ip address add " + ADDRESS + "/32 dev lo && exec \"$@\"";
        return end(
                Stream.of(wayIn, List.of("sh", "-c", setUp, "scenario"), java)
                        .flatMap(List::stream)
                        .toList(),
                atMostSeconds);
    }

    private static Optional<List<String>> wayIn() {
        return WAYS_IN.stream()
                .filter(way -> {
                    try {
                        List<String> trial = new ArrayList<>(way);
                        trial.addAll(List.of("ip", "address", "add", ADDRESS + "/32", "dev", "lo"));
                        return end(trial, 10).exit() == 0;
                    } catch (IOException noSuchCommand) {
                        return false;
                    }
                })
                .findFirst();
    }

    private static Outcome end(List<String> command, long atMostSeconds) throws IOException {
        Path log = Files.createTempFile("namespace-", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(atMostSeconds, TimeUnit.SECONDS);
            String output = Files.readString(log, StandardCharsets.UTF_8);
            return ended
                    ? new Outcome(process.exitValue(), output)
                    : new Outcome(-1, output + "\nNot done within " + atMostSeconds + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }
}
