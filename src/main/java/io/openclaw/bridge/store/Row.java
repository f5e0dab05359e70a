package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Claim;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.NotificationState.Cancelled;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Delivered;
import io.openclaw.bridge.notification.NotificationState.Expired;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A notification as columns, in the order of [Sql#COLUMNS], there and back.
final class Row {
    private Row() {}

    /// All of [Sql#COLUMNS].
    static void bind(Binding to, Notification row) throws SQLException {
        to.id(row.id()).moment(row.createdAt());
        bindReplay(to, row);
    }

    /// The columns that a replay changes, then those of a step.
    static void bindReplay(Binding to, Notification row) throws SQLException {
        Content content = row.content();
        to.number(row.seq())
                .small(row.keyGeneration())
                .text(row.gateway())
                .small(Backlog.shardOf(row.lane()))
                .text(row.lane())
                .small(content.priority())
                .text(content.caller())
                .text(content.idempotencyKey())
                .text(content.fingerprint())
                .text(content.sessionKey())
                .text(content.deliveryName())
                .text(content.formatName())
                .text(content.agentId())
                .text(content.threadId())
                .text(content.replyToId())
                .text(content.accountId())
                .flag(content.silent())
                .moment(content.deliverAt())
                .moment(content.expiresAt())
                .text(
                        content.callbackUrl() == null
                                ? null
                                : content.callbackUrl().toString())
                .text(content.traceparent())
                .text(content.message())
                .text(JsonText.metadata(content.metadata()));
        bindStep(to, row);
    }

    /// The columns that every step may change.
    static void bindStep(Binding to, Notification row) throws SQLException {
        NotificationState state = row.state();
        Instant expiresAt = row.content().expiresAt();
        Queued queued = state instanceof Queued q ? q : null;
        Unknown unknown = state instanceof Unknown u ? u : null;
        Claim claim = state instanceof Sending(Claim c) ? c : null;
        Instant dueAt =
                state instanceof Scheduled(Instant joinsAt) ? joinsAt : unknown == null ? null : unknown.looksAt();
        Instant deadline =
                unknown != null ? unknown.until() : queued != null || state instanceof Scheduled ? expiresAt : null;
        to.number(row.version())
                .small(Stage.of(state).code())
                .moment(queued == null ? null : queued.notBefore())
                .moment(queued == null ? null : queued.stepsAsideAt())
                .moment(dueAt)
                .moment(deadline)
                .moment(state.endedAt())
                .small(row.left())
                .moment(row.firstLeftAt())
                .text(claim == null ? null : claim.owner())
                .small(claim == null ? null : Integer.valueOf(claim.attempt()))
                .moment(claim == null ? null : claim.at())
                .text(claim == null ? null : claim.bootId())
                .moment(unknown == null ? null : unknown.since())
                .moment(unknown == null ? null : unknown.until());
        switch (state) {
            case Unknown parked -> to.text(parked.reason()).text(null).text(null);
            case Dead dead -> to.text(dead.reason()).text(dead.messageId()).text(dead.runId());
            case Delivered delivered ->
                to.text(null).text(delivered.messageId()).text(delivered.runId());
            case Scheduled _, Queued _, Sending _, Expired _, Cancelled _ ->
                to.text(null).text(null).text(null);
        }
        to.text(JsonText.attempts(row.attempts()));
        to.text(state instanceof Delivered d ? d.reply() : state instanceof Dead d ? d.reply() : null);
    }

    /// All rows that are left.
    static List<Notification> all(ResultSet rows, Dialect dialect) throws SQLException {
        List<Notification> all = new ArrayList<>();
        while (rows.next()) {
            all.add(read(rows, dialect));
        }
        return all;
    }

    /// The row under the cursor, of [Sql#COLUMNS].
    static Notification read(ResultSet rows, Dialect dialect) throws SQLException {
        Cursor at = new Cursor(rows);
        var id = dialect.id(rows, at.skip());
        Instant createdAt = at.instant();
        long seq = at.number();
        int keyGeneration = at.small();
        String gateway = at.string();
        at.skip(); // shard
        String lane = at.string();
        int priority = at.small();
        String caller = at.string();
        String idempotencyKey = at.text();
        String fingerprint = at.text();
        String sessionKey = at.string();
        String delivery = at.string();
        String format = at.string();
        String agentId = at.text();
        String threadId = at.text();
        String replyToId = at.text();
        String accountId = at.text();
        boolean silent = at.flag();
        Instant deliverAt = at.moment();
        Instant expiresAt = at.moment();
        String callbackUrl = at.text();
        String traceparent = at.text();
        String message = at.string();
        Content content = Content.stored(
                caller,
                sessionKey,
                message,
                JsonText.metadata(at.text()),
                delivery,
                format,
                priority,
                agentId,
                threadId,
                replyToId,
                accountId,
                silent,
                deliverAt,
                expiresAt,
                callbackUrl == null ? null : URI.create(callbackUrl),
                idempotencyKey,
                fingerprint,
                traceparent);
        long version = at.number();
        Stage stage = Stage.of(at.small());
        Instant notBefore = at.moment();
        Instant stepsAsideAt = at.moment();
        Instant dueAt = at.moment();
        at.skip(); // deadline_at, which is expires_at or until
        Instant endedAt = at.moment();
        int left = at.small();
        Instant firstLeftAt = at.moment();
        String owner = at.text();
        int attempt = at.small();
        Instant claimedAt = at.moment();
        String bootId = at.text();
        Instant since = at.moment();
        Instant until = at.moment();
        String reason = at.text();
        String messageId = at.text();
        String runId = at.text();
        String attempts = at.text();
        String reply = at.text();
        NotificationState state = switch (stage) {
            case SCHEDULED -> new Scheduled(known(dueAt));
            case QUEUED -> new Queued(known(notBefore), stepsAsideAt);
            case SENDING -> new Sending(new Claim(known(owner), attempt, known(claimedAt), bootId));
            case UNKNOWN -> new Unknown(known(reason), known(since), known(until), dueAt);
            case DELIVERED -> new Delivered(known(endedAt), messageId, runId, reply);
            case DEAD -> new Dead(known(endedAt), known(reason), messageId, runId, reply);
            case EXPIRED -> new Expired(known(endedAt));
            case CANCELLED -> new Cancelled(known(endedAt));
        };
        return new Notification(
                id,
                seq,
                version,
                content,
                lane,
                gateway,
                createdAt,
                state,
                keyGeneration,
                left,
                firstLeftAt,
                JsonText.attempts(attempts));
    }

    private static <T> T known(@Nullable T column) {
        return Objects.requireNonNull(column, "a column that this stage has");
    }

    /// Reads one column after the other.
    private static final class Cursor {
        private final ResultSet rows;
        private int next = 1;

        Cursor(ResultSet rows) {
            this.rows = rows;
        }

        int skip() {
            return next++;
        }

        @Nullable
        String text() throws SQLException {
            return rows.getString(next++);
        }

        String string() throws SQLException {
            return known(text());
        }

        long number() throws SQLException {
            return rows.getLong(next++);
        }

        int small() throws SQLException {
            return rows.getInt(next++);
        }

        boolean flag() throws SQLException {
            return rows.getBoolean(next++);
        }

        @Nullable
        Instant moment() throws SQLException {
            long micros = rows.getLong(next++);
            return rows.wasNull() ? null : Micros.instant(micros);
        }

        Instant instant() throws SQLException {
            return known(moment());
        }
    }
}
