package io.openclaw.bridge.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Many rows for one statement of PostgreSQL: each column is one parameter, an array with a value of every row.
final class Columns implements Binding {
    private final List<Column> columns = new ArrayList<>();
    private int next;

    /// From the first column again, for the next row.
    Columns again() {
        next = 0;
        return this;
    }

    @Override
    public Columns number(long value) {
        return put("int8", value);
    }

    @Override
    public Columns small(int value) {
        return put("int4", value);
    }

    @Override
    public Columns small(@Nullable Integer value) {
        return put("int4", value);
    }

    @Override
    public Columns flag(boolean value) {
        return put("bool", value);
    }

    @Override
    public Columns moment(@Nullable Instant value) {
        return put("int8", value == null ? null : (Long) Micros.of(value));
    }

    @Override
    public Columns text(@Nullable String value) {
        return put("text", value == null ? null : Binding.storable(value));
    }

    @Override
    public Columns id(UUID value) {
        return put("uuid", value);
    }

    private Columns put(String type, @Nullable Object value) {
        if (next == columns.size()) {
            columns.add(new Column(type, new ArrayList<>()));
        }
        columns.get(next++).values.add(value);
        return this;
    }

    /// As the statement's parameters from the first on.
    ///
    /// @return the next free one
    int bind(PreparedStatement statement) throws SQLException {
        int parameter = 1;
        for (Column column : columns) {
            statement.setArray(
                    parameter++, statement.getConnection().createArrayOf(column.type, column.values.toArray()));
        }
        return parameter;
    }

    private record Column(String type, List<@Nullable Object> values) {}
}
