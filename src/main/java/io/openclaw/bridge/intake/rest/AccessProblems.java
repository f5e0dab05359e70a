package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Scope;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/// What who may not call is answered. Nothing in it tells whether a key exists, has expired or was revoked.
final class AccessProblems {
    private static final String CHALLENGE = "Bearer realm=\"openclaw-bridge\"";

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

    /// The credentials count, but not for this.
    static Problem forbidden(RoutingContext request) {
        String path = String.valueOf(request.request().path());
        String scope = Endpoints.role(request.request().method().name(), path)
                .orElse(path.startsWith("/q/") ? Scope.READ_ROLE : Scope.ADMIN_ROLE);
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
