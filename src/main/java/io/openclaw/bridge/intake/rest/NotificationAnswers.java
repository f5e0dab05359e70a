package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationJson;
import io.openclaw.bridge.notification.Notifications;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.Executor;

/// Answers that carry notifications, written as bytes at once.
public final class NotificationAnswers {
    static final String PATH = "/api/v1/notifications/";
    static final String REPLAYED = "Idempotent-Replayed";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    /// Writes a value of a larger document.
    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private NotificationAnswers() {}

    /// The present request's own context: the store's thread has better things to do than to write JSON.
    public static Executor here() {
        Context context = Vertx.currentContext();
        if (context == null) {
            return Runnable::run;
        }
        return step -> {
            if (Vertx.currentContext() == context) {
                step.run();
            } else {
                context.runOnContext(_ -> step.run());
            }
        };
    }

    /// @throws ProblemException (404) for an id that is none
    static UUID id(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // There is no notification of that name.
        }
        throw new ProblemException(NotificationProblems.missing());
    }

    static Response.ResponseBuilder accepted(Acceptance acceptance, Notification row, int status) {
        Response.ResponseBuilder answer = view(row, status).header("Location", PATH + row.id());
        return acceptance instanceof Acceptance.Replayed ? answer.header(REPLAYED, "true") : answer;
    }

    static Response.ResponseBuilder view(Notification row, int status) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(NotificationJson.bytes(row));
    }

    static Response page(Notifications.Page page, boolean withMessage) {
        return document(200, json -> {
            json.writeArrayFieldStart("items");
            for (Notification row : page.items()) {
                NotificationJson.write(row, withMessage, json);
            }
            json.writeEndArray();
            if (page.next() != null) {
                json.writeStringField("nextCursor", page.next());
            }
        });
    }

    /// @param fields of the object that is answered
    public static Response document(int status, Body fields) {
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(bytes.toByteArray())
                .build();
    }
}
