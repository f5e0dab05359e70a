package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Tallies;
import io.openclaw.bridge.notification.admin.Tallies.By;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What operators' calls cost on a large backlog, and how long a move of it takes: run its `main` with a folder for the
/// files and a number of rows, in 1,000 lanes.
public final class MoveRun {
    private static final int BATCH = 5_000;
    private static final int LANES = 1_000;

    private MoveRun() {}

    /// @param arguments a folder, and how many rows
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "move");
        int rows = Integer.parseInt(arguments[1]);
        try (SqlStore store = StoreFactory.sqlite(folder.resolve("data"), Samples.settings())) {
            for (int from = 0; from < rows; from += BATCH) {
                store.accept(IntStream.range(from, Math.min(rows, from + BATCH))
                                .mapToObj(MoveRun::row)
                                .toList())
                        .await()
                        .indefinitely();
            }
            hands("SQLite", store);
            Backups.Backup backup = timed(
                    "SQLite: backup",
                    () -> store.hands().backups().make().await().indefinitely());
            print("  " + (backup.bytes() >> 20) + " MiB");
        }
        try (PostgresServer server = PostgresServer.start(folder.resolve("postgres"))) {
            try (var connection = server.database("postgres").getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE moved");
            }
            timed("move", () -> MoveToPostgres.run(folder.resolve("data"), server.url("moved"), MoveRun::print));
            print("  heap in use "
                    + (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() >> 20)
                    + " MiB of at most " + (Runtime.getRuntime().maxMemory() >> 20));
            try (SqlStore store = StoreFactory.postgres(
                    folder.resolve("target"), DatabaseUrl.parse(server.url("moved")), Samples.settings())) {
                hands("PostgreSQL", store);
            }
        }
    }

    private static void hands(String database, SqlStore store) {
        timed(
                database + ": lanes, oldest",
                () -> store.hands().lanes().oldest(Samples.GATEWAY, 50).await().indefinitely());
        timed(
                database + ": lanes, deepest",
                () -> store.hands().lanes().deepest(Samples.GATEWAY, 50).await().indefinitely());
        timed(
                database + ": lanes, in order",
                () -> store.hands()
                        .lanes()
                        .after(Samples.GATEWAY, null, 50)
                        .await()
                        .indefinitely());
        Instant now = Instant.now();
        timed(
                database + ": counts",
                () -> store.hands()
                        .tallies()
                        .count(
                                new Tallies.Span(Samples.GATEWAY, now.minus(Duration.ofDays(1)), now),
                                EnumSet.of(By.STATUS, By.HOUR))
                        .await()
                        .indefinitely());
    }

    private static Notification row(int n) {
        String lane = "agent:main:telegram:direct:" + n % LANES;
        UUID id = new UUID(System.currentTimeMillis() << 16 | 0x7000, n);
        return Notification.create(
                id, Samples.content(lane, "key-" + n, "fingerprint"), lane, Samples.GATEWAY, Instant.now());
    }

    private static <T> T timed(String what, Supplier<T> call) {
        Instant began = Instant.now();
        T result = call.get();
        print(what + ": " + Duration.between(began, Instant.now()).toMillis() + " ms"
                + (result instanceof List<?> list ? ", " + list.size() + " lanes" : ""));
        return result;
    }

    @SuppressWarnings("SystemOut") // a program for people
    private static void print(String line) {
        System.out.println(line);
    }
}
