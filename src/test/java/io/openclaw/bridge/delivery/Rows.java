package io.openclaw.bridge.delivery;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.notification.Content;
import io.openclaw.bridge.notification.Notification;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows for tests; the session's name is its lane.
final class Rows {
    private static long next;

    private String session = "telegram:direct:1";
    private String text = "hello";
    private DeliveryStyle style = DeliveryStyle.DIRECT;
    private int priority = Content.PRIORITY;
    private String gateway = "default";
    private @Nullable Instant deliverAt;
    private @Nullable Instant expiresAt;
    private @Nullable String traceparent;

    private Rows() {}

    static Rows to(String session) {
        Rows rows = new Rows();
        rows.session = session;
        return rows;
    }

    Rows text(String value) {
        text = value;
        return this;
    }

    Rows agent() {
        style = DeliveryStyle.AGENT;
        return this;
    }

    Rows priority(int value) {
        priority = value;
        return this;
    }

    Rows gateway(String value) {
        gateway = value;
        return this;
    }

    Rows deliverAt(@Nullable Instant value) {
        deliverAt = value;
        return this;
    }

    Rows expiresAt(@Nullable Instant value) {
        expiresAt = value;
        return this;
    }

    Rows traceparent(String value) {
        traceparent = value;
        return this;
    }

    Notification at(Instant now) {
        Content content = new Content(
                "",
                session,
                text,
                Map.of(),
                style,
                TextFormat.PLAIN,
                priority,
                null,
                null,
                null,
                null,
                false,
                deliverAt,
                expiresAt,
                null,
                null,
                null,
                traceparent);
        return Notification.create(new UUID(0x7000, ++next), content, session, gateway, now);
    }
}
