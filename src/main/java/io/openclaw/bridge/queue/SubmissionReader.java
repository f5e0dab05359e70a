package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.notification.Flaw;
import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.Submission;
import io.openclaw.bridge.notification.request.JsonObject;
import io.openclaw.bridge.notification.request.NotificationRequest;
import java.util.ArrayList;
import java.util.List;

/// Makes submissions of messages, by the rules of every door.
///
/// @param maxMessageCharacters longest text, in code points
/// @param maxBodyBytes longest body
/// @param publishers whose they are
record SubmissionReader(int maxMessageCharacters, long maxBodyBytes, Publishers publishers) {
    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.queue");

    /// @throws NotificationException.Invalid with everything that is wrong; and for a message that a fault of ours cannot
    ///     read, which must not hold up the others
    Submission read(Received received) {
        try {
            return submission(received);
        } catch (NotificationException.Invalid e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A message cannot be read", e);
            throw new NotificationException.Invalid("body", "cannot be read; the bridge's log says why");
        }
    }

    private Submission submission(Received received) {
        List<Flaw> flaws = new ArrayList<>(0);
        Caller caller = publishers.of(received);
        Submission submission = NotificationRequest.read(
                        JsonObject.read(received.body(maxBodyBytes)),
                        received::idempotencyKey,
                        (field, message) -> flaws.add(new Flaw(field, message)),
                        maxMessageCharacters)
                .caller(caller.name())
                .permission(caller.sessions()::allow)
                .traceparent(received.traceparent())
                .build();
        if (!flaws.isEmpty()) {
            throw new NotificationException.Invalid(flaws);
        }
        return submission;
    }
}
