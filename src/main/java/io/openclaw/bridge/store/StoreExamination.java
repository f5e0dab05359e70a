package io.openclaw.bridge.store;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.jspecify.annotations.Nullable;

/// The database, for the doctor, by a short connection of its own: whether it can be written, how much its promise is worth,
/// and whether its tables are of this version. Changes nothing.
public final class StoreExamination implements Examination {
    private static final String NAME = "store.database";
    private static final String SQLITE_TABLE = "SELECT name FROM sqlite_master WHERE name = 'notification'";
    private static final Duration BUSY = Duration.ofSeconds(1);

    /// Less than the doctor waits.
    private static final int CONNECT_SECONDS = 3;

    /// SQLITE_BUSY: somebody is writing, as the service does.
    private static final int SQLITE_BUSY = 5;

    private final Dialect dialect;
    private final String gateway;
    private final Path file;
    private final @Nullable DatabaseUrl url;

    /// @param directory `openclaw.data-dir`
    /// @param databaseUrl `OPENCLAW_DATABASE_URL`
    /// @param gateway whose notifications are delivered: `openclaw.gateway.name`
    /// @throws IllegalArgumentException where that is no such address, in a sentence without its password
    public StoreExamination(Path directory, Optional<String> databaseUrl, String gateway) {
        this.gateway = gateway;
        this.file = directory.toAbsolutePath().normalize().resolve(StoreFactory.FILE);
        this.url = databaseUrl.map(DatabaseUrl::parse).orElse(null);
        this.dialect = url == null ? Dialect.SQLITE : Dialect.POSTGRESQL;
    }

    @Override
    public List<Checkup> examine() {
        if (url == null && Files.notExists(file)) {
            return List.of(Checkup.ok(NAME, "SQLite, " + file + " is made at the first start"));
        }
        List<Checkup> lines = new ArrayList<>();
        try {
            DataSource source = source();
            List<Checkup> gateways = List.of();
            try (Connection connection = source.getConnection()) {
                lines.addAll(url == null ? sqlite(connection) : postgres(connection));
                if (text(connection, url == null ? SQLITE_TABLE : OtherGateways.TABLE)
                        .equals("notification")) {
                    gateways = List.of(gateways(connection));
                }
            }
            lines.add(migrations(source));
            lines.addAll(gateways);
        } catch (SQLException | UnsatisfiedLinkError e) {
            lines.add(unreachable(e));
        }
        return lines;
    }

    /// Whether events of this outlet are on disk. Blocks.
    public boolean isWaiting(String outlet) throws SQLException {
        if (url == null && Files.notExists(file)) {
            return false;
        }
        try (Connection connection = source().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT 1 FROM outgoing WHERE outlet = ? LIMIT 1")) {
            statement.setString(1, outlet);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private DataSource source() throws SQLException {
        if (url == null) {
            return StoreFactory.sqliteSource(file, BUSY);
        }
        return StoreFactory.postgresSource(url, CONNECT_SECONDS);
    }

    private Checkup unreachable(Throwable failure) {
        DatabaseTrouble trouble = url == null ? DatabaseTrouble.of(file, failure) : DatabaseTrouble.of(url, failure);
        return Checkup.fail(NAME, trouble.text(), trouble.remedy());
    }

    private List<Checkup> sqlite(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) != SQLITE_BUSY) {
                throw e;
            }
        }
        String journal = text(connection, "PRAGMA journal_mode");
        return List.of(
                journal.equals("wal")
                        ? Checkup.ok(NAME, "SQLite, " + file + " can be written; it is synced at every commit")
                        : Checkup.warn(
                                NAME,
                                "SQLite, " + file + " has the journal mode " + journal + ", not WAL",
                                "stop what else opened it; the bridge switches to WAL at its next start"));
    }

    private List<Checkup> postgres(Connection connection) throws SQLException {
        String version = text(connection, "SHOW server_version");
        if (!text(connection, "SHOW transaction_read_only").equals("off")) {
            return List.of(Checkup.fail(
                    NAME,
                    "PostgreSQL " + version + " at " + url + " takes no writes: it is a standby, or read-only",
                    "name the primary in OPENCLAW_DATABASE_URL"));
        }
        List<Checkup> lines = new ArrayList<>();
        lines.add(Checkup.ok(NAME, "PostgreSQL " + version + " at " + url + " can be written"));
        String commit = text(connection, "SHOW synchronous_commit");
        boolean fsync = text(connection, "SHOW fsync").equals("on");
        lines.add(
                fsync && StoreFactory.KEEPING_COMMITS.contains(commit)
                        ? Checkup.ok("store.durability", "fsync on, synchronous_commit " + commit)
                        : Checkup.warn(
                                "store.durability",
                                "fsync " + (fsync ? "on" : "off") + ", synchronous_commit " + commit
                                        + ": what was accepted may be lost",
                                "set fsync = on and synchronous_commit = on in PostgreSQL"));
        return lines;
    }

    private Checkup gateways(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OtherGateways.OPEN)) {
            Map<String, Long> others = OtherGateways.open(statement, gateway);
            return others.isEmpty()
                    ? Checkup.ok("store.gateways", "all that is open is of gateway \"" + gateway + "\"")
                    : Checkup.warn("store.gateways", OtherGateways.sentence(others, gateway), OtherGateways.NEXT_STEP);
        }
    }

    private Checkup migrations(DataSource source) {
        MigrationInfoService known = Migrations.of(dialect, source);
        long newer = java.util.Arrays.stream(known.all())
                .map(MigrationInfo::getState)
                .filter(state -> state.name().startsWith("FUTURE"))
                .count();
        if (newer > 0) {
            return Checkup.fail(
                    "store.tables",
                    "the tables are of a newer version of the bridge",
                    "run that version, or restore the backup from before its first start");
        }
        int pending = known.pending().length;
        return pending == 0
                ? Checkup.ok("store.tables", "of this version")
                : Checkup.ok("store.tables", pending + " steps behind; the next start brings them up to date");
    }

    private static String text(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
