package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.AccessConfig;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Limits;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// How much at once: so many requests in this process, and so many per second of each caller. What is too much is answered
/// before anything else is done for it.
@ApplicationScoped
class Admission {
    /// Before Quarkus asks for credentials (200).
    private static final int FIRST = 300;

    /// After that, before it looks at scopes (100) and before bodies are read.
    private static final int ONCE_KNOWN = 150;

    private final AtomicInteger underWay = new AtomicInteger();
    private final int most;
    private final int burstSeconds;
    private final Limits limits;
    private final RouterProblems problems;

    Admission(RestConfig config, AccessConfig access, Limits limits, RouterProblems problems) {
        this.most = config.maxRequests();
        this.burstSeconds = access.burstSeconds();
        this.limits = limits;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, FIRST);
        filters.register(this::limit, ONCE_KNOWN);
    }

    private void count(RoutingContext request) {
        String path = request.request().path();
        if (path == null || !path.startsWith("/q/")) {
            request.response().putHeader("Cache-Control", "no-store");
            if (underWay.incrementAndGet() > most) {
                underWay.decrementAndGet();
                problems.answer(request, AccessProblems.overloaded());
                return;
            }
            request.addEndHandler(_ -> underWay.decrementAndGet());
        }
        request.next();
    }

    /// Header fields of draft-ietf-httpapi-ratelimit-headers-10.
    private void limit(RoutingContext request) {
        Caller caller = request.user() instanceof QuarkusHttpUser user
                        && user.getSecurityIdentity().getPrincipal() instanceof Caller known
                ? known
                : Caller.ANYBODY;
        int rate = caller.rate();
        if (rate == 0) {
            request.next();
            return;
        }
        int burst = (int) Math.min(Integer.MAX_VALUE, (long) rate * burstSeconds);
        Limits.Verdict verdict = limits.take(caller.name(), rate, burst);
        String policy = "\"caller\";q=" + burst + ";w=" + burstSeconds;
        String left =
                "\"caller\";r=" + verdict.left() + ";t=" + (verdict.allowed() ? burstSeconds : verdict.waitSeconds());
        if (verdict.allowed()) {
            HttpServerResponse response = request.response();
            response.putHeader("RateLimit-Policy", policy).putHeader("RateLimit", left);
            request.next();
        } else {
            problems.answer(
                    request,
                    AccessProblems.tooFast(
                            rate, verdict.waitSeconds(), Map.of("RateLimit-Policy", policy, "RateLimit", left)));
        }
    }
}
