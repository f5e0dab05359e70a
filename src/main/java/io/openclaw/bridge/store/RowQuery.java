package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.NotificationStore.Query;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A [Query] as SQL. A state that is two stages is two statements, each of which walks its index in the right order.
final class RowQuery {
    private final Query query;
    private final int stage;

    private RowQuery(Query query, int stage) {
        this.query = query;
        this.stage = stage;
    }

    static List<RowQuery> of(Query query) {
        if (query.state() == null) {
            return List.of(new RowQuery(query, -1));
        }
        List<RowQuery> parts = new ArrayList<>();
        for (Stage stage : stages(query.state())) {
            parts.add(new RowQuery(query, stage.code()));
        }
        return List.copyOf(parts);
    }

    private static List<Stage> stages(Word word) {
        return switch (word) {
            case QUEUED -> List.of(Stage.SCHEDULED, Stage.QUEUED);
            case SENDING -> List.of(Stage.SENDING);
            case DELIVERED -> List.of(Stage.DELIVERED);
            case UNKNOWN -> List.of(Stage.UNKNOWN);
            case DEAD -> List.of(Stage.DEAD);
            case EXPIRED -> List.of(Stage.EXPIRED);
            case CANCELLED -> List.of(Stage.CANCELLED);
        };
    }

    /// The condition, with its `WHERE`.
    String where() {
        List<String> all = new ArrayList<>();
        if (stage >= 0) {
            all.add("stage = " + stage);
            // The index by stage has no delivered rows and is found only by whoever says so. A lane or a key narrows
            // more.
            if (stage != Stage.DELIVERED.code() && query.lane() == null && query.idempotencyKey() == null) {
                all.add("stage <> 4");
            }
        }
        if (query.lane() != null) {
            all.add("lane = ?");
        }
        if (query.caller() != null) {
            all.add("caller = ?");
        }
        if (query.idempotencyKey() != null) {
            all.add("idempotency_key = ?");
        }
        if (query.since() != null) {
            all.add("created_at >= ?");
        }
        if (query.until() != null) {
            all.add("created_at < ?");
        }
        if (query.beforeSeq() != null) {
            all.add("seq < ?");
        }
        return all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
    }

    /// The condition's parameters, then the limit.
    void bind(PreparedStatement statement, Dialect dialect) throws SQLException {
        Parameters to = new Parameters(statement, dialect);
        if (query.lane() != null) {
            to.text(query.lane());
        }
        if (query.caller() != null) {
            to.text(query.caller());
        }
        if (query.idempotencyKey() != null) {
            to.text(query.idempotencyKey());
        }
        if (query.since() != null) {
            to.moment(query.since());
        }
        if (query.until() != null) {
            to.moment(query.until());
        }
        if (query.beforeSeq() != null) {
            to.number(query.beforeSeq());
        }
        to.small(query.limit());
    }
}
