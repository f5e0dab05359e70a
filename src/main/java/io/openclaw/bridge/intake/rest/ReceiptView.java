package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.Receipt;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A [Receipt] on the wire; what is null is absent.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Receipt",
        description = "What became of a message.",
        requiredProperties = {"status", "timestamp", "sessionKey", "metadata", "gateway", "attempts"})
record ReceiptView(
        @Schema(
                enumeration = {"sent", "queued"},
                description =
                        "sent: delivered, with proof. queued: the agent's run was accepted and you chose not to wait for its end.")
        String status,

        @Schema(
                description =
                        "The platform's id of the posted message, the last one where a long text was split. Absent where nothing was posted.")
        @Nullable
        String messageId,

        @Schema(implementation = String.class, format = "date-time", description = "When the bridge knew.")
        Instant timestamp,

        @Schema(description = "The key as you wrote it.") String sessionKey,
        @Schema(description = "Yours, as given.") Map<String, Object> metadata,

        @Schema(description = "The gateway's id of the run.") @Nullable
        String runId,

        @Schema(description = "The gateway that has it: default, or mock.")
        String gateway,

        @Schema(description = "How many times the message left the bridge, from 1.")
        int attempts,

        @Schema(description = "The agent's text. Absent for direct messages and for runs without a visible reply.")
        @Nullable
        String reply) {

    static ReceiptView of(Receipt receipt) {
        return new ReceiptView(
                receipt.status().name().toLowerCase(Locale.ROOT),
                receipt.messageId(),
                receipt.timestamp(),
                receipt.sessionKey(),
                receipt.metadata(),
                receipt.runId(),
                receipt.gateway(),
                receipt.attempts(),
                receipt.reply());
    }

    /// Neither metadata nor reply: both are people's.
    @Override
    public String toString() {
        return "ReceiptView[" + status + ", " + messageId + ", " + runId + "]";
    }
}
