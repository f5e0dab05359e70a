package io.openclaw.bridge.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a row's columns one after the other.
interface Binding {
    Binding number(long value) throws SQLException;

    Binding small(int value) throws SQLException;

    Binding small(@Nullable Integer value) throws SQLException;

    Binding flag(boolean value) throws SQLException;

    /// As microseconds since 1970.
    Binding moment(@Nullable Instant value) throws SQLException;

    Binding text(@Nullable String value) throws SQLException;

    Binding id(UUID value) throws SQLException;

    /// PostgreSQL has no NUL in texts; wherever one comes from, it must not stop a row.
    static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
