package io.openclaw.bridge.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.notification.NotificationState.Dead;
import io.openclaw.bridge.notification.NotificationState.Delivered;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A notification on the wire (design, section 5), the same for REST, callbacks and queue; what is null is absent.
///
/// The description of the view and its rules; on the hot path [NotificationJson] writes the same without it.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Notification",
        description = "A notification as it is now, with the story of its attempts.",
        requiredProperties = {
            "id",
            "status",
            "sessionKey",
            "metadata",
            "delivery",
            "format",
            "priority",
            "gateway",
            "createdAt",
            "keyGeneration",
            "attempts",
            "links"
        })
public record NotificationView(
        @Schema(implementation = String.class, format = "uuid")
        UUID id,

        @Schema(
                enumeration = {"queued", "sending", "delivered", "unknown", "dead", "expired", "cancelled"},
                description =
                        "unknown: perhaps delivered, parked until somebody knows. delivered, dead, expired and cancelled are ends.")
        String status,

        @Schema(description = "Why it is unknown or dead, in one word.") @Nullable
        String reason,

        @Schema(description = "The key as you wrote it.") String sessionKey,

        @Schema(description = "The text. Absent in lists unless include=message.") @Nullable
        String message,

        @Schema(type = SchemaType.OBJECT, additionalProperties = Schema.True.class, description = "Yours, as given.")
        Map<String, Object> metadata,

        @Schema(enumeration = {"direct", "agent"}) String delivery,

        @Schema(enumeration = {"plain", "markdown"}) String format,

        @Schema(minimum = "1", maximum = "5", description = "5 is most urgent.")
        int priority,

        @Nullable String agentId,
        @Nullable String threadId,
        @Nullable String replyToId,
        @Nullable String accountId,

        @Schema(description = "Absent for false.") @Nullable Boolean silent,

        @Schema(description = "The gateway that has it: default, or mock.")
        String gateway,

        @Schema(implementation = String.class, format = "date-time")
        Instant createdAt,

        @Schema(implementation = String.class, format = "date-time") @Nullable
        Instant deliverAt,

        @Schema(implementation = String.class, format = "date-time") @Nullable
        Instant expiresAt,

        @Schema(
                implementation = String.class,
                format = "date-time",
                description = "When it is tried again; absent before its first attempt.")
        @Nullable
        Instant nextAttemptAt,

        @Schema(implementation = String.class, format = "date-time") @Nullable
        Instant deliveredAt,

        @Schema(description = "The platform's id of the posted message.") @Nullable
        String messageId,

        @Schema(description = "The gateway's id of the agent's run.") @Nullable
        String runId,

        @Schema(description = "The agent's text.") @Nullable String reply,

        @Schema(implementation = String.class, format = "uri") @Nullable
        String callbackUrl,

        @Schema(description = "Begins with 1; every replay begins the next.")
        int keyGeneration,

        @Schema(description = "The last 50, oldest first.") List<Try> attempts,
        Links links) {

    static final String PATH = "/api/v1/notifications/";

    /// One try.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "Attempt",
            requiredProperties = {"number", "at", "durationMs", "outcome"})
    public record Try(
            @Schema(description = "From 1; what never left shares its number with the next.")
            int number,

            @Schema(implementation = String.class, format = "date-time")
            Instant at,

            long durationMs,

            @Schema(
                    enumeration = {"delivered", "refused", "retry", "unknown", "deferred"},
                    description =
                            "refused: repeating is pointless. retry: not delivered, later it may work. unknown: perhaps delivered. deferred: nothing left the bridge.")
            String outcome,

            @Nullable String code,
            @Nullable String detail) {}

    @Schema(name = "NotificationLinks", requiredProperties = "self")
    public record Links(String self) {}

    /// @param withMessage whether the text is shown
    public static NotificationView of(Notification row, boolean withMessage) {
        Content content = row.content();
        NotificationState state = row.state();
        return new NotificationView(
                row.id(),
                state.word().wire(),
                reason(state),
                content.sessionKey(),
                withMessage ? content.message() : null,
                content.metadata(),
                wire(content.delivery()),
                wire(content.format()),
                content.priority(),
                content.agentId(),
                content.threadId(),
                content.replyToId(),
                content.accountId(),
                content.silent() ? true : null,
                row.gateway(),
                row.createdAt(),
                content.deliverAt(),
                content.expiresAt(),
                nextAttemptAt(row),
                state instanceof Delivered delivered ? delivered.at() : null,
                messageId(state),
                runId(state),
                reply(state),
                content.callbackUrl() == null ? null : content.callbackUrl().toString(),
                row.keyGeneration(),
                row.attempts().stream()
                        .map(attempt -> new Try(
                                attempt.number(),
                                attempt.at(),
                                attempt.duration().toMillis(),
                                wire(attempt.result()),
                                attempt.code(),
                                attempt.detail()))
                        .toList(),
                new Links(PATH + row.id()));
    }

    static String wire(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static @Nullable String reason(NotificationState state) {
        return switch (state) {
            case Unknown unknown -> unknown.reason();
            case Dead dead -> dead.reason();
            default -> null;
        };
    }

    static @Nullable Instant nextAttemptAt(Notification row) {
        if (row.attempts().isEmpty()) {
            return null;
        }
        return switch (row.state()) {
            case Queued queued -> queued.notBefore();
            case Scheduled scheduled -> scheduled.joinsAt();
            default -> null;
        };
    }

    static @Nullable String messageId(NotificationState state) {
        return switch (state) {
            case Delivered delivered -> delivered.messageId();
            case Dead dead -> dead.messageId();
            default -> null;
        };
    }

    static @Nullable String runId(NotificationState state) {
        return switch (state) {
            case Delivered delivered -> delivered.runId();
            case Dead dead -> dead.runId();
            default -> null;
        };
    }

    static @Nullable String reply(NotificationState state) {
        return switch (state) {
            case Delivered delivered -> delivered.reply();
            case Dead dead -> dead.reply();
            default -> null;
        };
    }

    /// Neither text, nor metadata, nor reply: they are the caller's secrets.
    @Override
    public String toString() {
        return "NotificationView[" + id + ", " + status + "]";
    }
}
