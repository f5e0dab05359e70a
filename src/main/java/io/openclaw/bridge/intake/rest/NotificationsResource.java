package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationView;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Submission;
import io.openclaw.bridge.notification.request.NotificationRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/api/v1/notifications`: hand in and call off. A notification that was accepted is on disk; the service delivers
/// it, whatever becomes of the caller.
@Path("/api/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
@APIResponse(
        responseCode = "default",
        description = "Any other error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class NotificationsResource {
    private final Notifications notifications;
    private final RequestBytes bodies;
    private final RestConfig config;
    private final Traces traces;

    NotificationsResource(Notifications notifications, RequestBytes bodies, RestConfig config, Traces traces) {
        this.notifications = notifications;
        this.bodies = bodies;
        this.config = config;
        this.traces = traces;
    }

    /// Stores a notification and answers after the commit.
    @POST
    @RolesAllowed(Scope.SEND_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "submitNotification",
            summary = "Post a notification and forget it",
            description =
                    "202 means that it is on disk and will be delivered, in order within its session. 503 means that this is not known: repeat with the same idempotencyKey. "
                            + "A repeat with the same key and the same fields answers 202 with the notification as it is now and the header Idempotent-Replayed; with other fields 422.")
    @Parameter(
            name = IdempotencyKey.HEADER,
            in = ParameterIn.HEADER,
            description = "The same as idempotencyKey in the body. Printable ASCII.",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
    @Parameter(
            name = WaitPreference.HEADER,
            in = ParameterIn.HEADER,
            description =
                    "wait=N waits up to N seconds, at most 30, for the notification's end, and then answers 200. While 1,000 others wait, it is ignored.",
            schema = @Schema(type = SchemaType.STRING, examples = "wait=10"))
    @Parameter(
            name = "dryRun",
            in = ParameterIn.QUERY,
            description = "true: checks everything and answers where it would go; nothing is stored.",
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationRequest.class),
                            examples = {
                                @ExampleObject(name = "short", value = NotificationExamples.SHORT),
                                @ExampleObject(name = "full", value = NotificationExamples.FULL)
                            }))
    @APIResponse(
            responseCode = "202",
            description = "On disk.",
            headers = {
                @Header(
                        name = "Location",
                        description = "Where to look it up.",
                        schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = NotificationAnswers.REPLAYED,
                        description = "true where it was there already.",
                        schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = WaitPreference.APPLIED,
                        description = "How long the answer could have waited.",
                        schema = @Schema(type = SchemaType.STRING))
            },
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationView.class),
                            examples = @ExampleObject(name = "queued", value = NotificationExamples.QUEUED)))
    @APIResponse(
            responseCode = "200",
            description = "With dryRun: where it would go. With Prefer: wait: it has ended.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(anyOf = {DryRunView.class, NotificationView.class}),
                            examples = {
                                @ExampleObject(name = "dry-run", value = NotificationExamples.DRY_RUN),
                                @ExampleObject(name = "delivered", value = NotificationExamples.DELIVERED)
                            }))
    public Uni<Response> submit(@Context RoutingContext request) {
        Caller caller = Caller.of(request);
        return bodies.json(request).flatMap(body -> {
            Violations violations = new Violations("stored");
            QueryParameters query = new QueryParameters(request, violations);
            boolean dryRun = query.flag("dryRun");
            query.refuseUnknown();
            List<String> keys = request.request().headers().getAll(IdempotencyKey.HEADER);
            Submission submission = NotificationRequest.read(
                            JsonBody.object(body),
                            inBody -> IdempotencyKey.of(keys, inBody, violations),
                            violations,
                            config.maxMessageCharacters())
                    .caller(caller.name())
                    .permission(caller.sessions()::allow)
                    .traceparent(traces.of(request))
                    .build();
            violations.throwIfAny();
            if (dryRun) {
                return Uni.createFrom()
                        .item(Response.ok(DryRunView.of(notifications.dryRun(submission)))
                                .build());
            }
            return submit(
                    submission, WaitPreference.of(request.request().headers().getAll(WaitPreference.HEADER)));
        });
    }

    private Uni<Response> submit(Submission submission, WaitPreference wait) {
        Executor here = NotificationAnswers.here();
        Uni<Acceptance> accepted = notifications.submit(submission).emitOn(here);
        if (wait.isNone()) {
            return accepted.map(
                    acceptance -> answer(acceptance, acceptance.row(), 202).build());
        }
        return accepted.flatMap(acceptance -> {
            boolean crowded = notifications.isCrowded();
            if (acceptance instanceof Acceptance.KeyReused || crowded) {
                return Uni.createFrom()
                        .item(answer(acceptance, acceptance.row(), 202).build());
            }
            return notifications
                    .awaitEnd(acceptance.row(), wait.duration())
                    .emitOn(here)
                    .map(row -> answer(acceptance, row, row.state().isTerminal() ? 200 : 202)
                            .header(WaitPreference.APPLIED, wait.applied())
                            .build());
        });
    }

    private static Response.ResponseBuilder answer(Acceptance acceptance, Notification row, int status) {
        if (acceptance instanceof Acceptance.KeyReused reused) {
            throw new ProblemException(NotificationProblems.of(reused));
        }
        return NotificationAnswers.accepted(acceptance, row, status);
    }

    /// Calls one off.
    @DELETE
    @RolesAllowed(Scope.SEND_ROLE)
    @Path("{id}")
    @Operation(
            operationId = "cancelNotification",
            summary = "Call it off",
            description =
                    "For a notification that waits (also after failed attempts) or is unknown. Again for a cancelled one it answers the same. 409 while it is being sent, and after any other end.")
    @APIResponse(
            responseCode = "200",
            description = "It is cancelled.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationView.class),
                            examples = @ExampleObject(name = "cancelled", value = NotificationExamples.CANCELLED)))
    public Uni<Response> cancel(
            @Parameter(schema = @Schema(type = SchemaType.STRING, format = "uuid")) @PathParam("id") String id,
            @Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        return Visible.to(request, notifications)
                .cancel(NotificationAnswers.id(id))
                .emitOn(NotificationAnswers.here())
                .map(row -> NotificationAnswers.view(row, 200).build());
    }
}
