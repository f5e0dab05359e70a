package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.NotificationStore.Query;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A [Query] as SQL. What no single walk along an index finds in the right order is several statements: a state that is
/// two stages, and what was created before a moment, but replayed behind it.
final class RowQuery {
    private final Query query;
    /// Conditions without parameters.
    private final List<String> fixed;

    private RowQuery(Query query, List<String> fixed) {
        this.query = query;
        this.fixed = fixed;
    }

    /// @param places where the moments of the query lie in the order
    static List<RowQuery> of(Query query, Places places) {
        List<RowQuery> parts = new ArrayList<>();
        for (List<String> stage : query.state() == null ? List.of(List.<String>of()) : byStage(query.state())) {
            List<String> inOrder = new ArrayList<>(stage);
            // The index by stage has no delivered rows and is found only by whoever says so. A lane or a key narrows
            // more.
            if (query.state() != null
                    && query.state() != Word.DELIVERED
                    && query.lane() == null
                    && query.idempotencyKey() == null) {
                inOrder.add("stage <> 4");
            }
            if (places.since() != null) {
                inOrder.add("seq >= " + places.since());
            }
            if (places.until() != null) {
                inOrder.add("seq < " + places.until());
                List<String> replayed = new ArrayList<>(stage);
                replayed.add("key_generation > 1");
                replayed.add("seq >= " + places.until());
                parts.add(new RowQuery(query, replayed));
            }
            parts.add(new RowQuery(query, inOrder));
        }
        return List.copyOf(parts);
    }

    private static List<List<String>> byStage(Word word) {
        return stages(word).stream()
                .map(stage -> List.of("stage = " + stage.code()))
                .toList();
    }

    /// As one statement, for rows that are found by their places.
    static RowQuery atPlaces(Query query) {
        return new RowQuery(
                query,
                query.state() == null
                        ? List.of()
                        : List.of(stages(query.state()).stream()
                                .map(stage -> String.valueOf(stage.code()))
                                .collect(Collectors.joining(", ", "stage IN (", ")"))));
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
        all.addAll(fixed);
        if (query.lane() != null) {
            all.add("lane = ?");
        }
        if (query.caller() != null) {
            // The index by caller has none without a name and is found only by whoever says so.
            all.add(query.caller().isEmpty() ? "caller = ?" : "caller = ? AND caller <> ''");
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
