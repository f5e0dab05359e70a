/// The HTTP door: resources, wire records and the one place where every error becomes RFC 9457
/// problem+json.
///
/// Start at [io.openclaw.bridge.intake.rest.MessagesResource]. A request's body is read by
/// [io.openclaw.bridge.intake.rest.RequestBytes], parsed by
/// [io.openclaw.bridge.notification.request.JsonObject], checked by [io.openclaw.bridge.notification.request.Fields];
/// what the bridge answered is translated by
/// [io.openclaw.bridge.intake.rest.OutcomeProblems]. Everything runs on the event loop and must not
/// block.
@NullMarked
@OpenAPIDefinition(
        info =
                @Info(
                        title = "OpenClaw Bridge",
                        version = "v1",
                        description =
                                "Hands messages to people and agents through an OpenClaw gateway. Every error is RFC 9457 problem+json.",
                        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
        components =
                @Components(
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = ProblemExamples.BEARER,
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        bearerFormat = "API key",
                                        description =
                                                "An API key (POST /api/v1/admin/keys), or a token of the identity server. While the service is open, none is needed.")))
package io.openclaw.bridge.intake.rest;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.jspecify.annotations.NullMarked;
