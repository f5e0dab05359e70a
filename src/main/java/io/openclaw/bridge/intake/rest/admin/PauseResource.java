package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.JsonBody;
import io.openclaw.bridge.intake.rest.PauseView;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.intake.rest.QueryParameters;
import io.openclaw.bridge.intake.rest.RequestBytes;
import io.openclaw.bridge.intake.rest.Violations;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Held;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Holds;
import io.openclaw.bridge.notification.request.Fields;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Pause and resume the gateway, a channel, a lane.
@Path("/api/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
@APIResponse(
        responseCode = "default",
        description = "Any error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class PauseResource {
    private static final int LONGEST_REASON = 500;
    private static final String ORDER =
            "{\"scope\":\"channel\",\"value\":\"telegram\",\"reason\":\"bot token leaked\"}";
    private static final String PAUSE =
            "{\"scope\":\"channel\",\"value\":\"telegram\",\"by\":\"ops\",\"since\":\"2026-11-20T18:00:00Z\",\"reason\":\"bot token leaked\"}";

    private final Holds holds;
    private final OpenClawBridge bridge;
    private final RequestBytes bodies;
    private final Acts acts;

    PauseResource(Hands hands, OpenClawBridge bridge, RequestBytes bodies, Acts acts) {
        this.holds = hands.holds();
        this.bridge = bridge;
        this.bodies = bodies;
        this.acts = acts;
    }

    /// Lets nothing more leave.
    @POST
    @Path("pause")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pause",
            summary = "Let nothing more leave",
            description =
                    "From the answer on, no message of the gateway, the channel or the session leaves; what has left is waited for. Notifications are accepted and wait, burn no attempt, and expire as ever; direct sends are answered 503. It outlives restarts and holds for every bridge on the database. What is paused already stays as it is.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Order.class),
                            examples = @ExampleObject(name = "channel", value = ORDER)))
    @APIResponse(
            responseCode = "200",
            description = "It is paused.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PauseView.class),
                            examples = @ExampleObject(name = "channel", value = PAUSE)))
    public Uni<PauseView> pause(@Context RoutingContext request) {
        return bodies.json(request).flatMap(body -> {
            Violations violations = new Violations("paused");
            new QueryParameters(request, violations).refuseUnknown();
            Fields fields = new Fields(JsonBody.object(body), violations);
            Target target = target(fields, violations);
            String reason = fields.optionalMessage("reason", LONGEST_REASON);
            fields.refuseUnknown();
            violations.throwIfAny();
            requireRoom(target);
            Hold hold = new Hold(
                    gateway(),
                    target.scope,
                    target.value,
                    Caller.of(request).who(),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    reason);
            return acts.<Hold>recorded(
                            request,
                            "delivery.pause",
                            target.scope.wire() + " " + target.value,
                            reason(reason),
                            () -> holds.place(hold))
                    .map(PauseView::of);
        });
    }

    /// Lets it go on.
    @POST
    @Path("resume")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resume",
            summary = "Let it go on",
            description =
                    "Ends a pause of the same scope and value; the body that paused it ends it too. What is not paused stays so, and the answer says it.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Order.class),
                            examples =
                                    @ExampleObject(
                                            name = "channel",
                                            value = "{\"scope\":\"channel\",\"value\":\"telegram\"}")))
    @APIResponse(
            responseCode = "200",
            description = "It is not paused.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Resumed.class),
                            examples =
                                    @ExampleObject(
                                            name = "resumed",
                                            value = "{\"resumed\":true,\"pause\":" + PAUSE + "}")))
    public Uni<Resumed> resume(@Context RoutingContext request) {
        return bodies.json(request).flatMap(body -> {
            Violations violations = new Violations("resumed");
            new QueryParameters(request, violations).refuseUnknown();
            Fields fields = new Fields(JsonBody.object(body), violations);
            Target target = target(fields, violations);
            String reason = fields.optionalMessage("reason", LONGEST_REASON);
            fields.refuseUnknown();
            violations.throwIfAny();
            return acts.recorded(
                            request,
                            "delivery.resume",
                            target.scope.wire() + " " + target.value,
                            reason(reason),
                            () -> holds.lift(gateway(), target.scope, target.value))
                    .map(lifted -> new Resumed(
                            lifted.isPresent(), lifted.map(PauseView::of).orElse(null)));
        });
    }

    /// What is paused.
    @GET
    @Path("pauses")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "pauses",
            summary = "What is paused?",
            description = "Every pause of this gateway, the oldest first.")
    @APIResponse(
            responseCode = "200",
            description = "All of them.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Pauses.class),
                            examples = @ExampleObject(name = "one", value = "{\"items\":[" + PAUSE + "]}")))
    public Pauses pauses(@Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        return new Pauses(holds.now().of(gateway()).stream().map(PauseView::of).toList());
    }

    private String gateway() {
        return bridge.status().gateway();
    }

    /// Before the audit trail has an entry of what cannot be done.
    private void requireRoom(Target target) {
        Held now = holds.now();
        if (now.size() >= Holds.MOST
                && now.of(gateway()).stream()
                        .noneMatch(hold ->
                                hold.scope() == target.scope && hold.value().equals(target.value))) {
            throw new ProblemException(Problem.typed(
                    "too-many-pauses",
                    "Nothing was paused",
                    409,
                    Holds.MOST + " pauses stand already: resume some, or pause their channel or the gateway.",
                    Map.of()));
        }
    }

    private static Map<String, String> reason(@Nullable String reason) {
        return reason == null ? Map.of() : Map.of("reason", reason);
    }

    private record Target(Hold.Scope scope, String value) {}

    private Target target(Fields fields, Violations violations) {
        int before = violations.count();
        Hold.Scope scope = fields.requiredChoice("scope", Hold.Scope.class);
        boolean isScope = violations.count() == before;
        String value = fields.id("value");
        if (!isScope) {
            return new Target(scope, ""); // what the value must be, only the scope could tell
        }
        if (scope == Hold.Scope.GATEWAY) {
            if (value != null && !value.equals(gateway())) {
                violations.add("value", "must be left out: the only gateway here is " + gateway());
            }
            return new Target(scope, gateway());
        }
        if (value == null) {
            violations.add("value", "is required: the channel, or the session's key");
            return new Target(scope, "");
        }
        return new Target(scope, scope == Hold.Scope.CHANNEL ? channel(value, violations) : lane(value, violations));
    }

    /// One that is misspelt would pause nothing.
    private String channel(String value, Violations violations) {
        String channel = value.toLowerCase(Locale.ROOT);
        if (!channel.equals("agent")) {
            try {
                bridge.route(OutboundMessage.to(channel + ":group:1", "?")
                        .agentId("main")
                        .build());
            } catch (BridgeException e) {
                violations.add("value", "is not a channel of this bridge: " + e.getMessage());
            }
        }
        return channel;
    }

    private String lane(String value, Violations violations) {
        try {
            return bridge.route(OutboundMessage.of(value, "?")).sessionKey();
        } catch (BridgeException e) {
            violations.add("value", String.valueOf(e.getMessage()));
            return "";
        }
    }

    /// For the description only.
    @Schema(name = "PauseOrder", requiredProperties = "scope", additionalProperties = Schema.False.class)
    record Order(
            @Schema(enumeration = {"gateway", "channel", "lane"})
            String scope,

            @Schema(
                    description =
                            "A channel (agent: the sessions of agents), or a session key; for the gateway it may be left out.",
                    maxLength = 255)
            String value,

            @Schema(
                    description = "Why, for those who find it paused, and for the audit trail.",
                    maxLength = LONGEST_REASON)
            String reason) {}

    /// @param pause null where there was none
    @com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
    @Schema(name = "Resumed", requiredProperties = "resumed")
    record Resumed(boolean resumed, @Nullable PauseView pause) {}

    @Schema(name = "Pauses", requiredProperties = "items")
    record Pauses(List<PauseView> items) {}
}
