package io.openclaw.bridge.store;

import io.openclaw.bridge.access.AuditEntry;
import io.openclaw.bridge.access.AuditTrail;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The audit trail beside the notifications. Entries are kept for good: they are few, and whoever may delete them does it by
/// hand.
public final class SqlAuditTrail implements AuditTrail {
    private static final String INSERT = "INSERT INTO audit (at, who, action, target, detail) VALUES (?, ?, ?, ?, ?)";
    private static final String LATEST =
            "SELECT seq, at, who, action, target, detail FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?";

    private final SqlStore store;

    public SqlAuditTrail(SqlStore store) {
        this.store = store;
    }

    @Override
    public Uni<Void> record(AuditEntry entry) {
        return store.task(session -> {
            PreparedStatement insert = session.statement(INSERT);
            new Parameters(insert, session.dialect())
                    .moment(entry.at())
                    .text(entry.who())
                    .text(entry.action())
                    .text(entry.target())
                    .text(JsonText.metadata(new LinkedHashMap<>(entry.detail())));
            insert.executeUpdate();
            return null;
        });
    }

    @Override
    public Uni<List<Recorded>> latest(long before, int limit) {
        return store.read(reading -> {
            try (PreparedStatement select = reading.prepare(LATEST)) {
                new Parameters(select, reading.dialect()).number(before).small(Math.clamp(limit, 1, MAX_PAGE));
                List<Recorded> page = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        page.add(recorded(rows));
                    }
                }
                return page;
            }
        });
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        Map<String, String> detail = new LinkedHashMap<>();
        JsonText.metadata(row.getString(6)).forEach((name, value) -> detail.put(name, String.valueOf(value)));
        return new Recorded(
                row.getLong(1),
                new AuditEntry(Micros.instant(row.getLong(2)), text(row, 3), text(row, 4), text(row, 5), detail));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNull(row.getString(column));
    }
}
