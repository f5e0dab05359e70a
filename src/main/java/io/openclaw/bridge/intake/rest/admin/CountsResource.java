package io.openclaw.bridge.intake.rest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.intake.rest.NotificationAnswers;
import io.openclaw.bridge.intake.rest.Problem;
import io.openclaw.bridge.intake.rest.QueryParameters;
import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.intake.rest.Violations;
import io.openclaw.bridge.notification.admin.Hands;
import io.openclaw.bridge.notification.admin.Tallies;
import io.openclaw.bridge.notification.admin.Tallies.By;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
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

/// `GET /api/v1/admin/counts`: how many notifications, by status, time and channel.
@Path("/api/v1/admin/counts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Administration")
@APIResponse(
        responseCode = "default",
        description = "Any error.",
        content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public class CountsResource {
    private static final Duration DEFAULT = Duration.ofHours(24);

    /// Else the answer has too many lines.
    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(14);

    private static final Duration LONGEST = Duration.ofDays(400);
    private static final String EXAMPLE = """
            {"since":"2026-11-20T00:00:00Z","until":"2026-11-20T02:00:00Z","countedSince":"2026-11-20T00:00:00Z","complete":true,\
            "groups":[{"at":"2026-11-20T00:00:00Z","status":"delivered","count":812},\
            {"at":"2026-11-20T01:00:00Z","status":"dead","count":1}]}""";

    private final Tallies tallies;
    private final OpenClawBridge bridge;

    CountsResource(Hands hands, OpenClawBridge bridge) {
        this.tallies = hands.tallies();
        this.bridge = bridge;
    }

    /// Counts.
    @GET
    @RolesAllowed(Scope.ADMIN_ROLE)
    @Operation(
            operationId = "counts",
            summary = "How many were there?",
            description =
                    "Notifications by when they were accepted, told apart by what is named in by. Looks at 500,000 of them at most, the newest first; complete says whether that was all, countedSince how far it came.")
    @Parameter(
            name = "since",
            in = ParameterIn.QUERY,
            description = "Accepted then or later. Default: a day before until.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "until",
            in = ParameterIn.QUERY,
            description = "Accepted before. Default: now.",
            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
    @Parameter(
            name = "by",
            in = ParameterIn.QUERY,
            description = "hour or day (UTC), status, channel; several with commas.",
            schema = @Schema(type = SchemaType.STRING, defaultValue = "status"))
    @APIResponse(
            responseCode = "200",
            description = "The numbers.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Counts.class),
                            examples = @ExampleObject(name = "by-hour", value = EXAMPLE)))
    public Uni<Counts> counts(@Context RoutingContext request) {
        Violations violations = new Violations("counted");
        QueryParameters query = new QueryParameters(request, violations);
        Instant until = orElse(query.instant("until"), Instant.now());
        Instant since = orElse(query.instant("since"), until.minus(DEFAULT));
        Set<By> by = by(query.text("by"), violations);
        query.refuseUnknown();
        Duration longest = by.contains(By.HOUR) ? LONGEST_BY_HOUR : LONGEST;
        if (!since.isBefore(until)) {
            violations.add("since", "must be before until", In.QUERY);
        } else if (Duration.between(since, until).compareTo(longest) > 0) {
            violations.add(
                    "since",
                    "must be at most " + longest.toDays() + " days before until"
                            + (by.contains(By.HOUR) ? " with by=hour" : ""),
                    In.QUERY);
        }
        violations.throwIfAny();
        Executor here = NotificationAnswers.here();
        return tallies.count(new Tallies.Span(bridge.status().gateway(), since, until), by)
                .map(tally -> new Counts(
                        since,
                        until,
                        tally.countedSince(),
                        tally.complete(),
                        tally.groups().stream().map(Group::of).toList()))
                .emitOn(here);
    }

    private static Instant orElse(@Nullable Instant given, Instant otherwise) {
        return given == null ? otherwise : given;
    }

    private static Set<By> by(@Nullable String text, Violations violations) {
        EnumSet<By> by = EnumSet.noneOf(By.class);
        for (String word : text == null ? List.of("status") : List.of(text.split(",", -1))) {
            By named = java.util.Arrays.stream(By.values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElse(null);
            if (named == null) {
                violations.add("by", "must be of hour, day, status, channel, with commas between them", In.QUERY);
            } else {
                by.add(named);
            }
        }
        if (by.contains(By.HOUR) && by.contains(By.DAY)) {
            violations.add("by", "may have hour or day, not both", In.QUERY);
        }
        return by;
    }

    @Schema(
            name = "Counts",
            requiredProperties = {"since", "until", "countedSince", "complete", "groups"})
    record Counts(
            @Schema(implementation = String.class, format = "date-time")
            Instant since,

            @Schema(implementation = String.class, format = "date-time")
            Instant until,

            @Schema(implementation = String.class, format = "date-time", description = "How far back it was counted.")
            Instant countedSince,

            boolean complete,
            List<Group> groups) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "CountGroup", requiredProperties = "count")
    record Group(
            @Schema(implementation = String.class, format = "date-time") @Nullable
            Instant at,

            @Nullable String status,
            @Nullable String channel,
            long count) {
        static Group of(Tallies.Group group) {
            return new Group(
                    group.at(), group.status() == null ? null : group.status().wire(), group.channel(), group.count());
        }
    }
}
