package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationJson;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Submission;
import io.openclaw.bridge.notification.Submitted;
import io.openclaw.bridge.notification.request.Fields;
import io.openclaw.bridge.notification.request.NotificationRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/notifications/batch`: many at once, the good ones in one transaction.
@Path("/api/v1/notifications/batch")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
public class BatchResource {
    private static final String LIST = "notifications";

    /// What takes the event loop longer to read than any other request does goes to a worker.
    private static final int LARGE = 262_144;

    private final Notifications notifications;
    private final RequestBytes bodies;
    private final RouterProblems problems;
    private final RestConfig config;
    private final Traces traces;

    BatchResource(
            Notifications notifications,
            RequestBytes bodies,
            RouterProblems problems,
            RestConfig config,
            Traces traces) {
        this.notifications = notifications;
        this.bodies = bodies;
        this.problems = problems;
        this.config = config;
        this.traces = traces;
    }

    /// One of the batch as it was read.
    ///
    /// @param problem what is wrong with it; null for nothing, and then there is a submission
    private record Item(
            @Nullable Submission submission, @Nullable Problem problem) {}

    /// Stores those that are fit for it.
    @POST
    @RolesAllowed(Scope.SEND_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "submitNotifications",
            summary = "Post many notifications at once",
            description =
                    "Each is judged by itself: accepted, replayed (it was there already under its idempotencyKey) or rejected with its problem. The accepted ones are on disk, in one transaction and in the order of the batch.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.Batch.class),
                            examples = @ExampleObject(name = "two", value = NotificationExamples.BATCH)))
    @APIResponse(
            responseCode = "202",
            description = "What became of each.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.BatchResults.class),
                            examples = @ExampleObject(name = "two", value = NotificationExamples.BATCH_RESULTS)))
    @APIResponse(
            responseCode = "default",
            description = "Any other error.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<Response> submit(@Context RoutingContext request) {
        Executor here = NotificationAnswers.here();
        Caller caller = Caller.of(request);
        String traceparent = traces.of(request); // here, and not on a worker
        return bodies.json(request, config.maxBatchBody().asLongValue())
                .flatMap(BatchResource::onFittingThread)
                .flatMap(body -> {
                    List<Item> items = items(body, request, caller, traceparent);
                    return notifications
                            .submitAll(items.stream()
                                    .map(Item::submission)
                                    .filter(Objects::nonNull)
                                    .toList())
                            .emitOn(here)
                            .map(results -> answer(items, results));
                });
    }

    private static Uni<byte[]> onFittingThread(byte[] body) {
        Uni<byte[]> item = Uni.createFrom().item(body);
        return body.length > LARGE ? item.emitOn(Infrastructure.getDefaultExecutor()) : item;
    }

    private List<Item> items(byte[] body, RoutingContext request, Caller caller, @Nullable String traceparent) {
        Violations violations = new Violations("stored");
        new QueryParameters(request, violations).refuseUnknown();
        if (request.request().headers().contains(IdempotencyKey.HEADER)) {
            violations.add(
                    IdempotencyKey.HEADER,
                    "cannot belong to a whole batch; give each notification an idempotencyKey of its own",
                    In.HEADER);
        }
        Fields fields = new Fields(JsonBody.object(body), violations);
        List<?> list = fields.list(LIST);
        fields.refuseUnknown();
        violations.throwIfAny();
        if (list.isEmpty()) {
            violations.add(LIST, "is empty; a batch has at least one notification");
            violations.throwIfAny();
        }
        if (list.size() > Notifications.MAX_BATCH) {
            throw new ProblemException(NotificationProblems.tooMany(Notifications.MAX_BATCH));
        }
        List<Item> items = new ArrayList<>(list.size());
        for (Object entry : list) {
            items.add(item(entry, traceparent, caller));
        }
        return items;
    }

    private Item item(@Nullable Object entry, @Nullable String traceparent, Caller caller) {
        Violations violations = new Violations("stored");
        if (!(entry instanceof Map<?, ?> map)) {
            violations.add(LIST, "has an entry that is not a JSON object");
            return new Item(null, violations.problem());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((name, value) -> object.put((String) name, value));
        Submission submission = NotificationRequest.read(
                        object, UnaryOperator.identity(), violations, config.maxMessageCharacters())
                .caller(caller.name())
                .permission(caller.sessions()::allow)
                .traceparent(traceparent)
                .build();
        return violations.isEmpty() ? new Item(submission, null) : new Item(null, violations.problem());
    }

    private Response answer(List<Item> items, List<Submitted> results) {
        return NotificationAnswers.document(202, json -> {
            json.writeArrayFieldStart("results");
            int next = 0;
            for (int i = 0; i < items.size(); i++) {
                json.writeStartObject();
                json.writeNumberField("index", i);
                Problem problem = items.get(i).problem();
                if (problem != null) {
                    rejected(json, problem);
                } else {
                    result(json, results.get(next++));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private void result(JsonGenerator json, Submitted submitted) throws IOException {
        switch (submitted) {
            case Submitted.Rejected rejected -> rejected(json, NotificationProblems.of(rejected.why()));
            case Submitted.Taken(Acceptance.Stored(Notification row)) -> taken(json, "accepted", row);
            case Submitted.Taken(Acceptance.Replayed(Notification row)) -> taken(json, "replayed", row);
            case Submitted.Taken(Acceptance.KeyReused reused) -> rejected(json, NotificationProblems.of(reused));
        }
    }

    private static void taken(JsonGenerator json, String status, Notification row) throws IOException {
        json.writeStringField("status", status);
        json.writeFieldName("notification");
        NotificationJson.write(row, true, json);
    }

    private void rejected(JsonGenerator json, Problem problem) throws IOException {
        json.writeStringField("status", "rejected");
        json.writeFieldName("problem");
        json.writeRawValue(new String(problems.bytes(problem), StandardCharsets.UTF_8));
    }
}
