package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Outlet;
import io.openclaw.bridge.notification.request.Traceparent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/// A CloudEvent 1.0 with data in JSON.
///
/// @param id unique within the source; the same over all repeats
/// @param subject what it is about
/// @param traceparent the extension "Distributed Tracing"; null for none
/// @param data JSON
record CloudEvent(
        String type,
        String id,
        String subject,
        Instant time,
        @Nullable String traceparent,
        String data) {
    private static final String TYPES = "io.openclaw.bridge.";

    /// The same for all bridges on one database: each of them may publish an event again that another published before.
    private static final String SOURCE = "urn:openclaw-bridge";

    private static final String JSON = "application/json";

    /// Of an attribute, as an application property: of the two that the binding allows, the one that JMS clients can name.
    private static final String PREFIX = "cloudEvents_";

    /// What became of a notification.
    ///
    /// @param traceparent null for none
    static CloudEvent of(Outlet.Event event, @Nullable String traceparent) {
        String notification = event.id().substring(0, event.id().indexOf(':'));
        return new CloudEvent(
                TYPES + "notification." + event.type(),
                event.id(),
                notification,
                event.createdAt(),
                traceparent,
                event.body());
    }

    /// What the gateway said. The subject is the session where the event tells it, else the event's name.
    static CloudEvent ofGateway(String name, String id, Instant time, Map<String, Object> payload) {
        Object session = payload.get("sessionKey");
        return new CloudEvent(
                TYPES + "gateway." + name,
                id,
                session instanceof String key ? key : name,
                time,
                null,
                new JsonObject(payload).encode());
    }

    /// @param durable whether the broker keeps it over a restart
    Message message(EventFormat format, boolean durable) {
        Message message = Proton.message();
        message.setDurable(durable);
        message.setMessageId(id);
        message.setSubject(type);
        message.setCreationTime(time.toEpochMilli());
        Map<String, Object> properties = new LinkedHashMap<>();
        if (traceparent != null) {
            properties.put(Traceparent.NAME, traceparent); // where clients' own tracing looks for it
        }
        switch (format) {
            case STRUCTURED -> {
                message.setContentType("application/cloudevents+json; charset=utf-8");
                body(message, structured());
            }
            case BINARY -> {
                message.setContentType(JSON);
                properties.putAll(attributes());
                body(message, data);
            }
        }
        if (!properties.isEmpty()) {
            message.setApplicationProperties(new ApplicationProperties(properties));
        }
        return message;
    }

    private static void body(Message message, String text) {
        message.setBody(new Data(new Binary(text.getBytes(StandardCharsets.UTF_8))));
    }

    private Map<String, Object> attributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(PREFIX + "specversion", "1.0");
        attributes.put(PREFIX + "type", type);
        attributes.put(PREFIX + "source", SOURCE);
        attributes.put(PREFIX + "id", id);
        attributes.put(PREFIX + "subject", subject);
        attributes.put(PREFIX + "time", time.toString());
        if (traceparent != null) {
            attributes.put(PREFIX + Traceparent.NAME, traceparent);
        }
        return attributes;
    }

    /// The data is JSON already and stays as it is.
    private String structured() {
        JsonObject head = new JsonObject()
                .put("specversion", "1.0")
                .put("type", type)
                .put("source", SOURCE)
                .put("id", id)
                .put("subject", subject)
                .put("time", time.toString())
                .put("datacontenttype", JSON);
        if (traceparent != null) {
            head.put(Traceparent.NAME, traceparent);
        }
        String open = head.encode();
        return open.substring(0, open.length() - 1) + ",\"data\":" + data + "}";
    }

    /// The data is the caller's secret.
    @Override
    public String toString() {
        return "CloudEvent[" + type + ", " + id + "]";
    }
}
