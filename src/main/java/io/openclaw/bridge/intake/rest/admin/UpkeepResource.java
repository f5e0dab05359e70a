package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.JsonBody;
import io.openclaw.bridge.intake.rest.NotificationAnswers;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.ProblemException;
import io.openclaw.bridge.intake.rest.QueryParameters;
import io.openclaw.bridge.intake.rest.RequestBytes;
import io.openclaw.bridge.intake.rest.Violations;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.admin.Backups;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Purges;
import io.openclaw.bridge.notification.request.Fields;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Reset the breaker, copy the database, delete what has ended.
@Path("/api/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
@APIResponse(
        responseCode = "default",
        description = "Any error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class UpkeepResource {
    private static final Set<Word> ENDS = EnumSet.of(Word.DELIVERED, Word.DEAD, Word.EXPIRED, Word.CANCELLED);

    private final Hands hands;
    private final OpenClawBridge bridge;
    private final RequestBytes bodies;
    private final Acts acts;

    UpkeepResource(Hands hands, OpenClawBridge bridge, RequestBytes bodies, Acts acts) {
        this.hands = hands;
        this.bridge = bridge;
        this.bodies = bodies;
        this.acts = acts;
    }

    /// Closes it now.
    @POST
    @Path("breaker/reset")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "resetBreaker",
            summary = "Close the circuit breaker now",
            description =
                    "For whoever knows that the gateway is well again; otherwise the breaker probes it and closes by itself. If it is not well, the breaker opens again after as many failures as ever.")
    @APIResponse(
            responseCode = "200",
            description = "It is closed.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BreakerState.class),
                            examples = @ExampleObject(name = "closed", value = "{\"state\":\"closed\"}")))
    public Uni<BreakerState> resetBreaker(@Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        String gateway = bridge.status().gateway();
        return acts.<BreakerState>recorded(
                request,
                "breaker.reset",
                gateway,
                Map.of(),
                () -> bridge.resetBreaker()
                        .map(_ -> new BreakerState(
                                bridge.status().breaker().state().name().toLowerCase(Locale.ROOT))));
    }

    /// Copies the database.
    @POST
    @Path("backup")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "backup",
            summary = "Copy the database",
            description =
                    "Makes a consistent copy of the SQLite file in the folder backups of the data directory, while the service works. Answers when it is on disk. 409 where the database is a PostgreSQL, another backup is being made, or the disk has no room.")
    @APIResponse(
            responseCode = "200",
            description = "It is made.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = BackupMade.class),
                            examples =
                                    @ExampleObject(
                                            name = "made",
                                            value =
                                                    "{\"file\":\"data/backups/bridge-20261120T180000.000Z.db\",\"bytes\":1048576,\"durationMs\":140}")))
    public Uni<BackupMade> backup(@Context RoutingContext request) {
        QueryParameters.refuseAny(request);
        Executor here = NotificationAnswers.here();
        return hands.backups()
                .check()
                .emitOn(here)
                .chain(() -> acts.recorded(
                        request,
                        "database.backup",
                        "",
                        Map.of(),
                        () -> hands.backups().make()))
                .onFailure(Backups.Impossible.class)
                .transform(e -> new ProblemException(Problem.typed(
                        "no-backup", "No backup was made", 409, String.valueOf(e.getMessage()), Map.of())))
                .map(made -> new BackupMade(
                        made.file().toString(), made.bytes(), made.took().toMillis()));
    }

    /// Deletes what has ended.
    @POST
    @Path("purge")
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "purge",
            summary = "Delete what has ended",
            description =
                    "Before its time of being kept is over: notifications of one end state that ended before a moment, a few at a time, up to the limit; repeat until purged is 0. Never one that has not ended, nor one whose end is still to be told (callback, queue). dryRun counts only.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Order.class),
                            examples =
                                    @ExampleObject(
                                            name = "dry-run",
                                            value =
                                                    "{\"status\":\"delivered\",\"before\":\"2026-11-01T00:00:00Z\",\"limit\":10000,\"dryRun\":true}")))
    @APIResponse(
            responseCode = "200",
            description = "How many.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Purges.Purged.class),
                            examples = @ExampleObject(name = "dry-run", value = "{\"matched\":812,\"purged\":0}")))
    public Uni<Purges.Purged> purge(@Context RoutingContext request) {
        return bodies.json(request).flatMap(body -> {
            Violations violations = new Violations("deleted");
            new QueryParameters(request, violations).refuseUnknown();
            Purges.Order order = order(new Fields(JsonBody.object(body), violations), violations);
            violations.throwIfAny();
            if (order.dryRun()) {
                return hands.purges().purge(order).emitOn(NotificationAnswers.here());
            }
            Map<String, String> detail = new TreeMap<>();
            detail.put("before", order.before().toString());
            detail.put("limit", Integer.toString(order.limit()));
            if (order.lane() != null) {
                detail.put("lane", order.lane());
            }
            return acts.recorded(
                    request,
                    "notification.purge",
                    order.status().wire(),
                    detail,
                    () -> hands.purges().purge(order));
        });
    }

    private Purges.Order order(Fields fields, Violations violations) {
        Word status = fields.requiredChoice("status", Word.class);
        if (!ENDS.contains(status)) {
            violations.add("status", "must be one of delivered, dead, expired, cancelled");
        }
        Instant youngest = Instant.now().minus(Purges.YOUNGEST);
        Instant before = fields.instant("before");
        if (before == null || before.isAfter(youngest)) {
            violations.add(
                    "before",
                    "is required, and at least 24 hours ago: until then a repeat under the same key must be recognised");
            before = youngest;
        }
        String sessionKey = fields.id("sessionKey");
        String lane = sessionKey == null ? null : lane(sessionKey, violations);
        int limit = fields.integer("limit", 1, Purges.MOST, Purges.MOST);
        boolean dryRun = fields.flag("dryRun", false);
        fields.refuseUnknown();
        return new Purges.Order(status, before, lane, limit, dryRun);
    }

    private @Nullable String lane(String sessionKey, Violations violations) {
        try {
            return bridge.route(OutboundMessage.of(sessionKey, "?")).sessionKey();
        } catch (BridgeException e) {
            violations.add("sessionKey", String.valueOf(e.getMessage()));
            return null;
        }
    }

    @Schema(name = "BreakerState", requiredProperties = "state")
    record BreakerState(String state) {}

    @Schema(
            name = "Backup",
            requiredProperties = {"file", "bytes", "durationMs"})
    record BackupMade(
            @Schema(description = "On the service's machine.")
            String file,

            long bytes,
            long durationMs) {}

    /// For the description only.
    @Schema(
            name = "PurgeOrder",
            requiredProperties = {"status", "before"},
            additionalProperties = Schema.False.class)
    record Order(
            @Schema(enumeration = {"delivered", "dead", "expired", "cancelled"})
            String status,

            @Schema(
                    implementation = String.class,
                    format = "date-time",
                    description = "Only those that ended earlier; at least 24 hours ago.")
            Instant before,

            @Schema(description = "Only those of its session.", maxLength = 255)
            String sessionKey,

            @Schema(minimum = "1", maximum = "10000", defaultValue = "10000")
            int limit,

            @Schema(defaultValue = "false") boolean dryRun) {}
}
