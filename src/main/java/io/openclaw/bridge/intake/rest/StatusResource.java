package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.access.Scope;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `GET /api/v1/status`: how the bridge is, for operators. Always 200: the gateway's state is data,
/// not an error of this call.
@Path("/api/v1/status")
public class StatusResource {
    private final OpenClawBridge bridge;
    private final QueueStatus queue;

    StatusResource(OpenClawBridge bridge, QueueStatus queue) {
        this.bridge = bridge;
        this.queue = queue;
    }

    /// One moment of the bridge; contacts no gateway.
    @GET
    @RolesAllowed(Scope.READ_ROLE)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "status",
            summary = "How is the bridge?",
            description =
                    "Which bridge is on, whether the gateway is connected and the store can commit, and what a human should do if not. Contacts no gateway; always 200.")
    @Tag(name = "Operation")
    @APIResponse(
            responseCode = "200",
            description = "One moment of the bridge.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = StatusView.class),
                            examples = {
                                @ExampleObject(name = "connected", value = Examples.STATUS_CONNECTED),
                                @ExampleObject(name = "human-needed", value = Examples.STATUS_HUMAN_NEEDED),
                                @ExampleObject(name = "store-down", value = Examples.STATUS_STORE_DOWN)
                            }))
    @APIResponse(
            responseCode = "default",
            description = "Any error.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<StatusView> status() {
        return queue.now(bridge::status);
    }
}
