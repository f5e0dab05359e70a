package io.openclaw.bridge.notification;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the caller handed in, validated. Changes only by a corrected replay.
///
/// @param caller who handed it in, the scope of `idempotencyKey`; empty for anybody
/// @param sessionKey where to, as the caller wrote it
/// @param message the text; 1 … 16,000 Unicode code points (design, section 5)
/// @param metadata the caller's own notes, at most 32 entries and 3 levels deep; values may be null
/// @param delivery the style that the route resolved to
/// @param format how a direct text is meant
/// @param priority 1 … 5, 5 most urgent, within the lane
/// @param agentId agent that owns the session; null for the default
/// @param threadId thread or topic within the chat; null for the key's own
/// @param replyToId platform id of the message replied to
/// @param accountId channel account to send from; null for the gateway's default
/// @param silent whether to deliver without a sound
/// @param deliverAt when it joins its lane; null for at once
/// @param expiresAt when it must not leave any more; null for never
/// @param callbackUrl who is told of its end; null for nobody
/// @param idempotencyKey the caller's own key; null where repeats are new notifications
/// @param fingerprint SHA-256, in hex, of the fields as the caller sent them; null without an idempotency key
/// @param traceparent W3C trace context; null for none
public record Content(
        String caller,
        String sessionKey,
        String message,
        Map<String, Object> metadata,
        DeliveryStyle delivery,
        TextFormat format,
        int priority,
        @Nullable String agentId,
        @Nullable String threadId,
        @Nullable String replyToId,
        @Nullable String accountId,
        boolean silent,
        @Nullable Instant deliverAt,
        @Nullable Instant expiresAt,
        @Nullable URI callbackUrl,
        @Nullable String idempotencyKey,
        @Nullable String fingerprint,
        @Nullable String traceparent) {

    /// Least urgent, usual, most urgent.
    public static final int LOWEST_PRIORITY = 1;

    public static final int PRIORITY = 3;
    public static final int HIGHEST_PRIORITY = 5;

    public Content {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// As a store finds it, which knows style and format by their names only.
    ///
    /// @param delivery [#deliveryName()]
    /// @param format [#formatName()]
    public static Content stored(
            String caller,
            String sessionKey,
            String message,
            Map<String, Object> metadata,
            String delivery,
            String format,
            int priority,
            @Nullable String agentId,
            @Nullable String threadId,
            @Nullable String replyToId,
            @Nullable String accountId,
            boolean silent,
            @Nullable Instant deliverAt,
            @Nullable Instant expiresAt,
            @Nullable URI callbackUrl,
            @Nullable String idempotencyKey,
            @Nullable String fingerprint,
            @Nullable String traceparent) {
        return new Content(
                caller,
                sessionKey,
                message,
                metadata,
                DeliveryStyle.valueOf(delivery.toUpperCase(Locale.ROOT)),
                TextFormat.valueOf(format.toUpperCase(Locale.ROOT)),
                priority,
                agentId,
                threadId,
                replyToId,
                accountId,
                silent,
                deliverAt,
                expiresAt,
                callbackUrl,
                idempotencyKey,
                fingerprint,
                traceparent);
    }

    /// Lower case, as on the wire.
    public String deliveryName() {
        return delivery.name().toLowerCase(Locale.ROOT);
    }

    /// Lower case, as on the wire.
    public String formatName() {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /// The same for another session or with another text: a corrected replay.
    public Content corrected(String otherSessionKey, String otherMessage, DeliveryStyle otherDelivery) {
        return replayed(otherSessionKey, otherMessage, otherDelivery, expiresAt, true);
    }

    /// The same for a replay, which leaves at once: an end that has passed no longer counts. Another gateway does not know its
    /// key, since keys are the gateway's own.
    Content again(Instant now, boolean sameGateway) {
        boolean over = expiresAt != null && !expiresAt.isAfter(now);
        return replayed(sessionKey, message, delivery, over ? null : expiresAt, sameGateway);
    }

    private Content replayed(
            String toSession, String text, DeliveryStyle style, @Nullable Instant end, boolean withKey) {
        return new Content(
                caller,
                toSession,
                text,
                metadata,
                style,
                format,
                priority,
                agentId,
                threadId,
                replyToId,
                accountId,
                silent,
                null,
                end,
                callbackUrl,
                withKey ? idempotencyKey : null,
                withKey ? fingerprint : null,
                traceparent);
    }

    /// Neither text nor metadata: they are the caller's secrets.
    @Override
    public String toString() {
        return "Content[to " + sessionKey + ", " + message.codePointCount(0, message.length()) + " characters]";
    }
}
