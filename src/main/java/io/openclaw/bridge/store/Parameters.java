package io.openclaw.bridge.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Binds a statement's parameters one after the other.
final class Parameters {
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

    Parameters number(long value) throws SQLException {
        statement.setLong(next++, value);
        return this;
    }

    Parameters small(int value) throws SQLException {
        statement.setInt(next++, value);
        return this;
    }

    Parameters small(@Nullable Integer value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.INTEGER);
        } else {
            statement.setInt(next++, value);
        }
        return this;
    }

    Parameters flag(boolean value) throws SQLException {
        statement.setBoolean(next++, value);
        return this;
    }

    Parameters moment(@Nullable Instant value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.BIGINT);
        } else {
            statement.setLong(next++, Micros.of(value));
        }
        return this;
    }

    /// PostgreSQL has no NUL in texts; wherever one comes from, it must not stop a row.
    Parameters text(@Nullable String value) throws SQLException {
        if (value == null) {
            statement.setNull(next++, Types.VARCHAR);
        } else {
            statement.setString(next++, value.indexOf('\0') < 0 ? value : value.replace('\0', '\uFFFD'));
        }
        return this;
    }

    Parameters id(UUID value) throws SQLException {
        dialect.setId(statement, next++, value);
        return this;
    }
}
