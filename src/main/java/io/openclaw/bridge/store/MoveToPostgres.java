package io.openclaw.bridge.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/// Moves a whole bridge from its SQLite file to an empty PostgreSQL: every table that carries state, with places, versions
/// and keys as they are. All or nothing: one transaction, committed only when what PostgreSQL holds has the same number of
/// rows and the same checksum. The file stays as it was; memory is bounded, whatever it holds.
///
/// What was on its way is in doubt at the other side's first start, as after any restart.
public final class MoveToPostgres {
    /// Of one process, or built anew: not moved. Everything else is, and a table that PostgreSQL has not is a failure.
    static final Set<String> LEFT_BEHIND = Set.of("schema_history", "heartbeat", "lane_block");

    /// How long PostgreSQL may say nothing: the last commit of a million rows takes a while on a slow disk.
    private static final Duration SILENCE = Duration.ofMinutes(5);

    /// Who waits longer for a lock waits for somebody who works on it.
    private static final Duration LOCK = Duration.ofSeconds(5);

    private final Path directory;
    private final DatabaseUrl url;
    private final Consumer<String> progress;

    private MoveToPostgres(Path directory, DatabaseUrl url, Consumer<String> progress) {
        this.directory = directory;
        this.url = url;
        this.progress = progress;
    }

    /// Blocks until it is done.
    ///
    /// @param directory `openclaw.data-dir`
    /// @param databaseUrl `OPENCLAW_DATABASE_URL`
    /// @param progress gets a line for people now and then
    /// @return the number of rows of each table
    /// @throws IllegalStateException with a sentence for people: there is nothing to move, a bridge runs on either side,
    ///     the other side is not empty, or a database failed. Then nothing was changed
    /// @throws IllegalArgumentException for an address that is none
    public static Map<String, Long> run(Path directory, String databaseUrl, Consumer<String> progress) {
        return new MoveToPostgres(directory, DatabaseUrl.parse(databaseUrl), progress).run();
    }

    private Map<String, Long> run() {
        Path file = directory.resolve(StoreFactory.FILE);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException("There is nothing to move: no " + StoreFactory.FILE
                    + " in the data directory " + directory.toAbsolutePath().normalize()
                    + " (OPENCLAW_DATA_DIR says which it is).");
        }
        try (DirectoryLock _ = DirectoryLock.take(directory)) {
            SQLiteDataSource source = StoreFactory.sqliteSource(file, LOCK);
            prepare(Dialect.SQLITE, source, failure -> DatabaseTrouble.of(file, failure));
            PGSimpleDataSource target = StoreFactory.postgresSource(url);
            target.setSocketTimeout((int) SILENCE.toSeconds());
            prepare(Dialect.POSTGRESQL, target, failure -> DatabaseTrouble.of(url, failure));
            try (Connection from = source.getConnection();
                    Connection to = target.getConnection()) {
                from.setAutoCommit(false);
                to.setAutoCommit(false);
                return move(from, to);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "Nothing was moved, and nothing was changed: " + e.getMessage() + ". Mend that and move again.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void prepare(Dialect dialect, DataSource database, Function<Throwable, DatabaseTrouble> trouble) {
        try {
            Migrations.run(dialect, database);
        } catch (SQLException | UnsatisfiedLinkError e) {
            throw trouble.apply(e).exception(e);
        }
    }

    private Map<String, Long> move(Connection from, Connection to) throws SQLException, IOException {
        List<MovedTable> tables = MovedTable.all(from, to, LEFT_BEHIND);
        lock(to, tables);
        requireIdle(to);
        for (MovedTable table : tables) {
            requireEmpty(to, table);
        }
        Map<String, Long> rows = new LinkedHashMap<>();
        for (MovedTable table : tables) {
            RowSum source = table.copy(from, to.unwrap(PGConnection.class).getCopyAPI(), progress);
            RowSum target = table.sum(to.unwrap(PGConnection.class).getCopyAPI());
            if (!source.equals(target)) {
                throw new IllegalStateException(
                        "Nothing was moved, and nothing was changed: of table " + table.name() + " the file has "
                                + source + ", PostgreSQL got " + target + ". This is a fault of the bridge.");
            }
            rows.put(table.name(), source.rows());
            progress.accept(table.name() + ": " + source);
        }
        goOnBehind(to, "notification_seq", "notification", "seq");
        for (MovedTable table : tables) {
            for (String column : table.counted()) {
                goOnBehind(
                        to, "pg_get_serial_sequence('" + table.name() + "', '" + column + "')", table.name(), column);
            }
            execute(to, "ANALYZE " + table.name());
        }
        to.commit();
        return rows;
    }

    private static void lock(Connection to, List<MovedTable> tables) throws SQLException {
        execute(to, "SET LOCAL lock_timeout = " + LOCK.toMillis());
        execute(
                to,
                "LOCK TABLE bridge, " + tables.stream().map(MovedTable::name).collect(Collectors.joining(", "))
                        + " IN ACCESS EXCLUSIVE MODE");
    }

    private static void requireIdle(Connection to) throws SQLException {
        if (exists(to, "SELECT 1 FROM bridge WHERE until > " + Sql.NOW)) {
            throw new IllegalStateException(
                    "A bridge runs on the PostgreSQL, or died there less than a lease ago: stop it, wait half a minute,"
                            + " and move again.");
        }
    }

    private static void requireEmpty(Connection to, MovedTable table) throws SQLException {
        if (exists(to, "SELECT 1 FROM " + table.name() + " LIMIT 1")) {
            throw new IllegalStateException("The PostgreSQL is not empty: its table " + table.name()
                    + " has rows. Move into a database of its own, made by CREATE DATABASE.");
        }
    }

    /// @param sequence a name, or an expression for one
    private static void goOnBehind(Connection to, String sequence, String table, String column) throws SQLException {
        String name = sequence.contains("(") ? sequence : "'" + sequence + "'";
        execute(
                to,
                "SELECT setval(" + name + ", GREATEST(1, (SELECT max(" + column + ") FROM " + table + ")),"
                        + " EXISTS (SELECT 1 FROM " + table + "))");
    }

    private static boolean exists(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
