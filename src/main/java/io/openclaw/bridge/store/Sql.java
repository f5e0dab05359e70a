package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The statements that write and the columns that are read. [Row] binds and reads them in the same order.
final class Sql {
    /// What every step may change. None is the key of an index that a step has no need to touch.
    private static final String STEP_COLUMNS = "version, stage, not_before, steps_aside_at, due_at, deadline_at,"
            + " ended_at, left_count, first_left_at, claim_owner, claim_attempt, claim_at, claim_boot, since, until,"
            + " reason, message_id, run_id, attempts, reply";

    /// What only a replay may change.
    private static final String REPLAY_COLUMNS = "seq, key_generation, gateway, shard, lane, priority, caller,"
            + " idempotency_key, fingerprint, session_key, delivery, format, agent_id, thread_id, reply_to_id,"
            + " account_id, silent, deliver_at, expires_at, callback_url, traceparent, message, metadata";

    static final String COLUMNS = "id, created_at, " + REPLAY_COLUMNS + ", " + STEP_COLUMNS;

    static final String SELECT = "SELECT " + COLUMNS + " FROM notification";

    /// A key that is taken is no failure: the row that has it is looked up. An id that is taken is one.
    static final String INSERT = "INSERT INTO notification (" + COLUMNS + ") VALUES ("
            + placeholders(COLUMNS)
            + ") ON CONFLICT (idempotency_key, caller, gateway) WHERE idempotency_key IS NOT NULL DO NOTHING";

    /// Many rows at once, of PostgreSQL; an array for each of the columns. Tells the places of those whose key was free.
    static final String INSERTS = "INSERT INTO notification (" + COLUMNS + ") SELECT * FROM unnest("
            + placeholders(COLUMNS)
            + ") ON CONFLICT (idempotency_key, caller, gateway) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING seq";

    static final String STEP =
            "UPDATE notification SET " + assignments(STEP_COLUMNS) + " WHERE seq = ? AND version = ?";

    /// A step that also asks for the lease; more parameters: owner, microseconds that must be left, shard.
    static final String LEASED_CLAIM = STEP + " AND EXISTS (SELECT 1 FROM shard_lease WHERE owner = ?" + " AND until > "
            + Sql.NOW + " + ? AND shard_lease.shard = ?)";

    /// Many steps at once, of PostgreSQL; parameters: an array for each of the step's columns, then places, versions before and
    /// shards. Tells the places of those that were not late. No row may be in it twice.
    static final String STEPS = steps("");

    /// The same where each also asks for its lease; more parameters: owner, microseconds that must be left.
    static final String LEASED_CLAIMS = steps(" AND EXISTS (SELECT 1 FROM shard_lease WHERE owner = ? AND until > "
            + Sql.NOW + " + ? AND shard_lease.shard = of_shard)");

    static final String REPLAY = "UPDATE notification SET " + assignments(REPLAY_COLUMNS + ", " + STEP_COLUMNS)
            + " WHERE seq = ? AND version = ?";

    static final String BY_KEY = SELECT + " WHERE idempotency_key = ? AND caller = ? AND gateway = ?";

    static final String BY_ID = SELECT + " WHERE id = ?";

    static final String PRUNE = "DELETE FROM notification WHERE seq = ? AND stage >= 4 AND ended_at < ?";

    static final String BEAT = "UPDATE heartbeat SET at = ? WHERE id = 1";

    static final String EVENT_COLUMNS =
            "outlet, shard, event_id, type, url, body, created_at, attempts, due_at, traceparent";

    static final String EVENT_INSERT =
            "INSERT INTO outgoing (" + EVENT_COLUMNS + ") VALUES (" + placeholders(EVENT_COLUMNS) + ")";

    static final String EVENT_AGAIN = "UPDATE outgoing SET attempts = ?, due_at = ? WHERE seq = ?";

    static final String EVENT_DONE = "DELETE FROM outgoing WHERE seq = ?";

    /// Only what has found no taker for as long as a row is kept.
    static final String EVENT_PRUNE =
            "DELETE FROM outgoing WHERE seq IN (SELECT seq FROM outgoing WHERE created_at < ? ORDER BY seq LIMIT ?)";

    /// PostgreSQL's own clock in microseconds, as it is at this statement.
    static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    private Sql() {}

    /// A condition on the shard; none where all are asked for.
    static String inShards(Set<Integer> shards) {
        if (shards.size() >= Backlog.SHARDS) {
            return "";
        }
        // Numbers, never texts of anybody.
        return " AND shard IN ("
                + new TreeSet<>(shards).stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }

    private static String steps(String condition) {
        return "UPDATE notification SET " + STEP_COLUMNS.replaceAll("(\\w+)", "$1 = step.$1") + " FROM unnest("
                + placeholders(STEP_COLUMNS) + ", ?, ?, ?) AS step (" + STEP_COLUMNS
                + ", place, version_before, of_shard) WHERE seq = place AND notification.version = version_before"
                + condition + " RETURNING seq";
    }

    private static String placeholders(String columns) {
        return columns.replaceAll("\\w+", "?");
    }

    private static String assignments(String columns) {
        return columns.replaceAll("(\\w+)", "$1 = ?");
    }
}
