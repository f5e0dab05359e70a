package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.access.AuditTrail;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.NotificationAnswers;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.QueryParameters;
import io.openclaw.bridge.intake.rest.Violations;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
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

/// `GET /api/v1/admin/audit`: who has done what.
@Path("/api/v1/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
@APIResponse(
        responseCode = "default",
        description = "Any error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class AuditResource {
    private static final int PAGE = 50;

    private static final String EXAMPLE = """
            {"items":[{"number":7,"at":"2026-11-20T18:00:00Z","who":"ops","action":"key.revoke","target":"k3f9a0c2b1d4",\
            "detail":{"name":"billing"}}],"nextBefore":7}""";

    private final AuditTrail trail;

    AuditResource(AuditTrail trail) {
        this.trail = trail;
    }

    /// Newest first.
    @GET
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "audit",
            summary = "Who has done what?",
            description = "What was done with admin calls, newest first. A page that is not the last has a nextBefore.")
    @Parameter(
            name = "before",
            in = ParameterIn.QUERY,
            description = "The nextBefore of the page before.",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500", defaultValue = "50"))
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "page", value = EXAMPLE)))
    public Uni<Response> latest(@Context RoutingContext request) {
        Violations violations = new Violations("read");
        QueryParameters query = new QueryParameters(request, violations);
        int before = query.integer("before", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        int limit = query.integer("limit", 1, AuditTrail.MAX_PAGE, PAGE);
        query.refuseUnknown();
        violations.throwIfAny();
        return trail.latest(before, limit)
                .emitOn(NotificationAnswers.here())
                .map(page -> NotificationAnswers.document(200, json -> {
                    json.writeArrayFieldStart("items");
                    for (AuditTrail.Recorded recorded : page) {
                        json.writeStartObject();
                        json.writeNumberField("number", recorded.number());
                        json.writeStringField("at", recorded.entry().at().toString());
                        json.writeStringField("who", recorded.entry().who());
                        json.writeStringField("action", recorded.entry().action());
                        json.writeStringField("target", recorded.entry().target());
                        json.writeObjectFieldStart("detail");
                        for (Map.Entry<String, String> detail :
                                recorded.entry().detail().entrySet()) {
                            json.writeStringField(detail.getKey(), detail.getValue());
                        }
                        json.writeEndObject();
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    if (page.size() == limit) {
                        json.writeNumberField("nextBefore", page.getLast().number());
                    }
                }));
    }

    /// For the description only.
    @Schema(name = "AuditPage")
    record Page(List<Entry> items, Long nextBefore) {}

    /// For the description only.
    @Schema(name = "AuditEntry")
    record Entry(
            Long number,
            @Schema(description = "When.") Instant at,

            @Schema(description = "Name of the caller; anybody while the service is open.")
            String who,

            @Schema(description = "What.", examples = "key.revoke")
            String action,

            @Schema(description = "With what.") String target,
            @Schema(description = "More about it.") Map<String, String> detail) {}
}
