package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.NOW;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.find;
import static io.openclaw.bridge.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.delivery.Deliveries;
import io.openclaw.bridge.delivery.DeliveryClock;
import io.openclaw.bridge.delivery.DeliveryMetrics;
import io.openclaw.bridge.delivery.DeliverySettings;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.NotificationStore.Query;
import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Backups.Backup;
import io.openclaw.bridge.notification.admin.Hold.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract on a real file, and copies of it.
class SqliteHandsTest extends HandsContract {
    @TempDir
    Path folder;

    @Override
    SqlStore open() {
        return StoreFactory.sqlite(folder.resolve("data"), Samples.settings());
    }

    @Override
    SqlStore reopen() {
        return open();
    }

    private Backup backup() {
        return store.hands().backups().make().await().atMost(PATIENCE);
    }

    private SqlStore restored(Backup backup) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("restored"));
        Files.copy(backup.file(), directory.resolve(StoreFactory.FILE));
        return StoreFactory.sqlite(directory, Samples.settings());
    }

    @Test
    void aBackupHasWhatWasCommittedAndIsForItsOwnerOnly() throws IOException {
        Notification stored = acceptOne(store, row("a", Samples.full("a")));
        place(hold(Scope.LANE, "a"));
        Backup backup = backup();
        assertThat(backup.file()).hasParent(folder.resolve("data").resolve("backups"));
        assertThat(backup.bytes()).isEqualTo(Files.size(backup.file()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(backup.file().getParent())))
                .isEqualTo("rwx------");
        try (SqlStore restored = restored(backup)) {
            assertThat(find(restored, stored.id())).isEqualTo(stored);
            assertThat(restored.hands().holds().now().of(GATEWAY)).hasSize(1);
            assertThat(acceptOne(restored, row("a")).seq()).isGreaterThan(stored.seq());
        }
    }

    /// How to restore: the copy as `bridge.db` in a data directory, and a start.
    @Test
    void aRestoredBackupStartsAndDelivers() throws Exception {
        String lane = "agent:main:telegram:direct:1";
        Notification stored = acceptOne(
                store,
                Notification.create(
                        UUID.randomUUID(), Samples.content("telegram:dm:1", null, null), lane, "mock", NOW));
        Backup backup = backup();
        MockOpenClawBridge mock = MockOpenClawBridge.builder().build();
        mock.connectAndAwait();
        try (SqlStore restored = restored(backup);
                SystemClock clock = new SystemClock();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Deliveries deliveries = new Deliveries(
                    restored,
                    restored.backlog(),
                    restored.ownership(),
                    restored.hands().holds(),
                    mock,
                    DeliverySettings.defaults(),
                    clock,
                    thread,
                    new Random(1),
                    new DeliveryMetrics(new SimpleMeterRegistry()));
            restored.register(deliveries);
            deliveries.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(find(restored, stored.id()).state())
                            .isInstanceOf(NotificationState.Delivered.class));
            deliveries.stop(Duration.ofSeconds(1)).get();
        }
        assertThat(mock.sent().to("telegram:dm:1")).hasSize(1);
    }

    private static final class SystemClock implements DeliveryClock, AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            var scheduled = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> scheduled.cancel(false);
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }

    /// Each batch is one transaction: a copy has all of it or nothing.
    @Test
    void aBackupUnderLoadIsOneMoment() throws Exception {
        AtomicBoolean going = new AtomicBoolean(true);
        CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> {
            int batches = 0;
            while (going.get()) {
                Samples.accept(
                        store,
                        Stream.generate(() -> row("a", Samples.full("a")))
                                .limit(10)
                                .toArray(Notification[]::new));
                batches++;
            }
            return batches;
        });
        Backup backup = backup();
        for (int i = 0; i < 3; i++) {
            backup = backup();
        }
        going.set(false);
        int all = load.get();
        try (SqlStore restored = restored(backup)) {
            int rows = restored.count(new Query(null, null, null, null, null, null, null, Integer.MAX_VALUE))
                    .await()
                    .atMost(PATIENCE);
            assertThat(rows % 10).isZero();
            assertThat(rows).isBetween(10, all * 10);
        }
    }

    @Test
    void aBackupIsRefusedWhereTheDiskHasNoRoomForIt() throws IOException {
        FileBackups greedy = new FileBackups(
                folder.resolve("data"),
                StoreFactory.sqliteSource(folder.resolve("data").resolve(StoreFactory.FILE), Samples.COMMIT_LIMIT),
                Long.MAX_VALUE / 2);
        assertThatThrownBy(() -> greedy.check().await().atMost(PATIENCE)).isInstanceOf(Backups.Impossible.class);
        assertThatThrownBy(() -> greedy.make().await().atMost(PATIENCE))
                .isInstanceOf(Backups.Impossible.class)
                .hasMessageContaining("openclaw.store.disk-reserve");
        assertThat(folder.resolve("data").resolve("backups")).doesNotExist();
    }

    @Test
    void aFailedBackupLeavesNothingBehind() throws IOException {
        Path folders = Files.createDirectories(folder.resolve("data").resolve("backups"));
        FileBackups broken = new FileBackups(
                folder.resolve("data"),
                StoreFactory.sqliteSource(folder.resolve("nowhere").resolve("no.db"), Samples.COMMIT_LIMIT),
                0);
        assertThatThrownBy(() -> broken.make().await().atMost(PATIENCE)).hasMessageContaining("backup failed");
        try (Stream<Path> left = Files.list(folders)) {
            assertThat(left).isEmpty();
        }
    }
}
