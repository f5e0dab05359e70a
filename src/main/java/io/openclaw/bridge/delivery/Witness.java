package io.openclaw.bridge.delivery;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.telemetry.SendLog;
import io.openclaw.bridge.telemetry.SendLog.Consequence;
import io.openclaw.bridge.telemetry.SendLog.Message;
import io.openclaw.bridge.telemetry.Span;
import io.openclaw.bridge.telemetry.Spans;
import io.openclaw.bridge.telemetry.Telemetry;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells of attempts: a span for each, which goes on with the trace that its row keeps, over restarts too; and a line in the
/// log when what became of it is on disk.
final class Witness {
    private volatile Telemetry telemetry = Telemetry.UNTRACED;

    /// From now on.
    void tells(Telemetry value) {
        telemetry = value;
    }

    /// @param row in [NotificationState.Sending]
    Span begin(Notification row, @Nullable String bootId) {
        return telemetry
                .spans()
                .begin(Spans.Kind.INTERNAL, "attempt", row.content().traceparent())
                .with("openclaw.notification.id", row.id().toString())
                .with("openclaw.attempt", row.attemptNumber())
                .with("openclaw.gateway", row.gateway())
                .with("openclaw.gateway.boot_id", bootId);
    }

    static void ended(Span span, Outcome outcome) {
        String word = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        span.with("openclaw.outcome", word);
        span.end(outcome.verdict() == Outcome.Verdict.SUCCESS ? null : word);
    }

    /// The row's next version is on disk.
    ///
    /// @param trace of the attempt; null for none
    void settled(Notification row, @Nullable String trace) {
        SendLog log = telemetry.log();
        Attempt last = row.attempts().isEmpty() ? null : row.attempts().getLast();
        switch (row.state()) {
            case NotificationState.Delivered delivered -> {
                if (log.tellsSent()) {
                    log.sent(message(row, last, trace), first(delivered.messageId(), delivered.runId()));
                }
            }
            case NotificationState.Dead dead ->
                log.failed(message(row, last, trace), Consequence.LOST, dead.reason(), detail(last), null);
            case NotificationState.Expired _ ->
                log.failed(message(row, last, trace), Consequence.LOST, "EXPIRED", detail(last), null);
            case NotificationState.Unknown unknown ->
                log.failed(message(row, last, trace), Consequence.UNKNOWN, unknown.reason(), detail(last), null);
            case NotificationState.Queued queued -> {
                // What never left is no failure of the message; the connection's own lines tell why it waits.
                if (last != null && last.result() != Attempt.Result.DEFERRED) {
                    String at = queued.notBefore().toString();
                    log.failed(message(row, last, trace), Consequence.REPEATED, code(last), detail(last), at);
                }
            }
            case NotificationState.Scheduled _, NotificationState.Sending _, NotificationState.Cancelled _ -> {}
        }
    }

    private static Message message(Notification row, @Nullable Attempt last, @Nullable String trace) {
        return new Message(
                row.content().sessionKey().toString(),
                row.id().toString(),
                last == null ? 0 : last.number(),
                null,
                last == null ? Duration.ZERO : last.duration(),
                trace == null ? row.content().traceparent() : trace);
    }

    private static String code(Attempt attempt) {
        return attempt.code() == null ? attempt.result().name() : attempt.code();
    }

    private static String detail(@Nullable Attempt last) {
        return last == null || last.detail() == null ? "" : last.detail();
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}
