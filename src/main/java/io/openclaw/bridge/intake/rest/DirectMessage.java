package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.notification.request.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Body of a direct send.
@Schema(
        description = "A message that is delivered within this call, or not at all. Unknown properties are refused.",
        additionalProperties = Schema.False.class,
        requiredProperties = "message")
record DirectMessage(
        @Schema(
                description = "The text to deliver. Not blank; no control characters but newline and tab.",
                minLength = 1,
                maxLength = 16_000)
        String message,

        @Schema(
                type = SchemaType.OBJECT,
                description =
                        "Your own notes, echoed in the receipt and never sent to the gateway. Three levels deep at most, itself included.",
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
        TextFormat format,

        @Schema(
                description =
                        "Repeats with the same key and the same body are delivered once, as long as the gateway remembers (about five minutes). Another body is a new message. Also accepted as the header Idempotency-Key.",
                minLength = 1,
                maxLength = 255)
        @Nullable
        String idempotencyKey,

        @Schema(
                description = "Agent that owns the session. Default: the gateway's default agent.",
                minLength = 1,
                maxLength = 255)
        @Nullable
        String agentId,

        @Schema(description = "Channel account to send from. Default: the gateway's.", minLength = 1, maxLength = 255)
        @Nullable
        String accountId,

        @Schema(description = "Thread or topic within the chat.", minLength = 1, maxLength = 255) @Nullable
        String threadId,

        @Schema(description = "The platform's id of the message that this one answers.", minLength = 1, maxLength = 255)
        @Nullable
        String replyToId,

        @Schema(description = "Deliver without a sound.", defaultValue = "false")
        boolean silent,

        @Schema(
                implementation = String.class,
                format = "duration",
                description =
                        "How long the call may take in all, retries included. ISO 8601, at most PT15M. Default: PT2M.")
        @Nullable
        Duration deadline,

        @Schema(
                description =
                        "For agent style: false returns as soon as the gateway has accepted the run, with status queued and without a reply.",
                defaultValue = "true")
        boolean awaitRun) {

    /// @param idempotencyHeaders every value of the header
    /// @param violations what was found so far
    /// @throws ProblemException (400) with everything that is wrong
    static DirectMessage read(byte[] body, List<String> idempotencyHeaders, Violations violations, RestConfig config) {
        Fields fields = new Fields(JsonBody.object(body), violations);
        DirectMessage message = new DirectMessage(
                fields.message("message", config.maxMessageCharacters()),
                fields.metadata("metadata"),
                fields.choice("delivery", DeliveryStyle.class),
                Objects.requireNonNullElse(fields.choice("format", TextFormat.class), TextFormat.PLAIN),
                IdempotencyKey.of(idempotencyHeaders, fields, violations),
                fields.id("agentId"),
                fields.id("accountId"),
                fields.id("threadId"),
                fields.id("replyToId"),
                fields.flag("silent", false),
                fields.duration("deadline", config.maxDeadline()),
                fields.flag("awaitRun", true));
        fields.refuseUnknown();
        violations.throwIfAny();
        return message;
    }

    OutboundMessage.Builder outbound(String caller, String sessionKey) {
        return OutboundMessage.to(sessionKey, message)
                .metadata(metadata)
                .delivery(delivery)
                .format(format)
                .idempotencyKey(GatewayKey.of(caller, sessionKey, this))
                .agentId(agentId)
                .accountId(accountId)
                .threadId(threadId)
                .replyToId(replyToId)
                .silent(silent)
                .deadline(deadline)
                .awaitRun(awaitRun);
    }

    /// The text and metadata are the caller's secrets.
    @Override
    public String toString() {
        return "DirectMessage[" + message.length() + " chars]";
    }
}
