package io.openclaw.bridge.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Binds a statement's parameters one after the other.
final class Parameters implements Binding {
    private final PreparedStatement statement;
    private final Dialect dialect;
    private int next = 1;

    Parameters(PreparedStatement statement, Dialect dialect) {
        this.statement = statement;
        this.dialect = dialect;
    }

    /// From the first one again, for the next row of a batch.
    Parameters again() {
        next = 1;
        return this;
    }

    @Override
    public Parameters number(long value) throws SQLException {
        statement.setLong(next++, value);
        return this;
    }

    @Override
    public Parameters small(int value) throws SQLException {
        statement.setInt(next++, value);
        return this;
    }

    @Override
    public Parameters small(@Nullable Integer value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.INTEGER);
        } else {
            statement.setInt(next++, value);
        }
        return this;
    }

    @Override
    public Parameters flag(boolean value) throws SQLException {
        statement.setBoolean(next++, value);
        return this;
    }

    @Override
    public Parameters moment(@Nullable Instant value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.BIGINT);
        } else {
            statement.setLong(next++, Micros.of(value));
        }
        return this;
    }

    @Override
    public Parameters text(@Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.VARCHAR);
        } else {
            statement.setString(next++, Binding.storable(value));
        }
        return this;
    }

    @Override
    public Parameters id(UUID value) throws SQLException {
        dialect.setId(statement, next++, value);
        return this;
    }
}
