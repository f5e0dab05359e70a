package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.NOW;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.find;
import static io.openclaw.bridge.store.Samples.row;
import static io.openclaw.bridge.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.access.ApiKeys;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.SessionPatterns;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreStatus;
import io.openclaw.bridge.production.LogBook;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract on a real PostgreSQL, and what only several processes on one can do.
class PostgresStoreTest extends StoreContract {
    private static final LeaseTimes SHORT =
            new LeaseTimes(Duration.ofMillis(2_500), Duration.ofMillis(800), Duration.ofMillis(500));

    @TempDir
    private static Path data;

    private static PostgresServer server;
    private static int databases;
    private static int directories;

    private final List<SqlStore> others = new ArrayList<>();
    private String database;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(data.resolve("postgres"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    SqlStore open() throws Exception {
        database = "bridge" + ++databases;
        sql("postgres", "CREATE DATABASE " + database);
        return another();
    }

    @AfterEach
    void closeOthers() {
        others.forEach(SqlStore::close);
    }

    private SqlStore another() {
        return on(data.resolve("bridge" + ++directories));
    }

    private SqlStore on(Path directory) {
        return StoreFactory.postgres(directory, DatabaseUrl.parse(server.url(database)), Samples.settings(SHORT));
    }

    private SqlStore neighbour() {
        SqlStore other = another();
        others.add(other);
        return other;
    }

    private static void sql(String database, String sql) throws SQLException {
        try (Connection connection = server.database(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int owned(String condition) throws SQLException {
        try (Connection connection = server.database(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM shard_lease WHERE " + condition)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void letGoWhatIsAskedFor(SqlStore store) {
        Set<Integer> had = new HashSet<>(store.ownership().shards());
        store.ownership().onChange(now -> {
            Set<Integer> lost = new HashSet<>(had);
            lost.removeAll(now);
            had.clear();
            had.addAll(now);
            store.ownership().release(lost);
        });
    }

    private String laneOf(Set<Integer> shards) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "lane:" + i)
                .filter(lane -> shards.contains(Backlog.shardOf(lane)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aloneItHasEveryShard() {
        assertThat(store.ownership().shards()).hasSize(Backlog.SHARDS);
        assertThat(store.ownership().mayWrite(0)).isTrue();
    }

    @Test
    void newcomerGetsHalfOnceItIsLetGo() throws Exception {
        SqlStore other = neighbour();
        await().until(() -> store.ownership().shards().size() == 32);
        assertThat(owned("owner = '" + store.ownership().owner() + "'"))
                .as("still held, since nobody has let go")
                .isEqualTo(Backlog.SHARDS);
        assertThat(other.ownership().shards()).isEmpty();
        Set<Integer> gone =
                new HashSet<>(IntStream.range(0, Backlog.SHARDS).boxed().toList());
        gone.removeAll(store.ownership().shards());
        store.ownership().release(gone);
        await().until(() -> other.ownership().shards().equals(gone));
    }

    @Test
    void whoCloseLeavesItsShardsAtOnce() {
        letGoWhatIsAskedFor(store);
        SqlStore other = neighbour();
        await().until(() -> other.ownership().shards().size() == 32);
        store.close();
        await().atMost(Duration.ofSeconds(2))
                .until(() -> other.ownership().shards().size() == Backlog.SHARDS);
    }

    @Test
    void deadProcessIsTakenOverWithinItsLeaseAndASecond() throws Exception {
        store.close();
        long now = System.currentTimeMillis() * 1_000;
        sql(database, "INSERT INTO bridge (owner, until) VALUES ('dead', " + (now + 2_000_000) + ")");
        sql(database, "UPDATE shard_lease SET owner = 'dead', until = " + (now + 2_000_000));
        SqlStore other = neighbour();
        assertThat(other.ownership().shards()).isEmpty();
        await().atMost(Duration.ofSeconds(3))
                .until(() -> other.ownership().shards().size() == Backlog.SHARDS);
    }

    /// Its lock on the data directory is the proof that the one before is dead; a crash loop must not starve its lanes.
    @Test
    void restartOnTheSameDataDirectoryTakesOverAtOnceWhatItsDeadPredecessorsHeld() throws Exception {
        store.close();
        Path directory = data.resolve("crashing");
        try (DirectoryLock lock = DirectoryLock.take(directory)) {
            lock.enter("crashed first");
            lock.enter("crashed second");
        }
        long far = System.currentTimeMillis() * 1_000 + 600_000_000;
        sql(
                database,
                "INSERT INTO bridge (owner, until) VALUES ('crashed first', " + far + "), ('crashed second', " + far
                        + ")");
        sql(database, "UPDATE shard_lease SET owner = 'crashed first', until = " + far);
        sql(database, "UPDATE shard_lease SET owner = 'crashed second' WHERE shard < 10");
        SqlStore restarted = on(directory);
        others.add(restarted);
        assertThat(restarted.ownership().shards()).hasSize(Backlog.SHARDS);
    }

    @Test
    void secondProcessOnOneDataDirectoryIsRefused() {
        Path directory = data.resolve("shared");
        others.add(on(directory));
        assertThatThrownBy(() -> on(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("OPENCLAW_DATA_DIR");
    }

    @Test
    void claimWithoutTheLeaseIsRefusedWhileOutcomesAreNot() throws Exception {
        Notification queued = acceptOne(store, row("a"));
        sql(database, "UPDATE shard_lease SET owner = 'somebody else', until = until + 60000000");
        assertThat(step(store, queued, queued.claim(store.ownership().owner(), NOW, null)))
                .isEqualTo(new Change.Result.Late());
        assertThat(step(store, queued, queued.cancel(NOW))).isInstanceOf(Change.Result.Applied.class);
        await().until(() -> store.ownership().shards().isEmpty());
        assertThat(store.ownership().mayWrite(Backlog.shardOf("a"))).isFalse();
    }

    @Test
    void whatIsAnothersToDeliverWakesIt() throws Exception {
        letGoWhatIsAskedFor(store);
        SqlStore other = neighbour();
        Samples.Ear ear = new Samples.Ear();
        Samples.Ear own = new Samples.Ear();
        store.register(own);
        other.register(ear);
        await().until(() -> other.ownership().shards().size() == 32);
        own.elsewhere.clear();
        String theirs = laneOf(other.ownership().shards());
        acceptOne(store, row(theirs));
        await().until(() -> ear.elsewhere.contains(Set.of(theirs)));
        acceptOne(store, row(laneOf(store.ownership().shards())));
        assertThat(own.elsewhere).isEmpty();
    }

    @Test
    void lostConnectionsComeBack() throws Exception {
        Notification before = acceptOne(store, row("a"));
        Samples.Ear ear = new Samples.Ear();
        store.register(ear);
        sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        assertThatThrownBy(() -> acceptOne(store, row("a"))).isInstanceOf(StoreException.class);
        await().until(store::isUp);
        Notification after = acceptOne(store, row("a"));
        assertThat(find(store, before.id())).isEqualTo(before);
        assertThat(find(store, after.id())).isEqualTo(after);
        await().until(() -> ear.elsewhere.contains(Set.of("?")));
    }

    @Test
    void serverThatIsAwayFailsCallersAtOnceUntilItIsBack() throws Exception {
        sql("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
        sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
        assertThatThrownBy(() -> acceptOne(store, row("a"))).isInstanceOf(StoreException.class);
        await().until(() -> !store.isUp());
        assertThatThrownBy(() -> acceptOne(store, row("a"))).isInstanceOf(StoreException.class);
        sql("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
        await().until(store::isUp);
        acceptOne(store, row("a"));
        assertThat(store.counts(GATEWAY).await().atMost(PATIENCE).queued()).isEqualTo(1);
    }

    /// It stands still, as a machine does that swaps or a network that swallows everything: no connection breaks.
    @Test
    void silentServerFailsTheFirstCallersWithinTheLimitAndTheOthersAtOnceUntilItSpeaksAgain() throws Exception {
        Notification before = acceptOne(store, row("a"));
        server.pause();
        try {
            assertThat(millisToFail(() -> acceptOne(store, row("a"))))
                    .isBetween(Samples.COMMIT_LIMIT.toMillis() - 100, Samples.COMMIT_LIMIT.toMillis() + 2_000);
            assertThat(store.isUp()).isFalse();
            assertThat(millisToFail(() -> acceptOne(store, row("a")))).isLessThan(300);
            assertThat(millisToFail(() -> find(store, before.id()))).isLessThan(300);
            StoreStatus status = store.status().await().atMost(PATIENCE);
            assertThat(status.kind()).isEqualTo("postgresql");
            assertThat(status.isUp()).isFalse();
            assertThat(status.lastError()).contains("500 ms");
        } finally {
            server.resume();
        }
        await().until(store::isUp);
        acceptOne(store, row("a"));
        assertThat(find(store, before.id())).isEqualTo(before);
        StoreStatus status = store.status().await().atMost(PATIENCE);
        assertThat(status.isUp()).isTrue();
        assertThat(status.lastError()).as("nothing is wrong any more").isNull();
    }

    /// What its caller was told is not known to be stored may well be: asking again tells.
    @Test
    void commitThatWasOnlySlowIsFoundByItsRepetition() throws Exception {
        Notification queued = acceptOne(store, row("a"));
        Notification claimed = queued.claim(store.ownership().owner(), NOW, null);
        server.pause();
        try {
            assertThatThrownBy(() -> step(store, queued, claimed)).isInstanceOf(StoreException.class);
        } finally {
            server.resume();
        }
        await().until(store::isUp);
        assertThat(step(store, queued, claimed)).isEqualTo(new Change.Result.Late());
        assertThat(Objects.requireNonNull(find(store, queued.id())).version()).isEqualTo(claimed.version());
    }

    @Test
    void restartedServerLosesNothingAndTheStoreRecoversByItself() throws Exception {
        List<Notification> acknowledged = new ArrayList<>(Samples.accept(store, row("a"), row("b")));
        List<CompletableFuture<List<Acceptance>>> calls = IntStream.range(0, 200)
                .mapToObj(i -> store.accept(List.of(row("lane:" + i))).subscribeAsCompletionStage())
                .toList();
        server.stop();
        assertThat(millisToFail(() -> acceptOne(store, row("a")))).isLessThan(2_000);
        await().until(() -> !store.isUp());
        assertThat(millisToFail(() -> acceptOne(store, row("a")))).isLessThan(300);
        for (CompletableFuture<List<Acceptance>> call : calls) {
            try {
                acknowledged.add(call.join().getFirst().row());
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(StoreException.class);
            }
        }
        server.startAgain();
        await().atMost(PATIENCE).until(store::isUp);
        acknowledged.add(acceptOne(store, row("a")));
        assertThat(acknowledged)
                .allSatisfy(row -> assertThat(find(store, row.id())).isEqualTo(row));
    }

    /// Promise 7: by default the driver's failures quote the statement with its values.
    @Test
    void failureQuotesNothingOfANotification() throws Exception {
        sql(database, "ALTER TABLE notification ADD CONSTRAINT never CHECK (lane <> 'a')");
        try (LogBook log = new LogBook()) {
            assertThatThrownBy(() -> acceptOne(store, row("a")))
                    .satisfies(failure -> assertThat(traceOf(failure)).doesNotContain("Hello"));
            sql("postgres", "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
            sql(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
            assertThatThrownBy(() -> acceptOne(store, row("b")))
                    .satisfies(failure -> assertThat(traceOf(failure)).doesNotContain("Hello"));
            assertThat(ours(log)).isNotEmpty().noneMatch(line -> line.contains("Hello"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "local", "remote_write"})
    void weakerCommitsAreWarnedAboutAtTheStart(String mode) throws Exception {
        store.close();
        sql("postgres", "ALTER DATABASE " + database + " SET synchronous_commit = " + mode);
        try (LogBook log = new LogBook()) {
            neighbour();
            assertThat(ours(log))
                    .anyMatch(line -> line.contains(
                            "PostgreSQL's synchronous_commit is " + mode + ": what was accepted may be lost"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "remote_apply"})
    void commitsThatKeepThePromiseAreNotWarnedAbout(String mode) throws Exception {
        store.close();
        sql("postgres", "ALTER DATABASE " + database + " SET synchronous_commit = " + mode);
        try (LogBook log = new LogBook()) {
            neighbour();
            assertThat(ours(log)).noneMatch(line -> line.contains("synchronous_commit"));
        }
    }

    /// The driver's own trace shows everything, and is off unless somebody turns it on.
    private static List<String> ours(LogBook log) {
        return log.lines().stream()
                .filter(line -> line.startsWith("io.openclaw"))
                .toList();
    }

    private static String traceOf(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static long millisToFail(ThrowingCallable call) {
        long began = System.nanoTime();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    @Test
    void aKeyThatIsRevokedInOneProcessIsHeardOfInTheOthers() throws Exception {
        SqlStore other = neighbour();
        ApiKeys theirs = new SqlApiKeys(other);
        AtomicReference<List<ApiKey>> heard = new AtomicReference<>(List.of());
        theirs.onChange(() -> theirs.all().subscribe().with(heard::set));
        ApiKeys ours = new SqlApiKeys(store);
        ApiKey key = new ApiKey(
                "k1",
                "a",
                "00",
                EnumSet.of(Scope.SEND),
                SessionPatterns.ALL,
                null,
                NOW,
                null,
                null,
                null,
                ApiKey.Source.STORED);
        ours.add(key).await().atMost(PATIENCE);
        Awaitility.await().atMost(PATIENCE).until(() -> heard.get().equals(List.of(key)));
        ours.revoke("k1", NOW).await().atMost(PATIENCE);
        Awaitility.await().atMost(PATIENCE).until(() -> heard.get().getFirst().revokedAt() != null);
    }
}
