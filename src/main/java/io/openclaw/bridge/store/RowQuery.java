package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.NotificationStore.Query;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A [Query] as SQL. A state that is two stages is two statements, each of which walks its index in the right order.
final class RowQuery {
    private final Query query;
    /// A condition; empty for all.
    private final String stage;

    private RowQuery(Query query, String stage) {
        this.query = query;
        this.stage = stage;
    }

    static List<RowQuery> of(Query query) {
        if (query.state() == null) {
            return List.of(new RowQuery(query, ""));
        }
        List<RowQuery> parts = new ArrayList<>();
        for (Stage stage : stages(query.state())) {
            // The index by stage has no delivered rows and is found only by whoever says so. A lane or a key narrows
            // more.
            boolean byStage = stage != Stage.DELIVERED && query.lane() == null && query.idempotencyKey() == null;
            parts.add(new RowQuery(query, "stage = " + stage.code() + (byStage ? " AND stage <> 4" : "")));
        }
        return List.copyOf(parts);
    }

    /// As one statement, for rows that are found by their places.
    static RowQuery atPlaces(Query query) {
        return new RowQuery(
                query,
                query.state() == null
                        ? ""
                        : stages(query.state()).stream()
                                .map(stage -> String.valueOf(stage.code()))
                                .collect(Collectors.joining(", ", "stage IN (", ")")));
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
    ///
    /// @param places a further one
    String where(String... places) {
        List<String> all = new ArrayList<>(List.of(places));
        if (!stage.isEmpty()) {
            all.add(stage);
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
