package io.openclaw.bridge.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.sun.management.OperatingSystemMXBean;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.delivery.Deliveries;
import io.openclaw.bridge.delivery.DeliveryClock;
import io.openclaw.bridge.delivery.DeliveryMetrics;
import io.openclaw.bridge.delivery.DeliverySettings;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationIds;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.Wakeups;
import io.openclaw.bridge.store.PostgresServer;
import io.openclaw.bridge.store.SqlStore;
import io.openclaw.bridge.store.StoreConfig;
import io.openclaw.bridge.store.StoreFactory;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The durable path against db-scheduler (lock-and-fetch, 20 and 100 threads) on the same PostgreSQL, synced to the disk,
/// alternating in one process: so many rows wait, and each becomes an empty task, or a message to a bridge that answers at
/// once. Counted from the first tenth done to the last.
@SuppressWarnings("SystemOut")
final class Peer {
    private static final int ROWS = Integer.getInteger("bench.rows", 30_000);
    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);
    private static final int LANES = 1_000;

    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
              execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text, last_success timestamptz,
              last_failure timestamptz, consecutive_failures int, last_heartbeat timestamptz, version bigint NOT NULL,
              priority smallint, PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)""";

    private final PostgresServer server;
    private int databases;

    private Peer(PostgresServer server) {
        this.server = server;
    }

    public static void main(String[] args) throws Exception {
        Path home = Files.createTempDirectory("peer");
        try (PostgresServer server = PostgresServer.start(home)) {
            Peer peer = new Peer(server);
            List<Double> ours = new ArrayList<>();
            List<Double> twenty = new ArrayList<>();
            List<Double> hundred = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                double a = peer.ours();
                double b = peer.scheduler(20);
                double c = peer.scheduler(100);
                System.out.printf("ours %,.0f/s; db-scheduler 20 threads %,.0f/s, 100 threads %,.0f/s%n", a, b, c);
                if (pair > 0) { // the first one warms up
                    ours.add(a);
                    twenty.add(b);
                    hundred.add(c);
                }
            }
            double best = Math.max(median(twenty), median(hundred));
            System.out.printf(
                    "medians: ours %,.0f/s; db-scheduler 20 threads %,.0f/s, 100 threads %,.0f/s; ratio to the better one %.2f%n",
                    median(ours), median(twenty), median(hundred), median(ours) / best);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private String database() throws SQLException {
        String name = "bench" + databases++;
        try (Connection connection = server.database("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            statement.execute("CHECKPOINT");
        }
        return name;
    }

    // ---- ours

    private double ours() throws Exception {
        String name = database();
        CountDownLatch done = new CountDownLatch(ROWS);
        Progress progress = new Progress();
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
                ExecutorService thread = Executors.newSingleThreadExecutor();
                SqlStore store = StoreFactory.open(
                        Files.createTempDirectory("peer"), Optional.of(server.url(name)), config(), row -> "{}")) {
            fill(store);
            analyze(name);
            store.register(new Wakeups() {
                @Override
                public void committed(List<Notification> rows) {
                    for (Notification row : rows) {
                        if (row.state() instanceof NotificationState.Delivered) {
                            progress.one();
                            done.countDown();
                        }
                    }
                }

                @Override
                public void elsewhere(@Nullable Set<String> lanes) {
                    // There is no other one.
                }
            });
            Deliveries deliveries = new Deliveries(
                    store,
                    store.backlog(),
                    store.ownership(),
                    store.hands().holds(),
                    new InstantBridge(),
                    DeliverySettings.defaults(),
                    new SystemClock(timer),
                    thread,
                    new Random(1),
                    new DeliveryMetrics(new SimpleMeterRegistry()));
            store.register(deliveries);
            Costs before = Costs.of(server, name);
            deliveries.start();
            await(done);
            double rate = progress.rate();
            System.out.println("  ours: " + Costs.of(server, name).since(before));
            deliveries.stop(Duration.ofSeconds(5)).get(10, TimeUnit.SECONDS);
            return rate;
        }
    }

    private static StoreConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withConverter(MemorySize.class, 100, new io.quarkus.runtime.configuration.MemorySizeConverter())
                .withConverter(Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .withDefaultValue("openclaw.store.queue-limit", "1000000")
                .build()
                .getConfigMapping(StoreConfig.class);
    }

    private static void fill(SqlStore store) {
        NotificationIds ids = new NotificationIds(Instant::now, new Random(1));
        for (int from = 0; from < ROWS; from += 1_000) {
            List<Notification> rows = new ArrayList<>();
            for (int i = from; i < from + 1_000; i++) {
                String lane = "agent:main:telegram:direct:" + i % LANES;
                rows.add(Notification.create(ids.next(), content(i % LANES), lane, "default", Instant.now()));
            }
            store.accept(rows).await().atMost(Duration.ofMinutes(1));
        }
    }

    private static Content content(int chat) {
        return new Content(
                "bench",
                "telegram:dm:" + chat,
                "Deploy finished",
                Map.of(),
                DeliveryStyle.DIRECT,
                TextFormat.PLAIN,
                3,
                "main",
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private void analyze(String name) throws SQLException {
        try (Connection connection = server.database(name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    // ---- theirs

    private double scheduler(int threads) throws Exception {
        String name = database();
        try (Connection connection = server.database(name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute("INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                    + " SELECT 'empty', g::text, now(), false, 1 FROM generate_series(1, " + ROWS + ") g");
            statement.execute("ANALYZE");
        }
        CountDownLatch done = new CountDownLatch(ROWS);
        Progress progress = new Progress();
        OneTimeTask<Void> task = Tasks.oneTime("empty").execute((_, _) -> {
            progress.one();
            done.countDown();
        });
        try (AgroalDataSource pool = pool(name, threads + 10)) {
            Scheduler scheduler = Scheduler.create(pool, task)
                    .threads(threads)
                    .pollingInterval(Duration.ofMillis(100))
                    // What its documentation recommends for many executions a second.
                    .pollUsingLockAndFetch(1.0, 4.0)
                    .build();
            Costs before = Costs.of(server, name);
            scheduler.start();
            await(done);
            double rate = progress.rate();
            System.out.println(
                    "  db-scheduler " + threads + ": " + Costs.of(server, name).since(before));
            scheduler.stop();
            return rate;
        }
    }

    private AgroalDataSource pool(String name, int size) throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.initialSize(size)
                        .minSize(size)
                        .maxSize(size)
                        .connectionFactoryConfiguration(
                                factory -> factory.connectionProviderClass(org.postgresql.Driver.class)
                                        .jdbcUrl("jdbc:" + server.url(name).replace("postgres@", ""))
                                        .principal(new NamePrincipal("postgres")))));
    }

    private static void await(CountDownLatch done) throws InterruptedException {
        if (!done.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(done.getCount() + " of " + ROWS + " were never done");
        }
    }

    /// When the first tenth was done, and the last.
    private static final class Progress {
        private final AtomicLong count = new AtomicLong();
        private volatile long begun;
        private volatile long ended;

        void one() {
            long now = count.incrementAndGet();
            if (now == ROWS / 10) {
                begun = System.nanoTime();
            } else if (now == ROWS) {
                ended = System.nanoTime();
            }
        }

        double rate() {
            return (ROWS - ROWS / 10) / ((ended - begun) / 1e9);
        }
    }

    /// What the database has done so far.
    private record Costs(long commits, long syncs, long walBytes, long cpuNanos) {
        static Costs of(PostgresServer server, String name) throws SQLException, InterruptedException {
            TimeUnit.MILLISECONDS.sleep(600); // it reports with a delay
            try (Connection connection = server.database("postgres").getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT xact_commit, wal_sync, wal_bytes"
                            + " FROM pg_stat_database, pg_stat_wal WHERE datname = '" + name + "'")) {
                row.next();
                return new Costs(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                                .getProcessCpuTime());
            }
        }

        String since(Costs before) {
            return "%.3f commits, %.3f syncs, %,d bytes of journal and %d µs of our process' CPU for each"
                    .formatted(
                            (commits - before.commits) / (double) ROWS,
                            (syncs - before.syncs) / (double) ROWS,
                            (walBytes - before.walBytes) / ROWS,
                            TimeUnit.NANOSECONDS.toMicros(cpuNanos - before.cpuNanos) / ROWS);
        }
    }

    private record SystemClock(ScheduledExecutorService timer) implements DeliveryClock {
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
            ScheduledFuture<?> scheduled = timer.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }
    }
}
