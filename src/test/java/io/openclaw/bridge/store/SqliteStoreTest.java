package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.find;
import static io.openclaw.bridge.store.Samples.go;
import static io.openclaw.bridge.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteDataSource;

/// The contract on a real file, and what only a file can do.
class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    SqlStore open() {
        return StoreFactory.sqlite(folder, Samples.settings());
    }

    private Path file() {
        return folder.resolve(StoreFactory.FILE);
    }

    @Test
    void whatWasAcceptedIsThereAfterARestart() {
        Notification stored = acceptOne(store, row("a", Samples.full("a")));
        store.close();
        store = open();
        assertThat(find(store, stored.id())).isEqualTo(stored);
        assertThat(acceptOne(store, row("a")).seq()).isGreaterThan(stored.seq());
    }

    @Test
    void secondProcessStopsWithOneSentence() {
        assertThatThrownBy(this::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(folder.toAbsolutePath().toString())
                .hasMessageContaining("OPENCLAW_DATA_DIR");
    }

    /// Promise 1. A killed process loses nothing either way; a machine without power would.
    @Test
    void acceptedMeansSyncedToTheDiskAtEveryCommit() throws SQLException {
        try (Connection writing = StoreFactory.sqliteSource(file()).getConnection();
                Statement statement = writing.createStatement()) {
            try (ResultSet mode = statement.executeQuery("PRAGMA synchronous")) {
                assertThat(mode.getInt(1)).as("2 is FULL").isEqualTo(2);
            }
            try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) {
                assertThat(mode.getString(1)).isEqualToIgnoringCase("wal");
            }
        }
    }

    @Test
    void lockedFileFailsCallersSoonAndTheStoreRecoversByItself() throws Exception {
        try (Connection other = StoreFactory.sqliteSource(file()).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            long began = System.nanoTime();
            assertUnavailable(store);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(5_000);
            await().until(() -> !store.isUp());
            long down = System.nanoTime();
            assertUnavailable(store);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - down)).isLessThan(200);
            assertThatThrownBy(() -> store.ping().await().atMost(PATIENCE)).isInstanceOf(StoreException.class);
            statement.execute("ROLLBACK");
        }
        await().until(store::isUp);
        acceptOne(store, row("a"));
        assertThat(store.counts(GATEWAY).await().atMost(PATIENCE).queued()).isEqualTo(1);
    }

    @Test
    void fullDatabaseAcknowledgesNothingAndTheStoreRecoversByItself() throws Exception {
        store.close();
        AtomicLong pages = new AtomicLong(200);
        SQLiteDataSource plain = StoreFactory.sqliteSource(file());
        SQLiteDataSource limited = new SQLiteDataSource(plain.getConfig()) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = plain.getConnection();
                try (Statement statement = connection.createStatement()) {
                    statement.execute("PRAGMA max_page_count=" + pages.get());
                }
                return connection;
            }
        };
        StoreSettings settings = Samples.settings();
        store = StoreFactory.sqlite(
                limited, plain, SoleOwnership.of(folder, settings.owner()), roomy(), settings, () -> {});
        List<Notification> acknowledged = new ArrayList<>();
        List<Notification> refused = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<Notification> many = IntStream.range(0, 20)
                    .mapToObj(n -> row("a", Samples.full("a")))
                    .toList();
            try {
                store.accept(many).await().atMost(PATIENCE);
                acknowledged.addAll(many);
            } catch (StoreException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                refused.addAll(many);
            }
        }
        assertThat(acknowledged).isNotEmpty();
        assertThat(refused).isNotEmpty();
        pages.set(1_000_000);
        await().until(() -> {
            try {
                acceptOne(store, row("a"));
                return true;
            } catch (StoreException e) {
                return false;
            }
        });
        assertThat(acknowledged)
                .allSatisfy(row -> assertThat(find(store, row.id())).isNotNull());
        assertThat(refused).allSatisfy(row -> assertThat(find(store, row.id())).isNull());
    }

    @Test
    void littleDiskStopsAcceptsButNotOutcomes() {
        store.close();
        AtomicLong usable = new AtomicLong(1_000);
        AtomicLong nanos = new AtomicLong();
        StoreSettings settings = Samples.settings();
        SQLiteDataSource plain = StoreFactory.sqliteSource(file());
        DiskGuard disk = new DiskGuard(usable::get, 500, nanos::get);
        store = StoreFactory.sqlite(plain, plain, SoleOwnership.of(folder, settings.owner()), disk, settings, () -> {});
        Notification queued = acceptOne(store, row("a"));
        usable.set(499);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThatThrownBy(() -> acceptOne(store, row("a")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DISK_LOW));
        go(store, queued, queued.cancel(Samples.NOW));
        usable.set(600);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        acceptOne(store, row("a"));
    }

    @Test
    void overloadIsSaidAtOnce() throws Exception {
        List<List<Notification>> thousands = IntStream.range(0, 30)
                .mapToObj(i -> IntStream.range(0, 1_000).mapToObj(n -> row("a")).toList())
                .toList();
        try (Connection other = StoreFactory.sqliteSource(file()).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            List<CompletableFuture<List<Acceptance>>> calls = thousands.stream()
                    .map(rows -> store.accept(rows).subscribeAsCompletionStage())
                    .toList();
            assertThat(calls.getLast()).isCompletedExceptionally();
            assertThatThrownBy(() -> calls.getLast().join())
                    .hasCauseInstanceOf(StoreException.class)
                    .cause()
                    .satisfies(e -> assertThat(((StoreException) e).reason()).isEqualTo(Reason.OVERLOADED));
            statement.execute("ROLLBACK");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1 FROM notification WHERE stage = 1 AND gateway = 'g' AND shard = 1 AND lane = 'l' ORDER BY priority DESC, seq LIMIT 5 | notification_front",
                "SELECT lane FROM notification WHERE stage = 1 AND gateway = 'g' AND shard = 1 AND lane > 'l' ORDER BY lane LIMIT 1 | notification_front",
                "SELECT 1 FROM notification WHERE gateway = 'g' AND due_at <= 5 ORDER BY due_at LIMIT 5 | notification_due",
                "SELECT 1 FROM notification WHERE gateway = 'g' AND deadline_at <= 5 ORDER BY deadline_at LIMIT 5 | notification_deadline",
                "SELECT 1 FROM notification WHERE stage = 2 AND stage <> 4 AND gateway = 'g' ORDER BY seq | notification_open",
                "SELECT 1 FROM notification WHERE stage = 5 AND stage <> 4 AND seq < 9 ORDER BY seq DESC LIMIT 9 | notification_open",
                "SELECT 1 FROM notification WHERE lane = 'l' AND seq < 9 ORDER BY seq DESC LIMIT 9 | notification_lane",
                "SELECT 1 FROM notification WHERE idempotency_key = 'k' AND caller = 'c' | notification_key"
            })
    void readWalksItsIndexAndSortsNothing(String sql, String index) throws Exception {
        assertThat(plan(sql)).contains(index).doesNotContain("TEMP B-TREE").doesNotContain("SCAN");
    }

    @Test
    void longLaneCostsTheNextOnesNothing() throws Exception {
        assertThat(plan(BacklogReads.LANES.replace("?", "1")))
                .contains("notification_front (gateway=? AND shard=? AND lane>?)")
                .doesNotContain("SCAN notification");
        assertThat(plan(BacklogReads.FRONT.replace("?", "1")))
                .contains("notification_front (gateway=? AND shard=? AND lane=?)")
                .doesNotContain("TEMP B-TREE");
    }

    private String plan(String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = StoreFactory.sqliteSource(file()).getConnection();
                PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                plan.append(rows.getString("detail")).append('\n');
            }
        }
        return plan.toString();
    }

    private static DiskGuard roomy() {
        return new DiskGuard(() -> Long.MAX_VALUE, 0, System::nanoTime);
    }

    private static void assertUnavailable(SqlStore store) {
        assertThatThrownBy(() -> acceptOne(store, row("a")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }
}
