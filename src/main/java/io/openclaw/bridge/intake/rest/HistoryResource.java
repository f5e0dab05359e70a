package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.NotificationView;
import io.openclaw.bridge.notification.Notifications;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/api/v1/notifications`: look up what became of them.
@Path("/api/v1/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
@APIResponse(
        responseCode = "default",
        description = "Any other error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class HistoryResource {
    private static final int PAGE = 50;

    private final Notifications notifications;

    HistoryResource(Notifications notifications) {
        this.notifications = notifications;
    }

    /// Looks one up.
    @GET
    @RolesAllowed(Scope.READ_ROLE)
    @Path("{id}")
    @Operation(
            operationId = "findNotification",
            summary = "What became of it?",
            description = "The notification as it is now, with the story of its attempts.")
    @APIResponse(
            responseCode = "200",
            description = "It.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationView.class),
                            examples = {
                                @ExampleObject(name = "delivered", value = NotificationExamples.DELIVERED),
                                @ExampleObject(name = "dead", value = NotificationExamples.DEAD)
                            }))
    public Uni<Response> find(
            @Parameter(schema = @Schema(type = SchemaType.STRING, format = "uuid")) @PathParam("id") String id,
            @Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        return Visible.to(request, notifications)
                .find(NotificationAnswers.id(id))
                .emitOn(NotificationAnswers.here())
                .map(row -> NotificationAnswers.view(
                                row.orElseThrow(() -> new ProblemException(NotificationProblems.missing())), 200)
                        .build());
    }

    /// Lists, newest first.
    @GET
    @RolesAllowed(Scope.READ_ROLE)
    @Operation(
            operationId = "listNotifications",
            summary = "Which ones are there?",
            description =
                    "Newest first. Texts are left out unless include=message. A page that is not the last has a nextCursor, to be sent as cursor with the same filters; it may be shorter than the limit where texts are long.")
    @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"queued", "sending", "delivered", "unknown", "dead", "expired", "cancelled"
                            }))
    @Parameter(
            name = "sessionKey",
            in = ParameterIn.QUERY,
            description = "Every key of the same session matches.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "idempotencyKey", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "since",
            in = ParameterIn.QUERY,
            description = "Created then or later.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "until",
            in = ParameterIn.QUERY,
            description = "Created before.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "include",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.STRING, enumeration = "message"))
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationShapes.Page.class),
                            examples = @ExampleObject(name = "page", value = NotificationExamples.PAGE)))
    public Uni<Response> list(@Context RoutingContext request) {
        if (HttpPatience.isFull()) {
            throw new ProblemException(HttpProblems.of(503).withHeaders(Map.of("Retry-After", "5")));
        }
        Violations violations = new Violations("read");
        QueryParameters query = new QueryParameters(request, violations);
        Notifications.Filter filter = new Notifications.Filter(
                query.status("status"),
                query.text("sessionKey"),
                null,
                query.text("idempotencyKey"),
                query.instant("since"),
                query.instant("until"));
        int limit = query.integer("limit", 1, Notifications.MAX_PAGE, PAGE);
        String cursor = query.text("cursor");
        boolean withMessage = query.word("include", "message");
        query.refuseUnknown();
        violations.throwIfAny();
        Notifications visible = Visible.to(request, notifications);
        return NotificationProblems.in(In.QUERY, () -> visible.list(filter, limit, cursor))
                .emitOn(NotificationAnswers.here())
                .map(page -> NotificationAnswers.page(page, withMessage));
    }
}
