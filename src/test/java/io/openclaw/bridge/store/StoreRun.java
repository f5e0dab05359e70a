package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Load on a store alone, beside raw JDBC on the same disk: run its `main` with a folder for the files.
public final class StoreRun {
    private static final int ROWS = 100_000;
    private static final int CONCURRENT = 64;
    private static final int BATCH = 500;
    private static final int LANES = 1_000;

    private StoreRun() {}

    /// @param arguments a folder, and how many rounds
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "run");
        for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
            raw(folder.resolve("raw" + round + ".db"));
            Path directory = Files.createDirectory(folder.resolve("store" + round));
            try (SqlStore store = StoreFactory.sqlite(directory, Samples.settings())) {
                run(store);
            }
        }
    }

    private static void run(SqlStore store) throws Exception {
        Queue<Notification> stored = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(ROWS);
        CountDownLatch done = new CountDownLatch(CONCURRENT);
        long commits = store.figures().commits.sum();
        Instant began = Instant.now();
        for (int i = 0; i < CONCURRENT; i++) {
            acceptNext(store, left, stored, done);
        }
        done.await();
        say("accept, 64 single calls at once", ROWS, began);
        print("  rows per commit " + ROWS / (store.figures().commits.sum() - commits));
        List<Notification> rows = new ArrayList<>(stored);
        began = Instant.now();
        for (int from = 0; from < rows.size(); from += BATCH) {
            List<Change> claims = rows.subList(from, Math.min(from + BATCH, rows.size())).stream()
                    .map(row -> new Change(row, row.claim("me", began(row), "boot")))
                    .toList();
            store.apply(claims).await().indefinitely();
            List<Change> ends = claims.stream()
                    .map(claim ->
                            new Change(claim.after(), claim.after().deliver(began(claim.after()), "m", null, null)))
                    .toList();
            store.apply(ends).await().indefinitely();
        }
        say("claim and complete in batches of " + BATCH, ROWS, began);
    }

    private static Instant began(Notification row) {
        return row.createdAt().plusMillis(5);
    }

    private static void acceptNext(
            SqlStore store, AtomicInteger left, Queue<Notification> stored, CountDownLatch done) {
        int n = left.decrementAndGet();
        if (n < 0) {
            done.countDown();
            return;
        }
        String lane = "agent:main:telegram:direct:" + n % LANES;
        // In the order of time, as the real ones are.
        UUID id = new UUID(
                System.currentTimeMillis() << 16 | 0x7000,
                ThreadLocalRandom.current().nextLong());
        Notification row =
                Notification.create(id, Samples.content(lane, null, null), lane, Samples.GATEWAY, Instant.now());
        store.accept(List.of(row)).subscribe().with(accepted -> {
            stored.add(((Acceptance.Stored) accepted.getFirst()).row());
            acceptNext(store, left, stored, done);
        });
    }

    private static void raw(Path file) throws SQLException {
        try (Connection connection =
                StoreFactory.sqliteSource(file, Samples.COMMIT_LIMIT).getConnection()) {
            Dialect.SQLITE.prepareWriter(connection, Duration.ofSeconds(5));
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE row (seq INTEGER PRIMARY KEY, state INTEGER, lane TEXT, text TEXT)");
                statement.execute("CREATE INDEX front ON row (lane, seq) WHERE state = 0");
                connection.commit();
            }
            raw(connection, "insert", 64, "INSERT INTO row (state, lane, text, seq) VALUES (0, ?, 'Hello', ?)");
            Instant began = Instant.now();
            raw(connection, null, BATCH, "UPDATE row SET state = 1, text = ? WHERE seq = ? AND state = 0");
            raw(connection, null, BATCH, "UPDATE row SET state = 2, text = ? WHERE seq = ? AND state = 1");
            say("raw JDBC: claim and complete in batches of " + BATCH, ROWS, began);
        }
    }

    private static void raw(Connection connection, String name, int batch, String sql) throws SQLException {
        Instant began = Instant.now();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int from = 0; from < ROWS; from += batch) {
                for (int n = from; n < from + batch && n < ROWS; n++) {
                    statement.setString(1, "agent:main:telegram:direct:" + n % LANES);
                    statement.setLong(2, n + 1L);
                    statement.addBatch();
                }
                statement.executeBatch();
                connection.commit();
            }
        }
        if (name != null) {
            say("raw JDBC: " + name + " in batches of " + batch, ROWS, began);
        }
    }

    private static void say(String what, int count, Instant began) {
        Duration took = Duration.between(began, Instant.now());
        print(what + ": " + count * 1_000L / Math.max(1, took.toMillis()) + "/s");
    }

    @SuppressWarnings("SystemOut") // a program for people
    private static void print(String line) {
        System.out.println(line);
    }
}
