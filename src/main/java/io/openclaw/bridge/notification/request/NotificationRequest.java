package io.openclaw.bridge.notification.request;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Submission;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Body of a submission, as it is described; [#read] makes a [Submission] of it without an instance of this.
@Schema(
        description = "A notification to be stored and delivered. Unknown properties are refused.",
        additionalProperties = Schema.False.class,
        requiredProperties = "message")
public record NotificationRequest(
        @Schema(
                description =
                        "Where to: channel:type:identifier, or agent:<agentId>:<rest>. Required unless a default is configured.",
                examples = "telegram:dm:12345",
                minLength = 1,
                maxLength = 255)
        @Nullable
        String sessionKey,

        @Schema(
                description = "The text to deliver. Not blank; no control characters but newline and tab.",
                minLength = 1,
                maxLength = 16_000)
        String message,

        @Schema(
                type = SchemaType.OBJECT,
                description =
                        "Your own notes, kept with the notification and never sent to the gateway. Three levels deep at most, itself included.",
                maxProperties = 32,
                additionalProperties = Schema.True.class)
        Map<String, Object> metadata,

        @Schema(
                type = SchemaType.STRING,
                enumeration = {"direct", "agent"},
                description =
                        "direct: the text itself goes to the chat. agent: an agent takes the text as a turn, and its reply is posted. Default: direct for chats, agent for agent: keys.")
        @Nullable
        DeliveryStyle delivery,

        @Schema(
                type = SchemaType.STRING,
                enumeration = {"plain", "markdown"},
                defaultValue = "plain",
                description =
                        "plain: people read what was written, character by character. markdown: the gateway renders it.")
        @Nullable
        TextFormat format,

        @Schema(minimum = "1", maximum = "5", defaultValue = "3", description = "Within its session; 5 is most urgent.")
        int priority,

        @Schema(
                description = "Agent that owns the session. Default: the gateway's default agent.",
                minLength = 1,
                maxLength = 255)
        @Nullable
        String agentId,

        @Schema(description = "Thread or topic within the chat.", minLength = 1, maxLength = 255) @Nullable
        String threadId,

        @Schema(description = "The platform's id of the message that this one answers.", minLength = 1, maxLength = 255)
        @Nullable
        String replyToId,

        @Schema(description = "Channel account to send from. Default: the gateway's.", minLength = 1, maxLength = 255)
        @Nullable
        String accountId,

        @Schema(description = "Deliver without a sound.", defaultValue = "false")
        boolean silent,

        @Schema(
                format = "date-time",
                description = "When it joins its session's queue; default, and for a time that has passed: at once.")
        @Nullable
        String deliverAt,

        @Schema(format = "date-time", description = "When it must not leave any more. Not with ttl.") @Nullable
        String expiresAt,

        @Schema(
                format = "duration",
                description = "The same, counted from its acceptance. ISO 8601, at most PT8760H. Not with expiresAt.")
        @Nullable
        String ttl,

        @Schema(
                format = "uri",
                description =
                        "http or https. Gets a signed POST (Standard Webhooks) with the notification when it is delivered, dead, unknown, expired or cancelled.",
                maxLength = 2_000)
        @Nullable
        String callbackUrl,

        @Schema(
                description =
                        "A repeat with the same key and the same fields answers with the notification that is there already. Also accepted as the header Idempotency-Key.",
                minLength = 1,
                maxLength = 255)
        @Nullable
        String idempotencyKey) {

    /// Name of the property, and of an application property of a queue's message.
    public static final String IDEMPOTENCY_KEY = "idempotencyKey";

    /// A year, after which nobody waits for a notification any more.
    private static final Duration MAX_TTL = Duration.ofDays(365);

    /// What is wrong stands in the flaws, and the result must then not be used. Trace and caller are the door's to add.
    ///
    /// @param body plain Java values, as [JsonObject] reads them
    /// @param idempotencyKey makes the key that counts of the one in the body, which may be null
    /// @param maxMessageCharacters of the text, in code points
    public static Submission.Builder read(
            Map<String, Object> body,
            UnaryOperator<@Nullable String> idempotencyKey,
            Flaws flaws,
            int maxMessageCharacters) {
        Fields fields = new Fields(body, flaws);
        String sessionKey = fields.id("sessionKey");
        Submission.Builder submission = Submission.to(sessionKey, fields.message("message", maxMessageCharacters))
                .metadata(fields.metadata("metadata"))
                .delivery(fields.choice("delivery", DeliveryStyle.class))
                .format(fields.choice("format", TextFormat.class))
                .priority(
                        fields.integer("priority", Content.LOWEST_PRIORITY, Content.HIGHEST_PRIORITY, Content.PRIORITY))
                .agentId(fields.id("agentId"))
                .threadId(fields.id("threadId"))
                .replyToId(fields.id("replyToId"))
                .accountId(fields.id("accountId"))
                .silent(fields.flag("silent", false))
                .deliverAt(fields.instant("deliverAt"))
                .expiresAt(fields.instant("expiresAt"))
                .ttl(fields.duration("ttl", MAX_TTL))
                .callbackUrl(fields.url("callbackUrl"))
                .idempotencyKey(idempotencyKey.apply(fields.id(IDEMPOTENCY_KEY)))
                .caller(Submission.ANYBODY);
        fields.refuseUnknown();
        return submission;
    }

    /// The text and metadata are the caller's secrets.
    @Override
    public String toString() {
        return "NotificationRequest[" + message.length() + " chars]";
    }
}
