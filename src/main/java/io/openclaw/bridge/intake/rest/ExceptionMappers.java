package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.StoreException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Every exception that leaves a resource, or the framework around it, as a problem.
final class ExceptionMappers {
    private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

    private final RouterProblems problems;

    ExceptionMappers(RouterProblems problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    Response map(ProblemException e, RoutingContext request) {
        return answer(e.problem(), request);
    }

    @ServerExceptionMapper
    Response map(BridgeException e, RoutingContext request) {
        return answer(OutcomeProblems.of(e), request);
    }

    @ServerExceptionMapper
    Response map(NotificationException e, RoutingContext request) {
        return answer(NotificationProblems.of(e), request);
    }

    @ServerExceptionMapper
    Response map(StoreException e, RoutingContext request) {
        return answer(NotificationProblems.of(e), request);
    }

    @ServerExceptionMapper
    Response map(UnauthorizedException e, RoutingContext request) {
        return answer(AccessProblems.unauthenticated(), request);
    }

    @ServerExceptionMapper
    Response map(ForbiddenException e, RoutingContext request) {
        return answer(AccessProblems.forbidden(request), request);
    }

    /// Its own, although it is a [WebApplicationException]: in dev and test, Quarkus has a mapper
    /// for it that answers with a page.
    @ServerExceptionMapper
    Response map(NotFoundException e, RoutingContext request) {
        return answer(HttpProblems.of(404), request);
    }

    @ServerExceptionMapper
    Response map(WebApplicationException e, RoutingContext request) {
        int status = e.getResponse().getStatus();
        if (status == 405) {
            return answer(
                    HttpProblems.methodNotAllowed(
                            Endpoints.allow(String.valueOf(request.request().path()))),
                    request);
        }
        return status >= 400 && status != 500 ? answer(HttpProblems.of(status), request) : unexpected(e, request);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext request) {
        String errorId = HttpProblems.newErrorId();
        LOG.errorf(e, "Unexpected error, errorId %s", errorId);
        return answer(HttpProblems.unexpected(errorId), request);
    }

    private Response answer(Problem problem, RoutingContext request) {
        Response.ResponseBuilder response = Response.status(problem.status()).type(Problem.MEDIA_TYPE);
        problem.headers().forEach(response::header);
        return response.entity(problems.bytes(problem.withInstance(
                        RequestTarget.instance(request.request().path()))))
                .build();
    }
}
