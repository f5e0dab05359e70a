package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.doctor.Doctor;
import io.openclaw.bridge.intake.rest.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
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

/// `GET /api/v1/doctor`: what does not work, and what to do about it, for operators. Always 200: what it finds is data.
@Path("/api/v1/doctor")
public class DoctorResource {
    private static final String EXAMPLE = """
            {"result":"fail","lines":[
              {"name":"gateway.reachability","result":"ok","text":"gateway.example:18789 is reached in 2 ms"},
              {"name":"gateway.pairing","result":"fail",
               "text":"the gateway refused the connection: pairing required: device is not approved yet (NOT_PAIRED/PAIRING_REQUIRED)",
               "nextStep":"approve this device: on the gateway's host run `openclaw devices approve 1d34-77`"}]}""";

    private final Doctor doctor;

    DoctorResource(Doctor doctor) {
        this.doctor = doctor;
    }

    /// Looks now, for at most six seconds.
    @GET
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            operationId = "doctor",
            summary = "What is wrong, and what to do?",
            description =
                    "Looks at the settings, the way to the gateway and what it says, the database, the disk and the broker; each line is ok, warn or fail, with the next step. Takes up to six seconds; always 200. Changes nothing.")
    @Tag(name = "Operation")
    @APIResponse(
            responseCode = "200",
            description = "What was found.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DoctorView.class),
                            examples = @ExampleObject(name = "not-paired", value = EXAMPLE)))
    @APIResponse(
            responseCode = "default",
            description = "Any error.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public DoctorView doctor() {
        return DoctorView.of(doctor.examine());
    }
}
