package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.NOW;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static io.openclaw.bridge.store.Samples.accept;
import static io.openclaw.bridge.store.Samples.acceptOne;
import static io.openclaw.bridge.store.Samples.content;
import static io.openclaw.bridge.store.Samples.find;
import static io.openclaw.bridge.store.Samples.go;
import static io.openclaw.bridge.store.Samples.keyed;
import static io.openclaw.bridge.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.access.AuditEntry;
import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.admin.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A bridge that has outgrown its file goes on in a PostgreSQL, as if nothing had happened.
class MoveToPostgresTest {
    @TempDir
    private static Path data;

    private static PostgresServer server;
    private static int databases;

    @TempDir
    Path folder;

    private String database;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(data.resolve("postgres"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        database = "moved" + ++databases;
        sql("postgres", "CREATE DATABASE " + database);
    }

    private SqlStore source() {
        return StoreFactory.sqlite(folder.resolve("data"), Samples.settings());
    }

    private SqlStore target() {
        return StoreFactory.postgres(
                folder.resolve("target"), DatabaseUrl.parse(server.url(database)), Samples.settings());
    }

    private Map<String, Long> move() {
        return MoveToPostgres.run(folder.resolve("data"), server.url(database), _ -> {});
    }

    private static void sql(String database, String sql) throws SQLException {
        try (Connection connection = server.database(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// One of each kind, and what goes with them.
    private static List<Notification> everything(SqlStore store) {
        List<Notification> rows = new ArrayList<>(accept(store, row("a"), row("a"), row("b", Samples.full("b"))));
        rows.add(acceptOne(store, row("nasty", content("a\tb\\c\nd\re\u000B\b\f\0 \\N 🦞", "k\\", "f"))));
        rows.add(acceptOne(store, row("later", content("later", 1, Instant.now().plusSeconds(99), null, null, null))));
        Notification sending = acceptOne(store, row("c"));
        rows.add(go(store, sending, sending.claim(store.ownership().owner(), NOW, "boot")));
        Notification parked = claimed(store, "d");
        rows.add(go(store, parked, parked.park("LOST", NOW.plusSeconds(9), NOW.plusSeconds(5), NOW, "who knows")));
        Notification delivered = claimed(store, "e");
        rows.add(go(store, delivered, delivered.deliver(NOW, "m", "r", "fine\nthanks")));
        Notification dead = claimed(store, "f");
        rows.add(go(
                store,
                dead,
                dead.die(new Dead(NOW, "REFUSED", null, null, null), Attempt.Result.REFUSED, "chat not found")));
        Notification cancelled = acceptOne(store, row("g"));
        rows.add(go(store, cancelled, cancelled.cancel(NOW)));
        Notification expired = acceptOne(store, row("h"));
        rows.add(go(store, expired, expired.expire(NOW)));
        Notification again = acceptOne(store, row("i"));
        again = go(store, again, again.cancel(NOW));
        rows.add(go(store, again, again.replay(again.content(), again.lane(), GATEWAY, NOW)));
        return rows.stream().map(row -> find(store, row.id())).toList();
    }

    private static Notification claimed(SqlStore store, String lane) {
        Notification queued = acceptOne(store, row(lane));
        return go(store, queued, queued.claim(store.ownership().owner(), NOW, "boot"));
    }

    @Test
    void everyRowIsThereAsItWas() {
        List<Notification> rows;
        try (SqlStore source = source()) {
            rows = everything(source);
        }
        Map<String, Long> moved = move();
        assertThat(moved.get("notification")).isEqualTo(rows.size());
        try (SqlStore target = target()) {
            assertThat(rows)
                    .allSatisfy(row -> assertThat(find(target, row.id())).isEqualTo(row));
            long last = rows.stream().mapToLong(Notification::seq).max().orElseThrow();
            assertThat(acceptOne(target, row("a")).seq())
                    .as("the order goes on")
                    .isGreaterThan(last);
            assertThat(target.backlog().lane(GATEWAY, "a", 10).await().atMost(PATIENCE))
                    .extracting(Notification::seq)
                    .hasSize(3)
                    .isSorted();
        }
    }

    /// Whoever delivers asks for these first, and never just sends them.
    @Test
    void whatWasOnItsWayIsInDoubt() {
        Notification sending;
        try (SqlStore source = source()) {
            sending = claimed(source, "c");
        }
        move();
        try (SqlStore target = target()) {
            assertThat(target.backlog()
                            .sending(GATEWAY, Set.of(io.openclaw.bridge.notification.Backlog.shardOf("c")))
                            .await()
                            .atMost(PATIENCE))
                    .containsExactly(sending);
            assertThat(target.backlog().lane(GATEWAY, "c", 10).await().atMost(PATIENCE))
                    .isEmpty();
        }
    }

    @Test
    void aRepeatAfterTheMoveIsRecognised() {
        Notification first;
        try (SqlStore source = source()) {
            first = acceptOne(source, keyed("a", "k", "f"));
        }
        move();
        try (SqlStore target = target()) {
            assertThat(target.accept(List.of(keyed("a", "k", "f"))).await().atMost(PATIENCE))
                    .containsExactly(new Acceptance.Replayed(first));
            assertThat(target.accept(List.of(keyed("a", "k", "other"))).await().atMost(PATIENCE))
                    .containsExactly(new Acceptance.KeyReused(first));
        }
    }

    @Test
    void whatIsStillToBeToldIsTold() {
        List<Outlet.Event> before;
        try (SqlStore source = source()) {
            source.register(new Samples.Post());
            everything(source);
            before = source.outbox()
                    .due("post", Instant.now().plusSeconds(9), 100)
                    .await()
                    .atMost(PATIENCE);
        }
        assertThat(before).isNotEmpty();
        move();
        try (SqlStore target = target()) {
            target.register(new Samples.Post());
            org.awaitility.Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> target.ownership().shards().size() == 64);
            assertThat(target.outbox()
                            .due("post", Instant.now().plusSeconds(9), 100)
                            .await()
                            .atMost(PATIENCE))
                    .containsExactlyInAnyOrderElementsOf(before);
            Notification row = acceptOne(target, row("z"));
            go(target, row, row.cancel(NOW));
            assertThat(target.outbox()
                            .due("post", Instant.now().plusSeconds(9), 100)
                            .await()
                            .atMost(PATIENCE))
                    .as("a new event has a number of its own")
                    .hasSize(before.size() + 1);
        }
    }

    @Test
    void pausesKeysAndTheAuditTrailGoAlong() throws SQLException {
        Hold hold = HandsContract.hold(Hold.Scope.CHANNEL, "telegram");
        AuditEntry entry = new AuditEntry(NOW, "ops", "pause", "telegram", Map.of("why", "tests"));
        try (SqlStore source = source()) {
            source.hands().holds().place(hold).await().atMost(PATIENCE);
            new SqlAuditTrail(source).record(entry).await().atMost(PATIENCE);
        }
        keys("INSERT INTO api_key (id, name, hash, scopes, sessions, created_at) VALUES ('k1', 'billing', '00ff5c0a',"
                + " 'send', '', 1)");
        move();
        assertThat(keyHash()).isEqualTo("00ff5c0a");
        try (SqlStore target = target()) {
            assertThat(target.hands().holds().now().of(GATEWAY)).containsExactly(hold);
            AuditTrail trail = new SqlAuditTrail(target);
            assertThat(trail.latest(Long.MAX_VALUE, 10).await().atMost(PATIENCE))
                    .extracting(AuditTrail.Recorded::entry)
                    .containsExactly(entry);
            trail.record(entry).await().atMost(PATIENCE);
            assertThat(trail.latest(Long.MAX_VALUE, 10).await().atMost(PATIENCE))
                    .hasSize(2);
        }
    }

    private void keys(String sql) throws SQLException {
        try (Connection connection = StoreFactory.sqliteSource(
                                folder.resolve("data").resolve(StoreFactory.FILE), Samples.COMMIT_LIMIT)
                        .getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String keyHash() throws SQLException {
        try (Connection connection = server.database(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT hash FROM api_key WHERE id = 'k1'")) {
            row.next();
            return row.getString(1);
        }
    }

    /// Whoever adds a table decides here what becomes of it in a move.
    @Test
    void noTableIsForgotten() throws SQLException {
        source().close();
        Set<String> tables = new TreeSet<>();
        try (Connection connection = StoreFactory.sqliteSource(
                                folder.resolve("data").resolve(StoreFactory.FILE), Samples.COMMIT_LIMIT)
                        .getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        assertThat(tables)
                .containsExactlyInAnyOrder(
                        "sqlite_sequence",
                        "schema_history",
                        "heartbeat",
                        "lane_block",
                        "notification",
                        "outgoing",
                        "api_key",
                        "audit",
                        "hold");
        assertThat(move()).containsOnlyKeys("notification", "outgoing", "api_key", "audit", "hold");
    }

    @Test
    void aTableThatPostgresHasNotStopsTheMove() throws SQLException {
        source().close();
        try (Connection connection = StoreFactory.sqliteSource(
                                folder.resolve("data").resolve(StoreFactory.FILE), Samples.COMMIT_LIMIT)
                        .getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE surprise (id INTEGER PRIMARY KEY)");
        }
        assertThatThrownBy(this::move).isInstanceOf(IllegalStateException.class).hasMessageContaining("surprise");
    }

    @Test
    void aRunningBridgeIsNotMoved() {
        try (SqlStore running = source()) {
            assertThatThrownBy(this::move)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another bridge is running");
            assertThat(running.isUp()).isTrue();
        }
    }

    @Test
    void nothingIsMovedOntoSomethingElse() {
        try (SqlStore source = source()) {
            everything(source);
        }
        try (SqlStore target = target()) {
            acceptOne(target, row("a"));
        }
        assertThatThrownBy(this::move).isInstanceOf(IllegalStateException.class).hasMessageContaining("not empty");
        try (SqlStore target = target()) {
            assertThatThrownBy(this::move)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("A bridge runs on the PostgreSQL");
            assertThat(target.isUp()).isTrue();
        }
    }

    @Test
    void nothingToMoveIsSaid() {
        assertThatThrownBy(this::move)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing to move")
                .hasMessageContaining("OPENCLAW_DATA_DIR");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    /// All or nothing: what fails on the way leaves both sides as they were, and can be done again.
    @Test
    void aMoveThatFailsChangesNothing() throws SQLException, IOException {
        List<Notification> rows;
        try (SqlStore source = source()) {
            rows = everything(source);
        }
        target().close();
        sql(database, "ALTER TABLE outgoing ADD CONSTRAINT never CHECK (seq < 0)");
        sql(database, "ALTER TABLE notification ADD CONSTRAINT never CHECK (lane <> 'h')");
        assertThatThrownBy(this::move)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nothing was moved");
        sql(database, "ALTER TABLE notification DROP CONSTRAINT never");
        sql(database, "ALTER TABLE outgoing DROP CONSTRAINT never");
        assertThat(Files.size(folder.resolve("data").resolve(StoreFactory.FILE)))
                .isPositive();
        assertThat(move().get("notification")).isEqualTo(rows.size());
        try (SqlStore source = source()) {
            assertThat(rows)
                    .allSatisfy(row -> assertThat(find(source, row.id())).isEqualTo(row));
        }
    }

    /// A trigger that changes what is written: the counts agree, the checksum does not.
    @Test
    void whatArrivedDifferentIsNotKept() throws SQLException {
        try (SqlStore source = source()) {
            everything(source);
        }
        target().close();
        sql(
                database,
                "CREATE FUNCTION spoil() RETURNS trigger AS $$ BEGIN NEW.message := NEW.message || '!'; RETURN NEW; END"
                        + " $$ LANGUAGE plpgsql");
        sql(
                database,
                "CREATE TRIGGER spoil BEFORE INSERT ON notification FOR EACH ROW WHEN (NEW.lane = 'a') EXECUTE FUNCTION"
                        + " spoil()");
        assertThatThrownBy(this::move).isInstanceOf(IllegalStateException.class).hasMessageContaining("checksum");
        sql(database, "DROP TRIGGER spoil ON notification");
        assertThat(move()).containsKey("notification");
    }
}
