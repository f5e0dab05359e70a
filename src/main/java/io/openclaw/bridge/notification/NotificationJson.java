package io.openclaw.bridge.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.TextFormat;
import io.openclaw.bridge.notification.NotificationState.Delivered;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a notification as [NotificationView] describes it, straight from the row: answers and events are written at
/// the rate of accepts. A test holds both to the same.
public final class NotificationJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /// Of a view with a short text.
    private static final int USUAL_SIZE = 768;

    private NotificationJson() {}

    /// The whole view.
    public static String text(Notification row) {
        StringWriter text = new StringWriter(USUAL_SIZE);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(row, true, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// The whole view, in UTF-8.
    public static byte[] bytes(Notification row) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(USUAL_SIZE);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(row, true, json);
        } catch (JsonProcessingException e) {
            // Half a surrogate pair, which a Java caller can hand in.
            return text(row).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// The view as the next value of a larger document.
    ///
    /// @param withMessage whether the text is shown
    public static void write(Notification row, boolean withMessage, JsonGenerator json) throws IOException {
        Content content = row.content();
        NotificationState state = row.state();
        json.writeStartObject();
        String id = row.id().toString();
        json.writeStringField("id", id);
        json.writeStringField("status", state.word().wire());
        string(json, "reason", NotificationView.reason(state));
        json.writeStringField("sessionKey", content.sessionKey());
        string(json, "message", withMessage ? content.message() : null);
        json.writeFieldName("metadata");
        value(json, content.metadata());
        json.writeStringField("delivery", content.delivery() == DeliveryStyle.DIRECT ? "direct" : "agent");
        json.writeStringField("format", content.format() == TextFormat.PLAIN ? "plain" : "markdown");
        json.writeNumberField("priority", content.priority());
        string(json, "agentId", content.agentId());
        string(json, "threadId", content.threadId());
        string(json, "replyToId", content.replyToId());
        string(json, "accountId", content.accountId());
        if (content.silent()) {
            json.writeBooleanField("silent", true);
        }
        json.writeStringField("gateway", row.gateway());
        instant(json, "createdAt", row.createdAt());
        instant(json, "deliverAt", content.deliverAt());
        instant(json, "expiresAt", content.expiresAt());
        instant(json, "nextAttemptAt", NotificationView.nextAttemptAt(row));
        instant(json, "deliveredAt", state instanceof Delivered delivered ? delivered.at() : null);
        string(json, "messageId", NotificationView.messageId(state));
        string(json, "runId", NotificationView.runId(state));
        string(json, "reply", NotificationView.reply(state));
        string(
                json,
                "callbackUrl",
                content.callbackUrl() == null ? null : content.callbackUrl().toString());
        json.writeNumberField("keyGeneration", row.keyGeneration());
        json.writeArrayFieldStart("attempts");
        for (Attempt attempt : row.attempts()) {
            attempt(json, attempt);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("links");
        json.writeStringField("self", NotificationView.PATH + id);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void attempt(JsonGenerator json, Attempt attempt) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", attempt.number());
        instant(json, "at", attempt.at());
        json.writeNumberField("durationMs", attempt.duration().toMillis());
        json.writeStringField("outcome", NotificationView.wire(attempt.result()));
        string(json, "code", attempt.code());
        string(json, "detail", attempt.detail());
        json.writeEndObject();
    }

    private static void string(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void instant(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    /// Plain Java values; whatever else a Java caller put into metadata is written as its text.
    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag);
            case Long number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case BigInteger number -> json.writeNumber(number);
            case BigDecimal number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    value(json, entry.getValue());
                }
                json.writeEndObject();
            }
            case Iterable<?> list -> {
                json.writeStartArray();
                for (Object entry : list) {
                    value(json, entry);
                }
                json.writeEndArray();
            }
            default -> json.writeString(value.toString());
        }
    }
}
