package io.openclaw.bridge.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A process that is killed and started again, always by the same command. Its output goes to one file.
public final class Victim implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final int LAST_LINES = 40;

    private final String name;
    private final Path home;
    private final List<String> command;
    private final Map<String, String> environment;
    private final String announcement;
    private final Path output;
    private @Nullable Process process;
    private long announcedBefore;

    /// @param home its working directory
    /// @param announcement stands in a line of its output once it is ready
    public Victim(String name, Path home, List<String> command, Map<String, String> environment, String announcement) {
        this.name = name;
        this.home = home;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.announcement = announcement;
        this.output = home.resolve(name + ".log");
    }

    /// Starts it and does not wait.
    public void start() {
        try {
            announcedBefore = announcements();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment()
                    .keySet()
                    .removeIf(variable -> variable.startsWith("OPENCLAW_")
                            || variable.startsWith("QUARKUS_")
                            || variable.equals("ENVIRONMENT"));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Until it is ready.
    public void await() {
        Awaitility.await(name).atMost(START).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (process == null || !process.isAlive()) {
                throw new IllegalStateException(name + " has ended:\n" + lastWords());
            }
            return announcements() > announcedBefore;
        });
    }

    /// SIGKILL.
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /// SIGSTOP: it stands still, and its connections stand.
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// SIGCONT.
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (process != null) {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException("no signal was sent to " + this.name);
            }
        }
    }

    /// Of the process that runs now.
    public long pid() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process.pid();
    }

    /// The line that the process announced itself with, the last time.
    public String announced() {
        return text().lines()
                .filter(line -> line.contains(announcement))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    public String lastWords() {
        List<String> lines = text().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    private long announcements() {
        return text().lines().filter(line -> line.contains(announcement)).count();
    }

    private String text() {
        try {
            return Files.exists(output) ? Files.readString(output, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
