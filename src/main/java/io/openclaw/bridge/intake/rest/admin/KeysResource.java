package io.openclaw.bridge.intake.rest.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Keys;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.JsonBody;
import io.openclaw.bridge.intake.rest.NotificationAnswers;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.intake.rest.QueryParameters;
import io.openclaw.bridge.intake.rest.RequestBytes;
import io.openclaw.bridge.intake.rest.Violations;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/api/v1/admin/keys`: the keys that callers have. A secret is shown once, when it is made.
@Path("/api/v1/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
@APIResponse(
        responseCode = "default",
        description = "Any other error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class KeysResource {
    private final Keys keys;
    private final RequestBytes bodies;
    private final InstantSource clock = InstantSource.system();

    KeysResource(Keys keys, RequestBytes bodies) {
        this.keys = keys;
        this.bodies = bodies;
    }

    /// Makes one.
    @POST
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createKey",
            summary = "Make a key",
            description =
                    "The answer has its secret, which is sent as Authorization: Bearer and cannot be read again. To replace a key, make a second one of the same name, and revoke the first when nobody uses it any more. Audited.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyShapes.NewKey.class),
                            examples = @ExampleObject(name = "limited", value = KeyShapes.WISH)))
    @APIResponse(
            responseCode = "201",
            description = "It counts.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyShapes.Key.class),
                            examples = @ExampleObject(name = "created", value = KeyShapes.CREATED)))
    public Uni<Response> create(@Context RoutingContext request) {
        Executor here = NotificationAnswers.here();
        Caller by = Caller.of(request);
        return bodies.json(request).flatMap(body -> {
            Violations violations = new Violations("made");
            new QueryParameters(request, violations).refuseUnknown();
            Keys.Wish wish = KeyWish.read(JsonBody.object(body), violations, clock.instant());
            return keys.create(wish, by)
                    .emitOn(here)
                    .map(created -> NotificationAnswers.document(201, json -> {
                        write(json, created.key());
                        json.writeStringField("secret", created.secret());
                    }));
        });
    }

    /// Lists them.
    @GET
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "listKeys",
            summary = "Which keys are there?",
            description =
                    "All, oldest first, also those that do not count any more; those of the service's configuration at the end. No secrets.")
    @APIResponse(
            responseCode = "200",
            description = "All of them.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyShapes.KeyList.class),
                            examples = @ExampleObject(name = "one", value = KeyShapes.LIST)))
    public Uni<Response> list(@Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        return keys.list()
                .emitOn(NotificationAnswers.here())
                .map(all -> NotificationAnswers.document(200, json -> {
                    json.writeArrayFieldStart("items");
                    for (ApiKey key : all) {
                        json.writeStartObject();
                        write(json, key);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }));
    }

    /// Takes one away.
    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "revokeKey",
            summary = "Revoke a key",
            description =
                    "It does not count from now on; in other replicas on the same PostgreSQL within seconds. Again for a revoked one it answers the same. 409 for one of the service's configuration. Audited.")
    @APIResponse(
            responseCode = "200",
            description = "It does not count any more.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = KeyShapes.Key.class)))
    public Uni<Response> revoke(@PathParam("id") String id, @Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        return keys.revoke(id, Caller.of(request))
                .emitOn(NotificationAnswers.here())
                .map(result -> switch (result) {
                    case Keys.Revocation.Revoked(ApiKey key) ->
                        NotificationAnswers.document(200, json -> write(json, key));
                    case Keys.Revocation.Unknown() ->
                        throw new ProblemException(Problem.typed(
                                "unknown-key",
                                "No such key",
                                404,
                                "There is no key of this id; GET lists them.",
                                Map.of()));
                    case Keys.Revocation.NotOurs _ ->
                        throw new ProblemException(Problem.typed(
                                "configured-key",
                                "The key belongs to the configuration",
                                409,
                                "This key stands in the service's configuration: take it out of OPENCLAW_ACCESS_KEYS_FILE or OPENCLAW_ACCESS_ADMIN_KEY. A changed file is read within 5 seconds.",
                                Map.of()));
                });
    }

    private void write(JsonGenerator json, ApiKey key) throws IOException {
        json.writeStringField("id", key.id());
        json.writeStringField("name", key.name());
        json.writeArrayFieldStart("scopes");
        for (String scope : key.scopes().stream().map(Scope::wire).sorted().toList()) {
            json.writeString(scope);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sessions");
        for (String session : key.sessions().texts()) {
            json.writeString(session);
        }
        json.writeEndArray();
        if (key.rate() != null) {
            json.writeNumberField("rate", key.rate());
        }
        json.writeStringField("source", key.source() == ApiKey.Source.STORED ? "stored" : "configured");
        json.writeStringField(
                "status", key.revokedAt() != null ? "revoked" : key.isValid(clock.instant()) ? "valid" : "expired");
        moment(json, "createdAt", key.createdAt());
        moment(json, "expiresAt", key.expiresAt());
        moment(json, "revokedAt", key.revokedAt());
        moment(json, "lastUsedAt", key.lastUsedAt());
    }

    private static void moment(JsonGenerator json, String name, @Nullable Instant moment) throws IOException {
        if (moment != null) {
            json.writeStringField(name, moment.toString());
        }
    }
}
