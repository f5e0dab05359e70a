package io.openclaw.bridge.queue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A package of npm's in the user's cache (`$XDG_CACHE_HOME/openclaw-bridge`), outside the tree, fetched once. A directory
/// that exists is complete.
record NodePackage(Path modules) {
    /// The AMQP 1.0 client of the Node world.
    static final String RHEA = "rhea@3.0.5";

    /// The schemas of AsyncAPI documents.
    static final String ASYNCAPI_SPECS = "@asyncapi/specs@6.11.1";

    private static final long MINUTES = 3;

    /// Whether there is what it takes; a test that needs it says so and is skipped otherwise.
    static boolean canBeFetched() {
        return onPath("npm") && onPath("node");
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static NodePackage ready(String name) throws IOException, InterruptedException {
        Path cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("openclaw-bridge");
        Path home = cache.resolve(name.replaceAll("[@/]", "-"));
        Files.createDirectories(cache);
        try (FileChannel channel = FileChannel.open(
                        cache.resolve("install.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(home)) {
                Path partial = Files.createTempDirectory(cache, "partial-");
                Files.writeString(partial.resolve("package.json"), "{\"private\":true}\n");
                install(partial, name);
                Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return new NodePackage(home.resolve("node_modules"));
    }

    private static void install(Path folder, String name) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder(
                        "npm",
                        "install",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--no-package-lock",
                        "--loglevel=error",
                        name)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm could not install " + name + ":\n" + Files.readString(log));
        }
    }
}
