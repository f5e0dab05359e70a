package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.NotificationShapes.Outcome;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.NotificationView;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.request.Fields;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What people do with notifications that did not get through: send them again, one or many, or say what became of them.
@Path("/api/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
@APIResponse(
        responseCode = "default",
        description = "Any other error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class ReplayResource {
    private final Notifications notifications;
    private final RequestBytes bodies;
    private final RestConfig config;

    ReplayResource(Notifications notifications, RequestBytes bodies, RestConfig config) {
        this.notifications = notifications;
        this.bodies = bodies;
        this.config = config;
    }

    /// Sends one again.
    @POST
    @RolesAllowed(Scope.SEND_ROLE)
    @Path("{id}/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replayNotification",
            summary = "Send it again",
            description =
                    "For a dead, expired, unknown or cancelled one; else 409. It goes as new, behind what waits in its session already, perhaps to another session or with another text.")
    @RequestBody(
            description = "What to correct; may be left out.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.Correction.class),
                            examples = @ExampleObject(name = "corrected", value = NotificationExamples.CORRECTION)))
    @APIResponse(
            responseCode = "202",
            description = "It is queued again.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationView.class),
                            examples = @ExampleObject(name = "queued", value = NotificationExamples.QUEUED)))
    public Uni<Response> replay(
            @Parameter(schema = @Schema(type = SchemaType.STRING, format = "uuid")) @PathParam("id") String id,
            @Context RoutingContext request) {
        Executor here = NotificationAnswers.here();
        Notifications visible = Visible.to(request, notifications);
        return bodies.optionalJson(request).flatMap(body -> {
            Violations violations = violations(request);
            Fields fields = new Fields(body.length == 0 ? Map.of() : JsonBody.object(body), violations);
            String sessionKey = fields.id("sessionKey");
            String message = fields.optionalMessage("message", config.maxMessageCharacters());
            fields.refuseUnknown();
            violations.throwIfAny();
            UUID uuid = NotificationAnswers.id(id);
            return visible.replay(uuid, sessionKey, message)
                    .emitOn(here)
                    .map(row -> NotificationAnswers.view(row, 202)
                            .header("Location", NotificationAnswers.PATH + row.id())
                            .build());
        });
    }

    /// Ends a parked one.
    @POST
    @RolesAllowed(Scope.SEND_ROLE)
    @Path("{id}/resolve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resolveNotification",
            summary = "Say what became of it",
            description = "For an unknown one, by somebody who knows; else 409.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.Resolution.class),
                            examples = @ExampleObject(name = "delivered", value = NotificationExamples.RESOLUTION)))
    @APIResponse(
            responseCode = "200",
            description = "It has ended.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationView.class),
                            examples = @ExampleObject(name = "delivered", value = NotificationExamples.DELIVERED)))
    public Uni<Response> resolve(
            @Parameter(schema = @Schema(type = SchemaType.STRING, format = "uuid")) @PathParam("id") String id,
            @Context RoutingContext request) {
        Executor here = NotificationAnswers.here();
        Notifications visible = Visible.to(request, notifications);
        return bodies.json(request).flatMap(body -> {
            Violations violations = violations(request);
            Fields fields = new Fields(JsonBody.object(body), violations);
            Outcome outcome = fields.requiredChoice("outcome", Outcome.class);
            fields.refuseUnknown();
            violations.throwIfAny();
            return visible.resolve(NotificationAnswers.id(id), outcome == Outcome.DELIVERED)
                    .emitOn(here)
                    .map(row -> NotificationAnswers.view(row, 200).build());
        });
    }

    /// Sends many again.
    @POST
    @RolesAllowed(Scope.SEND_ROLE)
    @Path("replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replayNotifications",
            summary = "Send many again",
            description =
                    "All that match, oldest first and in the order that they had, up to the limit. dryRun counts only. Those that cannot be routed any more stay as they are.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.ReplayOrder.class),
                            examples = @ExampleObject(name = "dry-run", value = NotificationExamples.REPLAY_MANY)))
    @APIResponse(
            responseCode = "200",
            description = "How many.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.ReplayResult.class),
                            examples = @ExampleObject(name = "done", value = NotificationExamples.REPLAYED_MANY)))
    public Uni<Response> replayMany(@Context RoutingContext request) {
        Executor here = NotificationAnswers.here();
        Notifications visible = Visible.to(request, notifications);
        return bodies.json(request).flatMap(body -> {
            Violations violations = violations(request);
            Fields fields = new Fields(JsonBody.object(body), violations);
            Notifications.Filter filter = new Notifications.Filter(
                    fields.requiredChoice("status", Word.class),
                    fields.id("sessionKey"),
                    null,
                    null,
                    fields.instant("since"),
                    fields.instant("until"));
            int limit = fields.integer("limit", 1, Notifications.MAX_REPLAY, Notifications.MAX_REPLAY);
            boolean dryRun = fields.flag("dryRun", false);
            fields.refuseUnknown();
            violations.throwIfAny();
            return visible.replayMany(filter, limit, dryRun)
                    .emitOn(here)
                    .map(result -> NotificationAnswers.document(200, json -> {
                        json.writeNumberField("matched", result.matched());
                        json.writeNumberField("replayed", result.replayed());
                    }));
        });
    }

    private static Violations violations(RoutingContext request) {
        Violations violations = new Violations("changed");
        new QueryParameters(request, violations).refuseUnknown();
        return violations;
    }
}
