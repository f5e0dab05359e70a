package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Notification;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The connection that writes, with its statements. Given up at the first failure that is not a row's: what a broken
/// connection remembers cannot be trusted.
final class WriterSession implements AutoCloseable {
    private final Dialect dialect;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    /// SQLite: the last place given away. This is the only process that writes.
    private long lastSeq;

    /// SQLite only.
    private final @Nullable LaneBlocks blocks;

    private WriterSession(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
        this.blocks = dialect == Dialect.SQLITE ? new LaneBlocks(connection) : null;
    }

    /// Connects, and makes sure that something can be committed.
    ///
    /// @param margin of a lease that a claim needs: no transaction may stand still for longer
    static WriterSession open(Dialect dialect, DataSource database, Duration margin) throws SQLException {
        Connection connection = database.getConnection();
        WriterSession session = new WriterSession(dialect, connection);
        try {
            dialect.prepareWriter(connection, margin);
            session.beat();
            if (session.blocks != null) {
                session.lastSeq = session.highestSeq();
                session.blocks.load();
            }
            session.commit();
            return session;
        } catch (SQLException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    Dialect dialect() {
        return dialect;
    }

    /// Kept for the next time; one of each text.
    PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    /// New places in the order, ascending.
    long[] nextSeqs(int count) throws SQLException {
        long[] seqs = new long[count];
        if (dialect == Dialect.SQLITE) {
            for (int i = 0; i < count; i++) {
                seqs[i] = ++lastSeq;
            }
            return seqs;
        }
        PreparedStatement next = statement("SELECT nextval('notification_seq') FROM generate_series(1, ?)");
        next.setInt(1, count);
        try (ResultSet rows = next.executeQuery()) {
            for (int i = 0; i < count && rows.next(); i++) {
                seqs[i] = rows.getLong(1);
            }
        }
        return seqs;
    }

    /// A row was put into this place of the order.
    void placed(Notification row) throws SQLException {
        if (blocks != null) {
            blocks.add(row.seq(), row.lane());
        }
    }

    /// Rows were deleted.
    void pruned() throws SQLException {
        if (blocks != null) {
            statement(LaneBlocks.PRUNE).executeUpdate();
        }
    }

    /// Changes something that nobody reads.
    void beat() throws SQLException {
        PreparedStatement beat = statement(Sql.BEAT);
        beat.setLong(1, System.nanoTime());
        beat.executeUpdate();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    /// Rolls back, where the failure is a row's and not the connection's.
    ///
    /// @return whether others may go on with this session
    boolean survives(Throwable failure) {
        if (failure instanceof SQLException && !dialect.isRowsFault(failure)) {
            return false;
        }
        try {
            rollback();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void rollback() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.clearBatch();
        }
        connection.rollback();
        if (blocks != null) {
            blocks.load();
            connection.commit();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            // It is given up anyway.
            System.getLogger(WriterSession.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a broken connection", e);
        }
    }

    private long highestSeq() throws SQLException {
        try (ResultSet row = statement("SELECT max(seq) FROM notification").executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
