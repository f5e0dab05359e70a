package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.StoreException;
import java.util.Map;
import java.util.function.Supplier;

/// What a call for notifications that cannot be done answers.
final class NotificationProblems {

    private NotificationProblems() {}

    static Problem of(NotificationException failure) {
        return switch (failure) {
            case NotificationException.Invalid invalid -> invalid(invalid, In.BODY);
            case NotificationException.Forbidden _ -> AccessProblems.forbiddenSession();
            case NotificationException.Missing _ -> missing();
            case NotificationException.WrongState wrong ->
                wrongState(wrong.getMessage() + ".", wrong.row().state().word().wire());
        };
    }

    static Problem wrongState(String detail, String status) {
        return Problem.typed(
                "wrong-state", "Its state does not allow it", 409, detail, Map.of("notificationStatus", status));
    }

    private static Problem invalid(NotificationException.Invalid invalid, In in) {
        Violations violations = new Violations("stored");
        invalid.flaws().forEach(flaw -> violations.add(flaw.field(), flaw.message(), in));
        return violations.problem();
    }

    /// For fields that do not stand in the body.
    ///
    /// @throws ProblemException where the call throws [NotificationException.Invalid]
    static <T> T in(In in, Supplier<T> call) {
        try {
            return call.get();
        } catch (NotificationException.Invalid e) {
            throw new ProblemException(invalid(e, in));
        }
    }

    static Problem missing() {
        return Problem.typed(
                "unknown-notification",
                "No such notification",
                404,
                "There is no notification of this id; ends are kept for 30 days.",
                Map.of());
    }

    static Problem of(Acceptance.KeyReused reused) {
        return keyReused(reused.row().id().toString());
    }

    /// @param owner id of the notification that has the key
    static Problem keyReused(String owner) {
        return Problem.typed(
                "idempotency-key-reused",
                "The key belongs to another notification",
                422,
                "The same idempotencyKey came before with other fields; nothing was stored. Repeat with the same fields, or take a new key.",
                Map.of("notificationId", owner));
    }

    static Problem tooMany(int most) {
        return Problem.typed(
                "batch-too-large",
                "Too many notifications",
                413,
                "A batch has at most " + most + " notifications; nothing was stored.",
                Map.of());
    }

    static Problem of(StoreException failure) {
        return switch (failure.reason()) {
            case UNAVAILABLE -> store("store-unavailable", "The store does not answer", 5);
            case DISK_LOW -> nothingStored("disk-low", "Too little disk is left to accept more", 30);
            case OVERLOADED -> nothingStored("store-overloaded", "More waits to be written than may wait", 1);
            case CLOSED -> store("stopping", "The service is stopping", 5);
        };
    }

    private static Problem nothingStored(String slug, String title, int retryAfterSeconds) {
        return store(slug, title, "Nothing was stored. Repeat the call later.", retryAfterSeconds);
    }

    private static Problem store(String slug, String title, int retryAfterSeconds) {
        return store(
                slug,
                title,
                "Whether anything was stored is not known. Repeat the call with the same idempotencyKey: it is stored once.",
                retryAfterSeconds);
    }

    private static Problem store(String slug, String title, String detail, int retryAfterSeconds) {
        return Problem.typed(slug, title, 503, detail, Map.of())
                .withHeaders(Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
    }
}
