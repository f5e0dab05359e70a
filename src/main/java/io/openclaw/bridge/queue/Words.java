package io.openclaw.bridge.queue;

import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.jspecify.annotations.Nullable;

/// What went wrong on the way to the broker, in words for people.
final class Words {
    private Words() {}

    static String of(@Nullable Throwable failure) {
        if (failure == null) {
            return "the broker did not say why";
        }
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName();
        return switch (kind) {
            case "SaslSystemException", "SecurityException", "MechanismMismatchException" ->
                "the broker refuses the login (OPENCLAW_QUEUE_USER, OPENCLAW_QUEUE_PASSWORD)";
            default -> message == null ? kind : message;
        };
    }

    /// As the end of a sentence; empty for none.
    static String of(@Nullable ErrorCondition condition) {
        if (condition == null || condition.getCondition() == null) {
            return "";
        }
        String description = condition.getDescription();
        return " (" + condition.getCondition() + (description == null ? "" : ": " + description) + ")";
    }
}
