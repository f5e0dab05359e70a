package io.openclaw.bridge.store;

import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.access.ApiKeys;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.SessionPatterns;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keys beside the notifications. The other processes on a PostgreSQL are told of every change in its own transaction.
public final class SqlApiKeys implements ApiKeys {
    private static final String COLUMNS =
            "id, name, hash, scopes, sessions, rate, created_at, expires_at, revoked_at, last_used_at";
    private static final String ALL = "SELECT " + COLUMNS + " FROM api_key ORDER BY created_at, id";
    private static final String ADD =
            "INSERT INTO api_key (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)";
    private static final String REVOKE = "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL";
    private static final String USED =
            "UPDATE api_key SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)";

    private final SqlStore store;

    public SqlApiKeys(SqlStore store) {
        this.store = store;
    }

    @Override
    public Uni<List<ApiKey>> all() {
        return store.read(reading -> {
            try (PreparedStatement select = reading.prepare(ALL);
                    ResultSet rows = select.executeQuery()) {
                List<ApiKey> keys = new ArrayList<>();
                while (rows.next()) {
                    keys.add(key(rows));
                }
                return keys;
            }
        });
    }

    @Override
    public Uni<Void> add(ApiKey key) {
        return store.task(session -> {
            PreparedStatement insert = session.statement(ADD);
            new Parameters(insert, session.dialect())
                    .text(key.id())
                    .text(key.name())
                    .text(key.hash())
                    .text(key.scopes().stream().map(Scope::wire).sorted().collect(Collectors.joining(" ")))
                    .text(String.join(" ", key.sessions().texts()))
                    .small(key.rate())
                    .moment(key.createdAt())
                    .moment(key.expiresAt());
            insert.executeUpdate();
            announce(session);
            return null;
        });
    }

    @Override
    public Uni<Boolean> revoke(String id, Instant at) {
        return store.task(session -> {
            PreparedStatement update = session.statement(REVOKE);
            new Parameters(update, session.dialect()).moment(at).text(id);
            boolean done = update.executeUpdate() > 0;
            announce(session);
            return done;
        });
    }

    @Override
    public Uni<Void> used(Map<String, Instant> lastUses) {
        return store.task(session -> {
            PreparedStatement update = session.statement(USED);
            Parameters parameters = new Parameters(update, session.dialect());
            for (Map.Entry<String, Instant> use : lastUses.entrySet()) {
                parameters.again().moment(use.getValue()).text(use.getKey()).moment(use.getValue());
                update.addBatch();
            }
            update.executeBatch();
            return null;
        });
    }

    @Override
    public void onChange(Runnable listener) {
        store.listeners.onKeys(listener);
    }

    private void announce(WriterSession session) throws SQLException {
        if (store.neighbours != null) {
            store.neighbours.announceKeys(session.connection());
        }
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        String sessions = text(row, 5);
        return new ApiKey(
                text(row, 1),
                text(row, 2),
                text(row, 3),
                scopes(text(row, 4)),
                SessionPatterns.of(sessions.isEmpty() ? List.of() : List.of(sessions.split(" "))),
                rate(row),
                moment(row, 7),
                moment(row, 8),
                moment(row, 9),
                moment(row, 10),
                ApiKey.Source.STORED);
    }

    private static Set<Scope> scopes(String names) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        // A scope of a later version is none that this one could give.
        Arrays.stream(names.split(" ")).forEach(name -> Scope.of(name).ifPresent(scopes::add));
        return scopes;
    }

    private static @Nullable Integer rate(ResultSet row) throws SQLException {
        int rate = row.getInt(6);
        return row.wasNull() ? null : rate;
    }

    private static @Nullable Instant moment(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.instant(micros);
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }
}
