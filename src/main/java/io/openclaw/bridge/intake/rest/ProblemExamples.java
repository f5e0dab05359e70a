package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.intake.rest.Violation.In;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/// Writes into the OpenAPI document what each call asks for, and the error answers, with examples that come out of the same
/// code as the answers themselves. Runs in the build.
public final class ProblemExamples implements OASFilter {
    /// Of the scheme that the calls refer to.
    public static final String BEARER = "bearer";
    private static final String SEND = "/api/v1/sessions/telegram:dm:12345/messages";
    private static final String STATUS = "/api/v1/status";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Problem> OF_EVERY_CALL = new TreeMap<>(
            Map.of("not-acceptable", HttpProblems.of(406), "unexpected", HttpProblems.unexpected("1k2m3n4p")));

    private static final Map<String, Problem> OF_SENDING = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "bad-body",
                    Problem.validation(
                            "2 things are wrong with the request; nothing was sent.",
                            List.of(
                                    new Violation(
                                            "message", "has 16001 characters; at most 16000 are allowed", In.BODY),
                                    new Violation(
                                            "mesage",
                                            "is not a property of this request; known are message, metadata, delivery",
                                            In.BODY)))),
            Map.entry(
                    "bad-json",
                    Violations.of("body", "is not valid JSON (line 1, column 12)", In.BODY)
                            .problem()),
            Map.entry(
                    "bad-session-key",
                    of(new Refused(
                            Refused.Reason.INVALID_SESSION_KEY,
                            "INVALID_SESSION_KEY",
                            "session key must have three parts, channel:type:identifier"))),
            Map.entry(
                    "unknown-agent",
                    of(new Refused(
                            Refused.Reason.UNKNOWN_AGENT, "INVALID_REQUEST", "the gateway has no agent \"reporter\""))),
            Map.entry(
                    "unsupported-channel",
                    of(new Refused(
                            Refused.Reason.UNSUPPORTED_CHANNEL,
                            "INVALID_REQUEST",
                            "the gateway has no channel \"slack\""))),
            Map.entry("content-too-large", HttpProblems.bodyTooLarge(262_144)),
            Map.entry("unsupported-media-type", HttpProblems.of(415)),
            Map.entry(
                    "gateway-busy",
                    of(new Outcome.Busy(Duration.ofSeconds(1), "the gateway is busy; it took nothing"))),
            Map.entry(
                    "platform-refused",
                    of(new Refused(Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "telegram says: chat not found"))),
            Map.entry(
                    "partial-delivery",
                    of(new Refused(
                            Refused.Reason.PARTIAL_DELIVERY,
                            "UNAVAILABLE",
                            "2 parts were posted, the rest was not",
                            List.of("4711", "4712"),
                            null))),
            Map.entry(
                    "reply-not-delivered",
                    of(new Refused(
                            Refused.Reason.REPLY_NOT_DELIVERED,
                            "UNAVAILABLE",
                            "the agent answered, but its reply could not be posted",
                            List.of(),
                            "Issue 1234 waits for a review."))),
            Map.entry(
                    "late-retry",
                    of(new Outcome.LateRetry(
                            Duration.ofSeconds(330), "UNAVAILABLE", "the platform limits this sender"))),
            Map.entry("gateway-failed", of(new Outcome.Retry(null, "UNAVAILABLE", "the gateway failed four times"))),
            Map.entry(
                    "not-connected",
                    of(new NotSent(
                            NotSent.Reason.NOT_CONNECTED,
                            Duration.ofSeconds(4),
                            "not connected to the gateway; reconnecting"))),
            Map.entry(
                    "human-needed",
                    of(new NotSent(
                            NotSent.Reason.HUMAN_NEEDED,
                            Duration.ofSeconds(60),
                            "the gateway does not let the bridge in; see the hint in /api/v1/status"))),
            Map.entry(
                    "breaker-open",
                    of(new NotSent(
                            NotSent.Reason.BREAKER_OPEN,
                            Duration.ofSeconds(42),
                            "the gateway failed repeatedly; the next probe is due in 42 s"))),
            Map.entry("gateway-paused", of(new Outcome.Paused(Duration.ofSeconds(2), "the gateway is restarting"))),
            Map.entry(
                    "no-answer",
                    of(new Unknown(Unknown.Reason.NO_ANSWER, "the gateway did not answer within the deadline"))),
            Map.entry(
                    "lost",
                    of(new Unknown(Unknown.Reason.LOST, "the connection was lost while the message was under way")))));

    private static Problem of(Outcome outcome) {
        return OutcomeProblems.of(outcome);
    }

    @Override
    public Operation filterOperation(Operation operation) {
        String name = String.valueOf(operation.getOperationId());
        boolean sending = name.equals("sendMessage");
        String instance =
                sending ? SEND : NotificationProblemExamples.instance(name).orElse(STATUS);
        add(operation, "method-not-allowed", HttpProblems.methodNotAllowed(Endpoints.allow(instance)), instance);
        OF_EVERY_CALL.forEach((title, problem) -> add(operation, title, problem, instance));
        NotificationProblemExamples.of(name).forEach((title, problem) -> add(operation, title, problem, instance));
        if (sending) {
            OF_SENDING.forEach((title, problem) -> add(operation, title, problem, instance));
        }
        return operation;
    }

    /// What each operation asks for is known by its path.
    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((method, operation) -> Endpoints.role(method.name(), path)
                                .ifPresent(scope -> secured(operation, scope, path))));
    }

    private static void secured(Operation operation, String scope, String path) {
        operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(BEARER, scope));
        add(operation, "unauthenticated", AccessProblems.unauthenticated(), path);
        add(operation, "missing-scope", AccessProblems.missingScope(scope), path);
    }

    private static void add(Operation operation, String name, Problem problem, String instance) {
        String status = Integer.toString(problem.status());
        APIResponse response = operation.getResponses().getAPIResponse(status);
        if (response == null) {
            response = OASFactory.createAPIResponse()
                    .description(HttpProblems.of(problem.status()).title())
                    .content(OASFactory.createContent()
                            .addMediaType(
                                    Problem.MEDIA_TYPE,
                                    OASFactory.createMediaType()
                                            .schema(OASFactory.createSchema().ref("Problem"))));
            operation.getResponses().addAPIResponse(status, response);
        }
        MediaType media = response.getContent().getMediaType(Problem.MEDIA_TYPE);
        media.addExample(name, OASFactory.createExample().value(json(problem.withInstance(instance))));
        for (String header : problem.headers().keySet()) {
            response.addHeader(header, header(problem.headers().get(header)));
        }
    }

    private static Header header(String example) {
        return OASFactory.createHeader()
                .example(example)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }

    private static Map<String, Object> json(Problem problem) {
        return JSON.convertValue(problem, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
