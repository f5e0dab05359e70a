package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.notification.NotificationView;
import io.openclaw.bridge.notification.request.NotificationRequest;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Smaller bodies and answers around notifications, as they are described; they are read and written by hand.
final class NotificationShapes {

    private NotificationShapes() {}

    @Schema(name = "NotificationBatch", additionalProperties = Schema.False.class, requiredProperties = "notifications")
    record Batch(@Schema(minItems = 1, maxItems = 1_000) List<NotificationRequest> notifications) {}

    @Schema(name = "BatchResults", requiredProperties = "results")
    record BatchResults(
            @Schema(description = "In the batch's order.") List<BatchResult> results) {}

    @Schema(
            name = "BatchResult",
            requiredProperties = {"index", "status"})
    record BatchResult(
            @Schema(description = "In the batch, from 0.") int index,

            @Schema(enumeration = {"accepted", "rejected", "replayed"})
            String status,

            @Schema(description = "Absent where it is rejected.") @Nullable
            NotificationView notification,

            @Schema(description = "Why it is rejected.") @Nullable
            Problem problem) {}

    @Schema(name = "NotificationPage", requiredProperties = "items")
    record Page(
            List<NotificationView> items,

            @Schema(description = "Absent on the last page.") @Nullable
            String nextCursor) {}

    @Schema(name = "Correction", additionalProperties = Schema.False.class)
    record Correction(
            @Schema(description = "Where to instead.", minLength = 1, maxLength = 255) @Nullable
            String sessionKey,

            @Schema(description = "What to say instead.", minLength = 1, maxLength = 16_000) @Nullable
            String message) {}

    @Schema(name = "Resolution", additionalProperties = Schema.False.class, requiredProperties = "outcome")
    record Resolution(
            @Schema(
                    type = SchemaType.STRING,
                    enumeration = {"delivered", "dead"})
            Outcome outcome) {}

    /// What somebody may know of an unknown one.
    enum Outcome {
        DELIVERED,
        DEAD
    }

    @Schema(name = "ReplayOrder", additionalProperties = Schema.False.class, requiredProperties = "status")
    record ReplayOrder(
            @Schema(enumeration = {"dead", "expired", "unknown", "cancelled"})
            String status,

            @Schema(minLength = 1, maxLength = 255) @Nullable
            String sessionKey,

            @Schema(format = "date-time", description = "Created then or later.") @Nullable
            String since,

            @Schema(format = "date-time", description = "Created before.") @Nullable
            String until,

            @Schema(minimum = "1", maximum = "10000", defaultValue = "10000")
            int limit,

            @Schema(defaultValue = "false", description = "Only count.")
            boolean dryRun) {}

    @Schema(
            name = "ReplayResult",
            requiredProperties = {"matched", "replayed"})
    record ReplayResult(
            @Schema(description = "How many there were, up to the limit.")
            int matched,

            @Schema(description = "How many of them are queued again.")
            int replayed) {}
}
