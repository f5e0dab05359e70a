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
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import io.openclaw.bridge.notification.StoreStatus;
import io.openclaw.bridge.notification.Wakeups;
import io.openclaw.bridge.production.LogBook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
    void theStartSaysWhatNobodyDelivers() {
        acceptOne(store, Samples.at("old", row("a")));
        try (LogLines log = new LogLines(OtherGateways.class)) {
            store.warnOfOtherGateways("old");
            store.warnOfOtherGateways(GATEWAY);
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("1 notifications of gateway \"old\"")
                    .contains("OPENCLAW_GATEWAY_NAME");
        }
    }

    /// After a restore without the file, say: an empty database that nobody wanted.
    @Test
    void aFileThatIsGoneFromAFolderThatWasUsedIsSaidToBeMadeAnew() throws Exception {
        store.close();
        try (LogLines log = new LogLines(StoreFactory.class)) {
            store = open();
            assertThat(log.lines()).as("it is there").isEmpty();
            store.close();
            Files.delete(file());
            store = open();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(file().toString())
                    .contains("restore");
            store.close();
            StoreFactory.sqlite(folder.resolve("fresh"), Samples.settings()).close();
            assertThat(log.lines()).as("the first start").hasSize(1);
        }
        store = open();
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
        try (Connection writing =
                        StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT).getConnection();
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
        try (Connection other =
                        StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            long began = System.nanoTime();
            assertUnavailable(store);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(2_000);
            await().until(() -> !store.isUp());
            long down = System.nanoTime();
            assertUnavailable(store);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - down)).isLessThan(200);
            StoreStatus status = store.status().await().atMost(PATIENCE);
            assertThat(status.isUp()).isFalse();
            assertThat(status.kind()).isEqualTo("sqlite");
            assertThat(status.lastError()).contains("locked");
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
        SQLiteDataSource plain = StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT);
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
                limited,
                plain,
                SoleOwnership.of(folder, settings.owner()),
                roomy(),
                settings,
                FileBackups.notHere(),
                () -> {});
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
        SQLiteDataSource plain = StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT);
        DiskGuard disk = new DiskGuard(usable::get, 500, nanos::get);
        store = StoreFactory.sqlite(
                plain,
                plain,
                SoleOwnership.of(folder, settings.owner()),
                disk,
                settings,
                FileBackups.notHere(),
                () -> {});
        Notification queued = acceptOne(store, row("a"));
        usable.set(499);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThatThrownBy(() -> acceptOne(store, row("a")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DISK_LOW));
        StoreStatus low = store.status().await().indefinitely();
        assertThat(low.state()).isEqualTo(StoreStatus.State.DISK_LOW);
        assertThat(low.isUp()).isFalse();
        assertThat(low.lastError()).contains("499", "500", "OPENCLAW_STORE_DISK_RESERVE");
        go(store, queued, queued.cancel(Samples.NOW));
        usable.set(600);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        acceptOne(store, row("a"));
        assertThat(store.status().await().indefinitely().isUp()).isTrue();
    }

    @Test
    void littleDiskIsLoggedOnceAndSoIsItsEnd() {
        AtomicLong usable = new AtomicLong(499);
        AtomicLong nanos = new AtomicLong();
        try (LogBook log = new LogBook()) {
            DiskGuard disk = new DiskGuard(usable::get, 500, nanos::get);
            for (long free : new long[] {400, 300, 700, 800}) {
                usable.set(free);
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
                assertThat(disk.isLow()).isEqualTo(free < 500);
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("DiskGuard"))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("499 bytes", "OPENCLAW_STORE_DISK_RESERVE"),
                            line -> assertThat(line).contains("accepted again", "700 bytes"));
        }
    }

    @Test
    void overloadIsSaidAtOnce() throws Exception {
        List<List<Notification>> thousands = IntStream.range(0, 30)
                .mapToObj(i -> IntStream.range(0, 1_000).mapToObj(n -> row("a")).toList())
                .toList();
        try (Connection other =
                        StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT).getConnection();
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
                "SELECT 1 FROM notification WHERE gateway = 'g' AND due_at <= 5 ORDER BY due_at LIMIT 5 | notification_due",
                "SELECT 1 FROM notification WHERE gateway = 'g' AND deadline_at <= 5 ORDER BY deadline_at LIMIT 5 | notification_deadline",
                "SELECT 1 FROM notification WHERE stage = 2 AND stage <> 4 AND gateway = 'g' ORDER BY seq | notification_open",
                "SELECT 1 FROM notification WHERE stage = 5 AND stage <> 4 AND seq < 9 ORDER BY seq DESC LIMIT 9 | notification_open",
                "SELECT 1 FROM notification WHERE stage = 5 AND stage <> 4 AND created_at >= 5 AND seq >= 3 AND seq < 9 ORDER BY seq DESC LIMIT 9 | notification_open",
                "SELECT 1 FROM notification WHERE stage = 5 AND key_generation > 1 AND created_at < 5 AND seq >= 3 ORDER BY seq DESC LIMIT 9 | notification_replayed",
                "SELECT 1 FROM notification WHERE created_at >= 5 AND seq >= 3 AND seq < 9 ORDER BY seq DESC LIMIT 9 | PRIMARY KEY",
                "SELECT seq, created_at FROM notification WHERE seq >= 5 AND key_generation = 1 ORDER BY seq LIMIT 1 | PRIMARY KEY",
                "SELECT 1 FROM notification WHERE idempotency_key = 'k' AND caller = 'c' | notification_key"
            })
    void readWalksItsIndexAndSortsNothing(String sql, String index) throws Exception {
        assertThat(plan(sql)).contains(index).doesNotContain("TEMP B-TREE").doesNotContain("SCAN");
    }

    /// At a start a million waiting rows are read from an index of 70 MB, not from their texts.
    @Test
    void startReadsWhatIsQueuedFromAnIndexAlone() throws Exception {
        assertThat(plan(LaneOrder.LOAD)).contains("COVERING INDEX notification_open");
    }

    /// More than two blocks of places, and a tail.
    @Test
    void sessionsRowsAreFoundAcrossBlocksAndRestarts() throws Exception {
        List<Notification> mine = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            List<Notification> thousand = IntStream.range(0, 1_000)
                    .mapToObj(n -> row(n % 500 == 7 ? "mine" : "lane" + n % 50))
                    .toList();
            for (Acceptance acceptance : store.accept(thousand).await().atMost(PATIENCE)) {
                if (acceptance.row().lane().equals("mine")) {
                    mine.add(acceptance.row());
                }
            }
            if (i == 4) {
                store.close();
                store = open();
            }
        }
        assertThat(blocks()).isEqualTo(2);
        assertThat(idsOf(store.list(inLane("mine", null, 100)).await().atMost(PATIENCE)))
                .isEqualTo(idsOf(mine.reversed()));
        assertThat(idsOf(store.listOldestFirst(inLane("mine", null, 5)).await().atMost(PATIENCE)))
                .isEqualTo(idsOf(mine.subList(0, 5)));
        long behind = mine.get(12).seq();
        assertThat(idsOf(store.list(inLane("mine", behind, 3)).await().atMost(PATIENCE)))
                .isEqualTo(idsOf(mine.subList(9, 12).reversed()));
        assertThat(store.count(inLane("mine", null, 100)).await().atMost(PATIENCE))
                .isEqualTo(18);
        assertThat(store.count(inLane("nobody's", null, 100)).await().atMost(PATIENCE))
                .isZero();
    }

    /// "Aa" and "BB" have the same hash.
    @Test
    void sessionsWhoseHashesMeetAreToldApart() throws Exception {
        for (int i = 0; i < 5; i++) {
            store.accept(IntStream.range(0, 1_000)
                            .mapToObj(n -> row(n % 2 == 0 ? "Aa" : "BB"))
                            .toList())
                    .await()
                    .atMost(PATIENCE);
        }
        assertThat(blocks()).isEqualTo(1);
        assertThat(store.list(inLane("BB", 1_000L, 200)).await().atMost(PATIENCE))
                .hasSize(200)
                .allSatisfy(row -> assertThat(row.lane()).isEqualTo("BB"));
        assertThat(store.count(inLane("Aa", null, 10_000)).await().atMost(PATIENCE))
                .isEqualTo(2_500);
    }

    /// A commit that was reported as failed may have reached the disk: who delivers looks again.
    @Test
    void afterAnOutageWhoDeliversLooksAtTheDiskAgain() throws Exception {
        List<Boolean> told = new CopyOnWriteArrayList<>();
        store.register(new Wakeups() {
            @Override
            public void committed(List<Notification> rows) {}

            @Override
            public void elsewhere(@Nullable Set<String> lanes) {
                told.add(lanes == null);
            }
        });
        try (Connection other =
                        StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT).getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertUnavailable(store);
            await().until(() -> !store.isUp());
            assertThat(told).isEmpty();
            statement.execute("ROLLBACK");
        }
        await().until(store::isUp);
        assertThat(told).containsExactly(true);
    }

    /// A commit for the queue must not make the callbacks look at the disk.
    @Test
    void outletIsWokenByItsOwnEventsOnly() {
        Samples.Post wants = new Samples.Post();
        Samples.Post wantsNone = new Samples.Post() {
            @Override
            public boolean wants(Notification row) {
                return false;
            }
        };
        store.register(wants);
        store.register(wantsNone);
        Notification queued = acceptOne(store, row("a"));
        go(store, queued, queued.cancel(Samples.NOW));
        await().until(() -> !wants.calls.isEmpty());
        assertThat(wantsNone.calls).isEmpty();
    }

    private long blocks() throws SQLException {
        try (Connection connection =
                        StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM lane_block")) {
            return row.getLong(1);
        }
    }

    private static NotificationStore.Query inLane(String lane, @Nullable Long before, int limit) {
        return new NotificationStore.Query(null, lane, null, null, null, null, before, limit);
    }

    private static List<UUID> idsOf(List<Notification> rows) {
        return rows.stream().map(Notification::id).toList();
    }

    private String plan(String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection =
                        StoreFactory.sqliteSource(file(), Samples.COMMIT_LIMIT).getConnection();
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
