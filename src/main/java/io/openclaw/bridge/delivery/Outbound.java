package io.openclaw.bridge.delivery;

import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Notification;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A row as the bridge wants it: the row is the only owner of repeats, and its key is the same in each.
final class Outbound {
    private Outbound() {}

    static OutboundMessage of(Notification row, Duration agentDeadline) {
        return of(row, agentDeadline, null, null);
    }

    /// @param permit asked right before the frame is written
    /// @param traceparent the attempt's; null where nothing is traced: then the row's own is handed on
    static OutboundMessage of(
            Notification row, Duration agentDeadline, @Nullable BooleanSupplier permit, @Nullable String traceparent) {
        Content content = row.content();
        return OutboundMessage.to(content.sessionKey(), content.message())
                .metadata(content.metadata())
                .delivery(content.delivery())
                .format(content.format())
                .idempotencyKey(row.gatewayKey())
                .agentId(content.agentId())
                .accountId(content.accountId())
                .threadId(content.threadId())
                .replyToId(content.replyToId())
                .silent(content.silent())
                .deadline(NextState.isAgent(row) ? agentDeadline : null)
                .retry(RetryMode.NONE)
                .traceparent(traceparent == null ? content.traceparent() : traceparent)
                .permit(permit)
                .build();
    }
}
