package io.openclaw.bridge.intake.rest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.NotificationAnswers;
import io.openclaw.bridge.intake.rest.PauseView;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.QueryParameters;
import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.intake.rest.Violations;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.LaneReads;
import io.openclaw.bridge.notification.admin.LaneReads.LaneLoad;
import io.openclaw.bridge.notification.admin.LaneWatch;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/admin/lanes`: which sessions wait, and why.
@Path("/api/v1/admin/lanes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
@APIResponse(
        responseCode = "default",
        description = "Any error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class LanesResource {
    private static final int PAGE = 50;
    private static final String EXAMPLE = """
            {"items":[{"lane":"agent:main:telegram:direct:12345","queued":3,"oldest":"2026-11-20T18:00:00Z","oldestAgeMs":61000,\
            "first":"019aa2f0-0000-7000-8000-000000000001","waits":{"reason":"retry-later","detail":"its first message is tried \
            again later after LATE_RETRY","until":"2026-11-20T18:05:30Z","id":"019aa2f0-0000-7000-8000-000000000001"}}]}""";

    private final LaneReads reads;
    private final LaneWatch watch;
    private final OpenClawBridge bridge;

    LanesResource(Hands hands, LaneWatch watch, OpenClawBridge bridge) {
        this.reads = hands.lanes();
        this.watch = watch;
        this.bridge = bridge;
    }

    /// A page of them.
    @GET
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "lanes",
            summary = "Which sessions wait, and why?",
            description =
                    "Sessions with notifications that have not ended: how many are in line, since when the oldest waits, and what holds up the first. oldest (default) also has those whose messages are on their way or for later; depth and lane have those with a line. Pages only with sort=lane.")
    @Parameter(
            name = "sort",
            in = ParameterIn.QUERY,
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"oldest", "depth", "lane"},
                            defaultValue = "oldest"))
    @Parameter(
            name = "sessionKey",
            in = ParameterIn.QUERY,
            description = "Only this one.",
            schema = @Schema(type = SchemaType.STRING))
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "50"))
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "The nextCursor of the page before.",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Page.class),
                            examples = @ExampleObject(name = "retry", value = EXAMPLE)))
    public Uni<Page> lanes(@Context RoutingContext request) {
        Violations violations = new Violations("read");
        QueryParameters query = new QueryParameters(request, violations);
        Sort sort = sort(query.text("sort"), violations);
        String sessionKey = query.text("sessionKey");
        int limit = query.integer("limit", 1, LaneReads.MOST, PAGE);
        String cursor = query.text("cursor");
        query.refuseUnknown();
        if (cursor != null && sort != Sort.LANE) {
            violations.add("cursor", "needs sort=lane: the other orders have one page", In.QUERY);
        }
        String lane = sessionKey == null ? null : lane(sessionKey, violations);
        violations.throwIfAny();
        Executor here = NotificationAnswers.here();
        return loads(sort, lane, limit, cursor)
                .chain(loads -> watch.why(loads).map(waits -> page(loads, waits, sort, lane == null, limit)))
                .emitOn(here);
    }

    private enum Sort {
        OLDEST,
        DEPTH,
        LANE
    }

    private static Sort sort(@Nullable String text, Violations violations) {
        if (text == null) {
            return Sort.OLDEST;
        }
        return switch (text) {
            case "oldest" -> Sort.OLDEST;
            case "depth" -> Sort.DEPTH;
            case "lane" -> Sort.LANE;
            default -> {
                violations.add("sort", "must be one of oldest, depth, lane", In.QUERY);
                yield Sort.OLDEST;
            }
        };
    }

    private String lane(String sessionKey, Violations violations) {
        try {
            return bridge.route(OutboundMessage.of(sessionKey, "?")).sessionKey();
        } catch (BridgeException e) {
            violations.add("sessionKey", String.valueOf(e.getMessage()), In.QUERY);
            return "";
        }
    }

    private Uni<List<LaneLoad>> loads(Sort sort, @Nullable String lane, int limit, @Nullable String cursor) {
        String gateway = bridge.status().gateway();
        if (lane != null) {
            return reads.find(gateway, lane).map(Optional::stream).map(found -> found.toList());
        }
        return switch (sort) {
            case OLDEST -> reads.oldest(gateway, limit);
            case DEPTH -> reads.deepest(gateway, limit);
            case LANE -> reads.after(gateway, cursor, limit);
        };
    }

    private static Page page(List<LaneLoad> loads, List<LaneWatch.Wait> waits, Sort sort, boolean several, int limit) {
        Instant now = Instant.now();
        List<LaneView> items = IntStream.range(0, loads.size())
                .mapToObj(i -> LaneView.of(loads.get(i), waits.get(i), now))
                .toList();
        boolean more = several && sort == Sort.LANE && loads.size() == limit;
        return new Page(items, more ? loads.getLast().lane() : null);
    }

    /// @param nextCursor null after the last, and where the order has one page
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "LanePage", requiredProperties = "items")
    record Page(List<LaneView> items, @Nullable String nextCursor) {}

    @Schema(
            name = "Lane",
            requiredProperties = {"lane", "queued", "oldest", "oldestAgeMs", "first", "waits"})
    record LaneView(
            @Schema(description = "The canonical session key.")
            String lane,

            @Schema(description = "In line, counted up to 100,000.")
            long queued,

            @Schema(
                    implementation = String.class,
                    format = "date-time",
                    description = "When the oldest of them was accepted.")
            Instant oldest,

            long oldestAgeMs,

            @Schema(description = "Id of the one that decides when the session goes on.")
            String first,

            WaitView waits) {
        static LaneView of(LaneLoad load, LaneWatch.Wait wait, Instant now) {
            return new LaneView(
                    load.lane(),
                    load.queued(),
                    load.oldest(),
                    Math.max(0, Duration.between(load.oldest(), now).toMillis()),
                    load.front().id().toString(),
                    new WaitView(
                            wait.reason().wire(),
                            wait.detail(),
                            wait.until(),
                            wait.id() == null ? null : wait.id().toString(),
                            wait.hold() == null ? null : PauseView.of(wait.hold())));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "LaneWait",
            requiredProperties = {"reason", "detail"})
    record WaitView(
            @Schema(
                    enumeration = {
                        "paused",
                        "scheduled",
                        "retry-later",
                        "under-way",
                        "in-doubt",
                        "not-connected",
                        "breaker-open",
                        "gateway-busy",
                        "no-free-slot",
                        "agent-limit",
                        "channel-pace",
                        "session-pace",
                        "other-replica",
                        "store-down",
                        "next"
                    })
            String reason,

            @Schema(description = "For people.") String detail,

            @Schema(
                    implementation = String.class,
                    format = "date-time",
                    description = "When that ends, where it is known.")
            @Nullable
            Instant until,

            @Schema(description = "The notification that it hangs on.") @Nullable
            String id,

            @Nullable PauseView pause) {}
}
