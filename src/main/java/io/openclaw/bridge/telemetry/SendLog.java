package io.openclaw.bridge.telemetry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// The log's lines of messages that were sent, or failed (seeds/003, "Logging"): a sentence for people and the same as
/// fields. Never the text of a message. Safe from any thread.
public final class SendLog {
    private static final Logger LOG = System.getLogger("io.openclaw.bridge.send");

    private final SessionKeyForm form;

    public SendLog(SessionKeyForm form) {
        this.form = form;
    }

    /// One message, for one line.
    ///
    /// @param notificationId null for a message that was not stored
    /// @param attempt from 1; 0 where nothing has left
    /// @param maxRetries how many repeats a call may make; null for a stored notification, which is repeated by time
    /// @param traceparent W3C trace context; null for none
    public record Message(
            String sessionKey,
            @Nullable String notificationId,
            int attempt,
            @Nullable Integer maxRetries,
            Duration latency,
            @Nullable String traceparent) {
        /// Not the session's key.
        @Override
        public String toString() {
            return "Message[" + notificationId + ", attempt " + attempt + "]";
        }
    }

    /// What becomes of it now.
    public enum Consequence {
        /// It was a call, whose caller may call again.
        RETURNED(Level.WARNING, "its caller was told"),
        /// Likewise, and nothing left; the connection's own lines say why.
        NOT_SENT(Level.DEBUG, "nothing was sent and its caller was told"),
        /// Nobody tries again.
        LOST(Level.WARNING, "it will not be delivered"),
        /// A person may have to look.
        UNKNOWN(Level.WARNING, "whether it was delivered is not known"),
        /// It goes on by itself.
        REPEATED(Level.INFO, "it is sent again");

        private final Level level;
        private final String words;

        Consequence(Level level, String words) {
            this.level = level;
            this.words = words;
        }
    }

    /// Whether [#sent] says anything: not unless DEBUG is on, since there may be thousands in a second.
    public boolean tellsSent() {
        return LOG.isLoggable(Level.DEBUG);
    }

    /// @param messageId the platform's, or the agent's run
    public void sent(Message message, @Nullable String messageId) {
        if (tellsSent()) {
            Map<String, Object> fields = fields(message);
            put(fields, "message_id", messageId);
            write(Level.DEBUG, "Message sent", fields);
        }
    }

    /// @param type why, in one word
    /// @param why for people
    /// @param nextAttemptAt null for none, or where that is not known
    public void failed(
            Message message, Consequence consequence, String type, String why, @Nullable String nextAttemptAt) {
        if (LOG.isLoggable(consequence.level)) {
            Map<String, Object> fields = fields(message);
            fields.put("error_type", type);
            fields.put("error_message", form.without(message.sessionKey(), why));
            put(fields, "next_attempt_at", nextAttemptAt);
            write(consequence.level, "Message send failed, " + consequence.words, fields);
        }
    }

    private Map<String, Object> fields(Message message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "notification_id", message.notificationId());
        put(fields, "session_key", form.of(message.sessionKey()).orElse(null));
        fields.put("attempt", message.attempt());
        put(fields, "max_retries", message.maxRetries());
        fields.put("latency_ms", message.latency().toMillis());
        String trace = message.traceparent();
        if (trace != null) {
            fields.put("traceId", trace.substring(3, 35));
            fields.put("spanId", trace.substring(36, 52));
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    /// In the sentence for those who read text, beside it for those who read JSON.
    private static void write(Level level, String sentence, Map<String, Object> fields) {
        List<String> words = new ArrayList<>();
        fields.forEach((name, value) -> words.add(name + "=" + value));
        fields.forEach(MDC::put);
        try {
            LOG.log(level, "{0}: {1}", sentence, String.join(", ", words));
        } finally {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
