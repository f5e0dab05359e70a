package io.openclaw.bridge.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// A PostgreSQL of its own that keeps its promises (synced to the disk, as in production), and that can fall silent or be
/// restarted with what it has.
public final class PostgresServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private PostgresServer(Path data, int port) throws IOException {
        this.data = data;
        this.server = boot(data, port);
        this.port = server.getPort();
    }

    /// @param data an empty folder, or one of before
    public static PostgresServer start(Path data) throws IOException {
        return new PostgresServer(data, 0);
    }

    private static EmbeddedPostgres boot(Path data, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // What the library turns off for quick tests.
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "300");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    public String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + port + "/" + database;
    }

    public DataSource database(String name) {
        return server.getDatabase("postgres", name);
    }

    /// It says nothing any more: its connections stand, and nobody answers.
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /// Ends every connection and every transaction that is under way.
    public void stop() throws IOException {
        server.close();
    }

    /// On the same port, with what was committed.
    public void startAgain() throws IOException {
        server = boot(data, port);
    }

    private void signal(String name) throws IOException, InterruptedException {
        // What the library started has handed over to the server and is gone.
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + name),
                        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                                .map(process -> Long.toString(process.pid())))
                .toList();
        Process kill = new ProcessBuilder(command).inheritIO().start();
        if (!kill.waitFor(10, TimeUnit.SECONDS)) {
            throw new IOException("no signal was sent");
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
