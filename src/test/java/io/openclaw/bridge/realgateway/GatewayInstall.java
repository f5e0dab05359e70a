package io.openclaw.bridge.realgateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The vendor's packages, pinned here and nowhere else: about 850 MB, fetched once per set of versions into the
/// user's cache (`$XDG_CACHE_HOME/openclaw-bridge`), outside the tree. A directory that exists is complete: it is
/// filled under another name and renamed at the end, so an interrupted or parallel build never meets half of one.
///
/// The gateway needs a newer Node than most machines have, so it comes from npm as well; `npm` itself is taken from
/// the PATH.
public record GatewayInstall(Path root) {

    public static final String OPENCLAW = "2026.9.6";
    public static final String PROTOCOL = "2026.9.1";
    public static final String CLIENT = "2026.9.1";
    public static final String NODE = "26.10.0";

    private static final long INSTALL_MINUTES = 15;

    /// Blocks while npm works, the first time for about a minute.
    public static synchronized GatewayInstall ready() {
        try {
            Path cache = cacheDirectory();
            Path home = cache.resolve("openclaw-%s-protocol-%s-client-%s-%s-%s"
                    .formatted(OPENCLAW, PROTOCOL, CLIENT, nodePackage(), NODE));
            if (!Files.isDirectory(home)) {
                Files.createDirectories(cache);
                // The lock is between processes; threads of this one already queue at `synchronized`.
                try (FileChannel channel = FileChannel.open(
                                cache.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    if (lock.isValid() && !Files.isDirectory(home)) {
                        install(cache, home);
                    }
                }
            }
            return new GatewayInstall(home);
        } catch (IOException e) {
            throw new UncheckedIOException("The gateway could not be installed", e);
        }
    }

    public Path node() {
        return root.resolve("node_modules")
                .resolve(nodePackage())
                .resolve("bin")
                .resolve("node");
    }

    public Path openclaw() {
        return root.resolve("node_modules/openclaw/openclaw.mjs");
    }

    /// The vendor's JSON Schema of every frame and method.
    public Path schema() {
        return root.resolve("node_modules/@openclaw/gateway-protocol/protocol.schema.json");
    }

    /// Where Node finds `@openclaw/gateway-client`, the vendor's reference client.
    public Path modules() {
        return root.resolve("node_modules");
    }

    private static Path cacheDirectory() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("openclaw-bridge");
    }

    private static String nodePackage() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        return "node-" + os + "-" + cpu;
    }

    private static void install(Path cache, Path home) throws IOException {
        Path partial = Files.createTempDirectory(cache, "partial-");
        try {
            Files.writeString(partial.resolve("package.json"), "{\"private\":true}\n");
            npm(
                    partial,
                    nodePackage() + "@" + NODE,
                    "openclaw@" + OPENCLAW,
                    "@openclaw/gateway-protocol@" + PROTOCOL,
                    "@openclaw/gateway-client@" + CLIENT);
            GatewayInstall installed = new GatewayInstall(partial);
            for (Path needed : List.of(installed.node(), installed.openclaw(), installed.schema())) {
                if (!Files.isRegularFile(needed)) {
                    throw new IOException("npm left no " + partial.relativize(needed));
                }
            }
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(partial);
        }
    }

    private static void npm(Path directory, String... packages) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "npm",
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--save-exact",
                "--loglevel=error"));
        command.addAll(List.of(packages));
        Path log = directory.resolve("npm.log");
        Process npm = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("npm did not finish within " + INSTALL_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while npm was installing the gateway", e);
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
        }
        if (npm.exitValue() != 0) {
            throw new IOException("npm ended with " + npm.exitValue() + ":\n" + Files.readString(log));
        }
    }

    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
