package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Outlet;
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

/// A CloudEvent 1.0 with data in JSON.
///
/// @param id unique within the source; the same over all repeats
/// @param subject what it is about
/// @param data JSON
record CloudEvent(String type, String id, String subject, Instant time, String data) {
    private static final String TYPES = "io.openclaw.bridge.";

    /// The same for all bridges on one database: each of them may publish an event again that another published before.
    private static final String SOURCE = "urn:openclaw-bridge";

    private static final String JSON = "application/json";

    /// Of an attribute, as an application property: of the two that the binding allows, the one that JMS clients can name.
    private static final String PREFIX = "cloudEvents_";

    /// What became of a notification.
    static CloudEvent of(Outlet.Event event) {
        String notification = event.id().substring(0, event.id().indexOf(':'));
        return new CloudEvent(
                TYPES + "notification." + event.type(), event.id(), notification, event.createdAt(), event.body());
    }

    /// What the gateway said. The subject is the session where the event tells it, else the event's name.
    static CloudEvent ofGateway(String name, String id, Instant time, Map<String, Object> payload) {
        Object session = payload.get("sessionKey");
        return new CloudEvent(
                TYPES + "gateway." + name,
                id,
                session instanceof String key ? key : name,
                time,
                new JsonObject(payload).encode());
    }

    /// @param durable whether the broker keeps it over a restart
    Message message(EventFormat format, boolean durable) {
        Message message = Proton.message();
        message.setDurable(durable);
        message.setMessageId(id);
        message.setSubject(type);
        message.setCreationTime(time.toEpochMilli());
        switch (format) {
            case STRUCTURED -> {
                message.setContentType("application/cloudevents+json; charset=utf-8");
                body(message, structured());
            }
            case BINARY -> {
                message.setContentType(JSON);
                message.setApplicationProperties(new ApplicationProperties(attributes()));
                body(message, data);
            }
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
        return attributes;
    }

    /// The data is JSON already and stays as it is.
    private String structured() {
        String head = new JsonObject()
                .put("specversion", "1.0")
                .put("type", type)
                .put("source", SOURCE)
                .put("id", id)
                .put("subject", subject)
                .put("time", time.toString())
                .put("datacontenttype", JSON)
                .encode();
        return head.substring(0, head.length() - 1) + ",\"data\":" + data + "}";
    }

    /// The data is the caller's secret.
    @Override
    public String toString() {
        return "CloudEvent[" + type + ", " + id + "]";
    }
}
