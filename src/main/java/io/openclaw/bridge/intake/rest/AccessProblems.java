package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Scope;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/// What who may not call is answered. Nothing in it tells whether a key exists, has expired or was revoked.
final class AccessProblems {
    static final String CHALLENGE = "Bearer realm=\"openclaw-bridge\"";

    private AccessProblems() {}

    /// Nobody has said who calls.
    static Problem unauthenticated() {
        return unauthenticated(
                "This call needs credentials: send the header Authorization: Bearer with an API key.", CHALLENGE);
    }

    /// Somebody has, with credentials that do not count.
    static Problem wrongCredentials() {
        return unauthenticated(
                "The credentials are not valid here, or not any more. Ask whoever runs the bridge for a new API key.",
                CHALLENGE + ", error=\"invalid_token\"");
    }

    private static Problem unauthenticated(String detail, String challenge) {
        return Problem.typed("unauthenticated", "Credentials are needed", 401, detail, Map.of())
                .withHeaders(Map.of("WWW-Authenticate", challenge));
    }

    /// Somebody keeps trying.
    static Problem tooManyFailures(long seconds) {
        return Problem.typed(
                        "too-many-failures",
                        "Too many wrong credentials",
                        429,
                        "Too many calls with wrong credentials came from this address. Calls with the right ones are answered at once.",
                        Map.of())
                .withHeaders(Map.of("Retry-After", Long.toString(seconds)));
    }

    /// More than the caller may.
    static Problem tooFast(int rate, long seconds, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Retry-After", Long.toString(seconds));
        return Problem.typed(
                        "too-many-requests",
                        "Too many requests",
                        429,
                        "These credentials are good for " + rate
                                + " requests per second; nothing was done. Repeat it after Retry-After, or hand in many notifications at once (POST /api/v1/notifications/batch).",
                        Map.of())
                .withHeaders(all);
    }

    /// More than the process can hold.
    static Problem overloaded() {
        return Problem.typed(
                        "overloaded",
                        "Too much is under way",
                        503,
                        "The bridge is answering as many requests as it can hold; nothing was done. Repeat it after Retry-After.",
                        Map.of())
                .withHeaders(Map.of("Retry-After", "1"));
    }

    /// The caller may not send there.
    static Problem forbiddenSession() {
        return Problem.typed(
                "forbidden-session",
                "The credentials do not allow this session",
                403,
                "These credentials are limited to certain sessions, and this is none of them; nothing was done. Ask whoever runs the bridge for a key that may send there.",
                Map.of());
    }

    /// The credentials count, but not for this.
    static Problem forbidden(RoutingContext request) {
        String path = String.valueOf(request.request().path());
        String scope = Endpoints.role(request.request().method().name(), path)
                .orElse(path.startsWith("/q/") ? Scope.READ_ROLE : Scope.ADMIN_ROLE);
        return missingScope(scope);
    }

    /// The credentials lack this scope.
    static Problem missingScope(String scope) {
        return Problem.typed(
                        "missing-scope",
                        "The credentials do not allow this call",
                        403,
                        "This call needs the scope " + scope + ", which these credentials do not have.",
                        Map.of("requiredScope", scope))
                .withHeaders(Map.of(
                        "WWW-Authenticate", CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + scope + "\""));
    }
}
