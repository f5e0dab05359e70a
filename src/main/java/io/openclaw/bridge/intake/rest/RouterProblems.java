package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jboss.logging.Logger;

/// Writes problems where no resource is in reach: what the router refuses, before, beside and after
/// the resources (a path that does not decode, `/q/…`, a fault in a filter).
/// Quarkus and Vert.x would answer with HTML, an empty body or, in dev and test, a stack trace.
@ApplicationScoped
final class RouterProblems {
    private static final Logger LOG = Logger.getLogger(RouterProblems.class);
    private static final Set<Integer> ROUTER_STATUSES = Set.of(400, 404, 405, 406, 415);
    /// After everybody else's failure handlers, before Quarkus' own, which is the last.
    private static final int ORDER = Integer.MAX_VALUE - 1;

    private final ObjectMapper json;

    RouterProblems(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        ROUTER_STATUSES.forEach(
                status -> router.errorHandler(status, routing -> answer(routing, HttpProblems.of(status))));
        router.route().order(ORDER).failureHandler(this::failed);
    }

    private void failed(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.end();
            return;
        }
        answer(routing, problem(routing));
    }

    private static Problem problem(RoutingContext routing) {
        Throwable failure = routing.failure();
        if (failure instanceof ForbiddenException) {
            return AccessProblems.forbidden(routing);
        }
        if (failure instanceof AuthenticationFailedException) {
            return AccessProblems.wrongCredentials();
        }
        int status = failure instanceof HttpException http ? http.getStatusCode() : routing.statusCode();
        if (status >= 400 && status != 500) {
            return HttpProblems.of(status);
        }
        if (failure instanceof IllegalArgumentException && status < 0) {
            return HttpProblems.of(400);
        }
        String errorId = HttpProblems.newErrorId();
        if (failure instanceof IOException) {
            LOG.debugf(failure, "%s went away, errorId %s", routing.request().method(), errorId);
        } else {
            LOG.errorf(failure, "Unexpected error in the router, errorId %s", errorId);
        }
        return HttpProblems.unexpected(errorId);
    }

    void answerAndClose(RoutingContext routing, Problem problem) {
        HttpServerResponse response = routing.response();
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        response.endHandler(_ -> routing.request().connection().close());
        answer(routing, problem);
    }

    void answer(RoutingContext routing, Problem problem) {
        HttpServerResponse response = routing.response();
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        problem.headers().forEach(response::putHeader);
        if (HttpMethod.HEAD.equals(routing.request().method())) {
            response.end();
        } else {
            response.end(Buffer.buffer(bytes(problem.withInstance(
                    RequestTarget.instance(routing.request().path())))));
        }
    }

    byte[] bytes(Problem problem) {
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
