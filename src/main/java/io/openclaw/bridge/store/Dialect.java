package io.openclaw.bridge.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What differs between the two databases. The rest is the same SQL.
public enum Dialect {
    /// One file, one process.
    SQLITE("db/sqlite") {
        @Override
        void prepareWriter(Connection connection, Duration margin) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                // The promise itself; not left to how the data source was made.
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                // Pages of 4 KiB in the journal before they go to the file: one that changes often goes once.
                statement.execute("PRAGMA wal_autocheckpoint=4000");
            }
            connection.setAutoCommit(false);
        }

        @Override
        boolean isRowsFault(SQLException failure) {
            // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH; the rest of the code tells which kind.
            return Set.of(18, 19, 20).contains(failure.getErrorCode() & 0xff);
        }

        @Override
        void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
            statement.setBytes(
                    index,
                    ByteBuffer.allocate(16)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits())
                            .array());
        }

        @Override
        UUID id(ResultSet row, int index) throws SQLException {
            ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(index));
            return new UUID(bytes.getLong(), bytes.getLong());
        }
    },

    /// A server, shared by several processes.
    POSTGRESQL("db/postgresql") {
        @Override
        void prepareWriter(Connection connection, Duration margin) throws SQLException {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                // A process that stands still within a transaction must not keep its locks, nor commit a claim when its
                // lease is over.
                statement.execute("SET idle_in_transaction_session_timeout = " + margin.toMillis());
                // It writes by keys. What the planner believes of a young table's size must not make it read the table.
                statement.execute("SET enable_seqscan = off");
                statement.execute("SET enable_hashjoin = off");
                statement.execute("SET enable_mergejoin = off");
            }
            connection.setAutoCommit(false);
        }

        @Override
        boolean isRowsFault(SQLException failure) {
            String state = failure.getSQLState();
            // Data, integrity, a row beyond the server's limits.
            return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
        }

        @Override
        void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
            statement.setObject(index, id);
        }

        @Override
        UUID id(ResultSet row, int index) throws SQLException {
            return row.getObject(index, UUID.class);
        }
    };

    private final String migrations;

    Dialect(String migrations) {
        this.migrations = migrations;
    }

    /// Folder of the migrations on the class path.
    String migrations() {
        return migrations;
    }

    /// In that folder, in order.
    List<String> migrationFiles() {
        return switch (this) {
            case SQLITE ->
                List.of(
                        "V1__notifications.sql",
                        "V2__lanes_off_the_hot_path.sql",
                        "V3__replayed.sql",
                        "V4__access.sql",
                        "V5__holds.sql",
                        "V6__events_carry_their_trace.sql",
                        "V7__keys_by_gateway.sql");
            case POSTGRESQL ->
                List.of(
                        "V1__notifications.sql",
                        "V2__replayed.sql",
                        "V3__access.sql",
                        "V4__holds.sql",
                        "V5__events_carry_their_trace.sql",
                        "V6__keys_by_gateway.sql");
        };
    }

    /// Makes a connection fit for writing.
    ///
    /// @param margin of a lease that a claim needs
    abstract void prepareWriter(Connection connection, Duration margin) throws SQLException;

    /// Whether this is the fault of the row, so that others would pass.
    abstract boolean isRowsFault(SQLException failure);

    abstract void setId(PreparedStatement statement, int index, UUID id) throws SQLException;

    abstract UUID id(ResultSet row, int index) throws SQLException;

    /// Whether a failure, with all that it wraps, is the fault of the row.
    boolean isRowsFault(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause instanceof SQLException sql) {
                if (isRowsFault(sql)) {
                    return true;
                }
                cause = sql.getNextException() == null ? sql.getCause() : sql.getNextException();
            } else {
                cause = cause.getCause();
            }
        }
        return false;
    }
}
