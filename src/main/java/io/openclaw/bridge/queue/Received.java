package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.CanonicalHash;
import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.request.Fields;
import io.openclaw.bridge.notification.request.NotificationRequest;
import io.openclaw.bridge.notification.request.Texts;
import io.openclaw.bridge.notification.request.Traceparent;
import io.openclaw.bridge.telemetry.Span;
import io.openclaw.bridge.telemetry.Spans;
import io.vertx.proton.ProtonDelivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/// A message that came in and is not settled yet.
///
/// @param span of what is done with it
record Received(ProtonDelivery delivery, Message message, Span span) {
    /// Goes on with the sender's trace.
    static Received begun(ProtonDelivery delivery, Message message, Spans spans) {
        Received untraced = new Received(delivery, message, Span.NONE);
        Span span = spans.begin(Spans.Kind.CONSUMER, "process notification", untraced.traceparent());
        return span == Span.NONE ? untraced : new Received(delivery, message, span);
    }

    /// Its body, whether a client sent bytes or a text.
    ///
    /// @throws NotificationException.Invalid where it has none of both, or too much
    byte[] body(long longest) {
        byte[] body = switch (message.getBody()) {
            case Data data -> bytes(data.getValue());
            case AmqpValue value when value.getValue() instanceof Binary binary -> bytes(binary);
            case AmqpValue value when value.getValue() instanceof String text -> text.getBytes(StandardCharsets.UTF_8);
            case null, default ->
                throw new NotificationException.Invalid(
                        "body", "must be a JSON object, sent as binary data or as a string");
        };
        if (body.length > longest) {
            throw new NotificationException.Invalid(
                    "body", "has " + body.length + " bytes; at most " + longest + " are allowed");
        }
        return body;
    }

    private static byte[] bytes(Binary binary) {
        byte[] bytes = new byte[binary.getLength()];
        System.arraycopy(binary.getArray(), binary.getArrayOffset(), bytes, 0, bytes.length);
        return bytes;
    }

    /// What tells a repeat from a new notification: the body's key, else the application property, else the message id.
    ///
    /// @return null where there is none of them: a crash between commit and settlement doubles the notification
    @Nullable
    String idempotencyKey(@Nullable String inBody) {
        if (inBody != null) {
            return inBody;
        }
        Object property = property(NotificationRequest.IDEMPOTENCY_KEY);
        if (property != null) {
            String flaw = property instanceof String text ? Texts.idFlaw(text, Fields.MAX_ID) : "must be a string";
            if (flaw != null) {
                throw new NotificationException.Invalid(
                        "application property " + NotificationRequest.IDEMPOTENCY_KEY, flaw);
            }
            return (String) property;
        }
        Object id = message.getMessageId();
        if (id == null) {
            return null;
        }
        String text = id.toString();
        return Texts.idFlaw(text, Fields.MAX_ID) == null ? text : CanonicalHash.hex(List.of(text));
    }

    /// The trace to go on with: what is done here where that is traced, else the sender's, from an application property, as
    /// most clients can set, or a message annotation.
    @Nullable
    String traceparent() {
        String own = span.traceparent();
        if (own != null) {
            return own;
        }
        Object value = property(Traceparent.NAME);
        if (value == null) {
            value = annotation(Traceparent.NAME);
        }
        return Traceparent.of(value instanceof String text ? text : null);
    }

    /// A message annotation that is a text; null where there is none.
    @Nullable
    String annotation(String name) {
        MessageAnnotations annotations = message.getMessageAnnotations();
        return annotations != null
                        && annotations.getValue() != null
                        && annotations.getValue().get(Symbol.valueOf(name)) instanceof String text
                ? text
                : null;
    }

    private @Nullable Object property(String name) {
        ApplicationProperties properties = message.getApplicationProperties();
        Map<String, Object> values = properties == null ? null : properties.getValue();
        return values == null ? null : values.get(name);
    }

    /// The body is the caller's secret.
    @Override
    public String toString() {
        return "Received[" + message.getMessageId() + "]";
    }
}
