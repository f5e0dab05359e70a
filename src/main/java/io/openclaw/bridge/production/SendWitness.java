package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.telemetry.SendLog;
import io.openclaw.bridge.telemetry.SendLog.Consequence;
import io.openclaw.bridge.telemetry.SendLog.Message;
import java.util.Locale;

/// Tells the log of sends that are repeated in their call. A send without repeats belongs to a row, whose keeper tells of it.
///
/// @param maxRetries repeats in a call, at most
record SendWitness(SendLog log, int maxRetries) implements SendListener {
    @Override
    public void onSend(Delivery delivery, Outcome outcome) {
        if (delivery.message.retry() != RetryMode.IN_CALL) {
            return;
        }
        switch (outcome) {
            case Outcome.Delivered(var messageId, var runId, var _) -> {
                if (log.tellsSent()) {
                    log.sent(message(delivery), messageId == null ? runId : messageId);
                }
            }
            case Outcome.Accepted(var runId) -> {
                if (log.tellsSent()) {
                    log.sent(message(delivery), runId);
                }
            }
            case Outcome.Unknown _ -> failed(delivery, outcome, Consequence.UNKNOWN);
            case Outcome.Refused _, Outcome.LateRetry _, Outcome.Retry _ ->
                failed(delivery, outcome, Consequence.RETURNED);
            case Outcome.Busy _, Outcome.Paused _, Outcome.NotSent _ -> failed(delivery, outcome, Consequence.NOT_SENT);
        }
    }

    private void failed(Delivery delivery, Outcome outcome, Consequence consequence) {
        log.failed(message(delivery), consequence, word(outcome), outcome.detail(), null);
    }

    private Message message(Delivery delivery) {
        return new Message(
                delivery.message.sessionKey().toString(),
                null,
                delivery.attempts(),
                maxRetries,
                delivery.age(),
                delivery.traceparent());
    }

    /// Why a send failed, in one of few words; what it was for one that did not.
    static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused -> refused.reason().name();
            case Outcome.Unknown unknown -> unknown.reason().name();
            case Outcome.NotSent notSent -> notSent.reason().name();
            case Outcome.LateRetry _ -> "LATE_RETRY";
            case Outcome.Delivered _, Outcome.Accepted _, Outcome.Busy _, Outcome.Paused _, Outcome.Retry _ ->
                outcome.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        };
    }
}
