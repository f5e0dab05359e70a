package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.Notifications;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Where a notification would go; what is null is absent.
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "DryRun",
        description = "Where the notification would go. Nothing was stored.",
        requiredProperties = {"dryRun", "sessionKey", "lane", "delivery", "gateway", "agentId"})
record DryRunView(
        @Schema(description = "Always true.") boolean dryRun,

        @Schema(description = "The key as you wrote it, or the default.")
        String sessionKey,

        @Schema(description = "The gateway's own session key: within it order is kept.")
        String lane,

        @Schema(enumeration = {"direct", "agent"}) String delivery,

        String gateway,
        String agentId,

        @Schema(description = "Absent where nothing is posted.") @Nullable
        String channel,

        @Schema(description = "The platform's id within the channel.") @Nullable
        String target,

        @Nullable String threadId,
        @Nullable String accountId,

        @Schema(implementation = String.class, format = "date-time") @Nullable
        Instant deliverAt,

        @Schema(implementation = String.class, format = "date-time") @Nullable
        Instant expiresAt) {

    static DryRunView of(Notifications.DryRun dryRun) {
        Notification row = dryRun.row();
        Route route = dryRun.route();
        return new DryRunView(
                true,
                row.content().sessionKey(),
                row.lane(),
                route.delivery().name().toLowerCase(Locale.ROOT),
                row.gateway(),
                route.agentId(),
                route.channel(),
                route.target(),
                route.threadId(),
                route.accountId(),
                row.content().deliverAt(),
                row.content().expiresAt());
    }
}
