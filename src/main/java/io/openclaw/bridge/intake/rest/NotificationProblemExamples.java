package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Error answers of the calls for notifications, for the OpenAPI document: from the code that answers.
final class NotificationProblemExamples {
    private static final String ALL = "/api/v1/notifications";
    private static final String ONE = ALL + "/019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d";

    private static final Map<String, String> INSTANCES = Map.of(
            "submitNotification",
            ALL,
            "listNotifications",
            ALL,
            "submitNotifications",
            ALL + "/batch",
            "replayNotifications",
            ALL + "/replay",
            "findNotification",
            ONE,
            "cancelNotification",
            ONE,
            "replayNotification",
            ONE + "/replay",
            "resolveNotification",
            ONE + "/resolve");

    private static final Problem BAD_FIELD = NotificationProblems.of(
            new NotificationException.Invalid("expiresAt", "lies in the past; the notification could never leave"));
    private static final Problem BAD_CURSOR = Violations.of(
                    "cursor",
                    "is not one of ours; send a nextCursor exactly as it was given, or none",
                    Violation.In.QUERY)
            .problem();
    private static final Problem BAD_PARAMETER = Violations.of(
                    "verbose", "is not a parameter of this call, which has none", Violation.In.QUERY)
            .problem();

    private NotificationProblemExamples() {}

    /// The path of a call; empty where the operation is none of these.
    static Optional<String> instance(String operation) {
        return Optional.ofNullable(INSTANCES.get(operation));
    }

    /// By name; empty where the operation is none of these.
    static Map<String, Problem> of(String operation) {
        Map<String, Problem> examples = new TreeMap<>();
        if (!INSTANCES.containsKey(operation)) {
            return examples;
        }
        examples.put("store-unavailable", store(StoreException.Reason.UNAVAILABLE));
        switch (operation) {
            case "listNotifications" -> examples.put("bad-cursor", BAD_CURSOR);
            case "findNotification", "cancelNotification" -> examples.put("bad-parameter", BAD_PARAMETER);
            default -> {
                examples.put("bad-body", BAD_FIELD);
                examples.put("unsupported-media-type", HttpProblems.of(415));
            }
        }
        switch (operation) {
            case "submitNotification" -> {
                examples.put("disk-low", store(StoreException.Reason.DISK_LOW));
                examples.put("content-too-large", HttpProblems.bodyTooLarge(262_144));
                examples.put("idempotency-key-reused", keyReused());
            }
            case "submitNotifications" -> {
                examples.put("disk-low", store(StoreException.Reason.DISK_LOW));
                examples.put("batch-too-large", NotificationProblems.tooMany(Notifications.MAX_BATCH));
            }
            case "findNotification" -> examples.put("unknown-notification", NotificationProblems.missing());
            case "cancelNotification", "replayNotification", "resolveNotification" -> {
                examples.put("unknown-notification", NotificationProblems.missing());
                examples.put("wrong-state", wrongState());
            }
            default -> {}
        }
        return examples;
    }

    private static Problem store(StoreException.Reason reason) {
        return NotificationProblems.of(new StoreException(reason, "example"));
    }

    private static Problem keyReused() {
        return NotificationProblems.keyReused("019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d");
    }

    private static Problem wrongState() {
        return NotificationProblems.wrongState(
                "notification 019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d is delivered and does not allow this.", "delivered");
    }
}
