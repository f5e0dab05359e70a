package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.notification.admin.Hold;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A [Hold] on the wire.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Pause",
        requiredProperties = {"scope", "value", "by", "since"})
public record PauseView(
        @Schema(enumeration = {"gateway", "channel", "lane"})
        String scope,

        @Schema(description = "The gateway's name, a channel, or a canonical session key.")
        String value,

        @Schema(description = "Who paused it.") String by,

        @Schema(implementation = String.class, format = "date-time")
        Instant since,

        @Nullable String reason) {

    public static PauseView of(Hold hold) {
        return new PauseView(hold.scope().wire(), hold.value(), hold.by(), hold.since(), hold.reason());
    }

    /// What a direct send to it is answered.
    static Problem refusal(Hold hold) {
        Map<String, Object> members = new TreeMap<>();
        members.put("outcome", "deferred");
        members.put("code", "PAUSED_BY_OPERATOR");
        members.put("pause", of(hold));
        return Problem.typed(
                "paused",
                "Paused",
                503,
                "Nothing was sent: " + hold.sentence()
                        + ". Repeat when it is resumed (POST /api/v1/admin/resume), or hand"
                        + " it in with POST /api/v1/notifications: there it waits.",
                members);
    }
}
