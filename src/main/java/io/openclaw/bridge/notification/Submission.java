package io.openclaw.bridge.notification;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A notification as a caller hands it in, before anything is resolved. Immutable; made by [#to(String, String)].
///
/// @param caller who hands it in, the scope of `idempotencyKey`
/// @param sessionKey where to; null for the configured default
/// @param message the text; not blank
/// @param metadata the caller's own notes; values may be null
/// @param delivery null for the session key's default
/// @param priority 1 … 5, 5 most urgent
/// @param deliverAt null, or a time that has passed, for at once
/// @param expiresAt when it must not leave any more; null for never
/// @param ttl the same, counted from the moment of its acceptance; not with `expiresAt`
/// @param callbackUrl who is told of its end; null for nobody
/// @param idempotencyKey null where a repeat is a new notification
/// @param traceparent W3C trace context; null for none
/// @param permission where the caller may send to
public record Submission(
        String caller,
        @Nullable String sessionKey,
        String message,
        Map<String, Object> metadata,
        @Nullable DeliveryStyle delivery,
        TextFormat format,
        int priority,
        @Nullable String agentId,
        @Nullable String threadId,
        @Nullable String replyToId,
        @Nullable String accountId,
        boolean silent,
        @Nullable Instant deliverAt,
        @Nullable Instant expiresAt,
        @Nullable Duration ttl,
        @Nullable URI callbackUrl,
        @Nullable String idempotencyKey,
        @Nullable String traceparent,
        Permission permission) {

    /// The caller while the service is open, and everybody has the same name.
    public static final String ANYBODY = "";

    /// Starts one; what is not set keeps its default.
    ///
    /// @param sessionKey where to; null for the configured default
    public static Builder to(@Nullable String sessionKey, String message) {
        return new Builder(sessionKey, message);
    }

    /// Neither text nor metadata: they are the caller's secrets.
    @Override
    public String toString() {
        return "Submission[to " + sessionKey + ", " + message.length() + " characters]";
    }

    /// Collects the parts, which are described at [Submission]. Not thread-safe.
    public static final class Builder {
        private final @Nullable String sessionKey;
        private final String message;
        private String caller = ANYBODY;
        private Map<String, Object> metadata = Map.of();
        private @Nullable DeliveryStyle delivery;
        private TextFormat format = TextFormat.PLAIN;
        private int priority = Content.PRIORITY;
        private @Nullable String agentId;
        private @Nullable String threadId;
        private @Nullable String replyToId;
        private @Nullable String accountId;
        private boolean silent;
        private @Nullable Instant deliverAt;
        private @Nullable Instant expiresAt;
        private @Nullable Duration ttl;
        private @Nullable URI callbackUrl;
        private @Nullable String idempotencyKey;
        private @Nullable String traceparent;
        private Permission permission = Permission.EVERYWHERE;

        private Builder(@Nullable String sessionKey, String message) {
            this.sessionKey = sessionKey;
            this.message = message;
        }

        public Builder caller(String value) {
            caller = value;
            return this;
        }

        public Builder metadata(Map<String, Object> value) {
            metadata = value;
            return this;
        }

        public Builder delivery(@Nullable DeliveryStyle value) {
            delivery = value;
            return this;
        }

        public Builder format(@Nullable TextFormat value) {
            format = value == null ? TextFormat.PLAIN : value;
            return this;
        }

        public Builder priority(int value) {
            priority = value;
            return this;
        }

        public Builder agentId(@Nullable String value) {
            agentId = value;
            return this;
        }

        public Builder threadId(@Nullable String value) {
            threadId = value;
            return this;
        }

        public Builder replyToId(@Nullable String value) {
            replyToId = value;
            return this;
        }

        public Builder accountId(@Nullable String value) {
            accountId = value;
            return this;
        }

        public Builder silent(boolean value) {
            silent = value;
            return this;
        }

        public Builder deliverAt(@Nullable Instant value) {
            deliverAt = value;
            return this;
        }

        public Builder expiresAt(@Nullable Instant value) {
            expiresAt = value;
            return this;
        }

        public Builder ttl(@Nullable Duration value) {
            ttl = value;
            return this;
        }

        public Builder callbackUrl(@Nullable URI value) {
            callbackUrl = value;
            return this;
        }

        public Builder idempotencyKey(@Nullable String value) {
            idempotencyKey = value;
            return this;
        }

        public Builder traceparent(@Nullable String value) {
            traceparent = value;
            return this;
        }

        public Builder permission(Permission value) {
            permission = value;
            return this;
        }

        public Submission build() {
            return new Submission(
                    caller,
                    sessionKey,
                    message,
                    metadata,
                    delivery,
                    format,
                    priority,
                    agentId,
                    threadId,
                    replyToId,
                    accountId,
                    silent,
                    deliverAt,
                    expiresAt,
                    ttl,
                    callbackUrl,
                    idempotencyKey,
                    traceparent,
                    permission);
        }
    }
}
