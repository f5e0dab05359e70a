package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Held;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Holds;
import io.openclaw.bridge.notification.request.Texts;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Encoded;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `POST /api/v1/sessions/{sessionKey}/messages`: the direct, non-durable send. What the bridge
/// answers within the call is the answer; nothing is stored, nothing is repeated afterwards.
@Path("/api/v1/sessions/{sessionKey}/messages")
public class MessagesResource {
    private final OpenClawBridge bridge;
    private final RequestBytes bodies;
    private final RestConfig config;
    private final Holds holds;
    private final Traces traces;

    MessagesResource(OpenClawBridge bridge, RequestBytes bodies, RestConfig config, Traces traces, Hands hands) {
        this.bridge = bridge;
        this.bodies = bodies;
        this.config = config;
        this.holds = hands.holds();
        this.traces = traces;
    }

    /// Delivers a message and answers with its receipt, or with the problem that says what may be
    /// concluded.
    @POST
    @RolesAllowed(Scope.SEND_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "sendMessage",
            summary = "Send a message now",
            description =
                    "Hands the message to the gateway and waits for what became of it. Not durable: when this call fails, nobody repeats it but you. "
                            + "Repeat with the same idempotencyKey and the same body. Passing failures are already repeated a few times within the deadline.")
    @Tag(name = "Messages")
    @Parameter(
            name = IdempotencyKey.HEADER,
            in = ParameterIn.HEADER,
            description = "The same as idempotencyKey in the body. Printable ASCII.",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DirectMessage.class),
                            examples = {
                                @ExampleObject(
                                        name = "short",
                                        summary = "A text and every default",
                                        value = Examples.SEND_SHORT),
                                @ExampleObject(
                                        name = "full",
                                        summary = "A text as it is, to a topic, without a sound",
                                        value = Examples.SEND_FULL),
                                @ExampleObject(
                                        name = "agent",
                                        summary = "A turn for an agent",
                                        value = Examples.SEND_AGENT)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "Delivered (or, with awaitRun false, the agent's run was accepted).",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReceiptView.class),
                            examples = {
                                @ExampleObject(name = "direct", value = Examples.RECEIPT_DIRECT),
                                @ExampleObject(name = "agent", value = Examples.RECEIPT_AGENT)
                            }))
    @APIResponse(
            responseCode = "default",
            description = "Any other error.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<ReceiptView> send(
            @Parameter(
                            description =
                                    "channel:type:identifier, or agent:<agentId>:<rest>. Percent-encode /, ?, # and %.",
                            example = "telegram:dm:12345",
                            schema = @Schema(minLength = 1, maxLength = 255))
                    @PathParam("sessionKey")
                    @Encoded
                    String sessionKey,
            @Context RoutingContext request) {
        Caller caller = Caller.of(request);
        return bodies.json(request).flatMap(body -> {
            Violations violations = new Violations();
            // A `?dryRun=true` that was ignored would be a message that nobody wanted to send.
            request.queryParams()
                    .names()
                    .forEach(name -> violations.add(
                            Texts.excerpt(name), "is not a parameter of this call, which has none", In.QUERY));
            String key = SessionKeyParameter.decode(sessionKey);
            List<String> idempotencyKeys = request.request().headers().getAll(IdempotencyKey.HEADER);
            DirectMessage message = DirectMessage.read(body, idempotencyKeys, violations, config);
            OutboundMessage outbound = message.outbound(caller.name(), key)
                    .traceparent(traces.of(request))
                    .build();
            if (!caller.sessions().isEverywhere()
                    && !caller.sessions().allow(key, bridge.route(outbound).sessionKey())) {
                throw new ProblemException(AccessProblems.forbiddenSession());
            }
            refusePaused(outbound);
            return bridge.sendToAgent(outbound).map(ReceiptView::of);
        });
    }

    /// What people have paused is not sent to.
    private void refusePaused(OutboundMessage message) {
        Held held = holds.now();
        if (held.isEmpty()) {
            return;
        }
        Hold hold;
        try {
            String lane = bridge.route(message).sessionKey();
            hold = held.on(bridge.status().gateway(), lane, message.sessionKey());
        } catch (BridgeException e) {
            return; // where it cannot go anyway, the bridge says so itself
        }
        if (hold != null) {
            throw new ProblemException(PauseView.refusal(hold));
        }
    }
}
