package io.openclaw.bridge;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One message and how it is to be delivered. Immutable; made by [#of(String, String)] or [#to(String,
/// String)].
///
/// @param sessionKey where to, see [SessionKey]
/// @param text what to say; not blank
/// @param metadata the caller's own notes, echoed in the [Receipt] and never sent to the gateway;
///     values may be null
/// @param delivery style; null means the key's default (`direct` for chats, `agent` for `agent:` keys)
/// @param format how a direct text is meant
/// @param idempotencyKey the gateway's key of this message: every repeat of the same message must carry
///     the same one; null lets the bridge make one per message. A *new* message under an old key would
///     be answered with the old one's result and never delivered (gateway contract 3.5)
/// @param agentId agent that owns the session; null means the configured or the gateway's default agent
/// @param accountId channel account to send from; null means the gateway's default
/// @param threadId thread or topic within the chat; null means the key's topic, if it names one
/// @param replyToId platform id of the message replied to
/// @param silent whether the platform should deliver without a sound
/// @param deadline how long the call may take in all, retries included; null means the default: 120 s
///     for both styles
/// @param retry who repeats passing failures
/// @param traceparent W3C trace context to hand to the gateway; null for none
/// @param permit asked right before the frame is written: where it says no, nothing leaves ([Outcome.NotSent]); must not
///     block, and is asked on the bridge's own thread; null means always
/// @param awaitRun for agent style: true waits for the run's end and its reply; false returns as soon
///     as the gateway has accepted the run ([Receipt.Status#QUEUED])
public record OutboundMessage(
        String sessionKey,
        String text,
        Map<String, Object> metadata,
        @Nullable DeliveryStyle delivery,
        TextFormat format,
        @Nullable String idempotencyKey,
        @Nullable String agentId,
        @Nullable String accountId,
        @Nullable String threadId,
        @Nullable String replyToId,
        boolean silent,
        @Nullable Duration deadline,
        RetryMode retry,
        @Nullable String traceparent,
        @Nullable BooleanSupplier permit,
        boolean awaitRun) {

    /// Code of the refusals that are this house's own ([#flaw]): nothing was sent.
    public static final String FLAWED = "INVALID_MESSAGE";

    public OutboundMessage {
        Objects.requireNonNull(sessionKey, "sessionKey");
        Objects.requireNonNull(text, "text");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        if (deadline != null && !deadline.isPositive()) {
            throw new IllegalArgumentException("deadline must be positive, but is " + deadline);
        }
    }

    /// Why no gateway would deliver it: checked by every bridge before it sends. Empty where nothing is wrong.
    ///
    /// @param style the delivery style that the route resolved to
    public Optional<Outcome.Refused> flaw(DeliveryStyle style) {
        if (Silence.isBlank(text)) {
            return refused("message is blank: say something");
        }
        if (style == DeliveryStyle.DIRECT && Silence.isToken(text)) {
            return refused(
                    "message is exactly NO_REPLY, which a gateway takes for silence and never delivers: add a word");
        }
        return idempotencyKey != null && idempotencyKey.isBlank()
                ? refused("idempotencyKey is blank: leave it out or give the message's own key")
                : Optional.empty();
    }

    private static Optional<Outcome.Refused> refused(String sentence) {
        return Optional.of(new Outcome.Refused(Outcome.Refused.Reason.INVALID_REQUEST, FLAWED, sentence));
    }

    /// A message with every default.
    public static OutboundMessage of(String sessionKey, String text) {
        return to(sessionKey, text).build();
    }

    /// Starts a message; what is not set keeps its default.
    public static Builder to(String sessionKey, String text) {
        return new Builder(sessionKey, text);
    }

    /// This message, to be changed in a copy.
    public Builder toBuilder() {
        Builder builder = new Builder(sessionKey, text);
        builder.metadata = metadata;
        builder.delivery = delivery;
        builder.format = format;
        builder.idempotencyKey = idempotencyKey;
        builder.agentId = agentId;
        builder.accountId = accountId;
        builder.threadId = threadId;
        builder.replyToId = replyToId;
        builder.silent = silent;
        builder.deadline = deadline;
        builder.retry = retry;
        builder.traceparent = traceparent;
        builder.permit = permit;
        builder.awaitRun = awaitRun;
        return builder;
    }

    /// The text and metadata are the caller's secrets: only the key and the text's length are shown.
    @Override
    public String toString() {
        return "OutboundMessage[to " + sessionKey + ", " + text.codePointCount(0, text.length()) + " characters]";
    }

    /// Collects the parts of a message. Not thread-safe. The parts are described at [OutboundMessage].
    public static final class Builder {
        private final String sessionKey;
        private final String text;
        private Map<String, Object> metadata = Map.of();
        private @Nullable DeliveryStyle delivery;
        private TextFormat format = TextFormat.PLAIN;
        private @Nullable String idempotencyKey;
        private @Nullable String agentId;
        private @Nullable String accountId;
        private @Nullable String threadId;
        private @Nullable String replyToId;
        private boolean silent;
        private @Nullable Duration deadline;
        private RetryMode retry = RetryMode.IN_CALL;
        private @Nullable String traceparent;
        private @Nullable BooleanSupplier permit;
        private boolean awaitRun = true;

        private Builder(String sessionKey, String text) {
            this.sessionKey = sessionKey;
            this.text = text;
        }

        public Builder metadata(Map<String, Object> value) {
            metadata = value;
            return this;
        }

        public Builder delivery(@Nullable DeliveryStyle value) {
            delivery = value;
            return this;
        }

        public Builder format(TextFormat value) {
            format = value;
            return this;
        }

        public Builder idempotencyKey(@Nullable String value) {
            idempotencyKey = value;
            return this;
        }

        public Builder agentId(@Nullable String value) {
            agentId = value;
            return this;
        }

        public Builder accountId(@Nullable String value) {
            accountId = value;
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

        public Builder silent(boolean value) {
            silent = value;
            return this;
        }

        public Builder deadline(@Nullable Duration value) {
            deadline = value;
            return this;
        }

        public Builder retry(RetryMode value) {
            retry = value;
            return this;
        }

        public Builder traceparent(@Nullable String value) {
            traceparent = value;
            return this;
        }

        public Builder permit(@Nullable BooleanSupplier value) {
            permit = value;
            return this;
        }

        public Builder awaitRun(boolean value) {
            awaitRun = value;
            return this;
        }

        public OutboundMessage build() {
            return new OutboundMessage(
                    sessionKey,
                    text,
                    metadata,
                    delivery,
                    format,
                    idempotencyKey,
                    agentId,
                    accountId,
                    threadId,
                    replyToId,
                    silent,
                    deadline,
                    retry,
                    traceparent,
                    permit,
                    awaitRun);
        }
    }
}
