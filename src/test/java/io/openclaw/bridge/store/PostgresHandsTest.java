package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static io.openclaw.bridge.store.Samples.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Hold.Scope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract on a real PostgreSQL, with several processes on it.
class PostgresHandsTest extends HandsContract {
    @TempDir
    private static Path data;

    private static PostgresServer server;
    private static int databases;
    private static int directories;
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
        return reopen();
    }

    @Override
    SqlStore reopen() {
        return StoreFactory.postgres(
                data.resolve("bridge-" + ++directories), DatabaseUrl.parse(server.url(database)), Samples.settings());
    }

    private static void sql(String database, String sql) throws SQLException {
        try (Connection connection = server.database(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aPauseReachesTheOtherReplicas() {
        try (SqlStore other = reopen()) {
            Hold hold = place(hold(Scope.CHANNEL, "telegram"));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(other.hands().holds().now().of(GATEWAY)).containsExactly(hold));
            other.hands()
                    .holds()
                    .lift(GATEWAY, Scope.CHANNEL, "telegram")
                    .await()
                    .atMost(PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(store.hands().holds().now().isEmpty()).isTrue());
        }
    }

    /// While nobody listened, something was paused: whoever listens again looks.
    @Test
    void aPauseIsNotLostWhereItsAnnouncementIs() throws Exception {
        try (SqlStore other = reopen()) {
            sql(
                    database,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                            + "' AND pid <> pg_backend_pid()");
            // Written by somebody who tells nobody.
            sql(
                    database,
                    "INSERT INTO hold (gateway, scope, value, placed_by, since) VALUES ('default', 'channel', 'slack',"
                            + " 'somebody', 1)");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.hands().holds().now().on(GATEWAY, "x", "slack:channel:1"))
                            .isNotNull());
        }
    }

    @Test
    void backupsAreTheBusinessOfItsOwnTools() {
        assertThatThrownBy(() -> store.hands().backups().check().await().atMost(PATIENCE))
                .isInstanceOf(Backups.Impossible.class);
        assertThatThrownBy(() -> store.hands().backups().make().await().atMost(PATIENCE))
                .isInstanceOf(Backups.Impossible.class)
                .hasMessageContaining("pg_dump");
    }
}
