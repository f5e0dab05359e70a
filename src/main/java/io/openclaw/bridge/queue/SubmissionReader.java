package io.openclaw.bridge.queue;

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
record SubmissionReader(int maxMessageCharacters, long maxBodyBytes) {

    /// @throws NotificationException.Invalid with everything that is wrong
    Submission read(Received received) {
        List<Flaw> flaws = new ArrayList<>(0);
        Submission submission = NotificationRequest.read(
                        JsonObject.read(received.body(maxBodyBytes)),
                        received::idempotencyKey,
                        (field, message) -> flaws.add(new Flaw(field, message)),
                        maxMessageCharacters)
                .traceparent(received.traceparent())
                .build();
        if (!flaws.isEmpty()) {
            throw new NotificationException.Invalid(flaws);
        }
        return submission;
    }
}
