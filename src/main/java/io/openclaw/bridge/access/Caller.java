package io.openclaw.bridge.access;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;

/// Who calls, as far as the service knows. Immutable.
///
/// @param name of the key or of the token's subject: the scope of idempotency keys, and whose notifications it sees.
///     Two keys of one name are one caller, so that a key can be replaced
/// @param scopes with what they include
/// @param sessions where it may send to
/// @param rate requests per second that it may make; 0 for as many as it likes
public record Caller(String name, Set<Scope> scopes, SessionPatterns sessions, int rate) implements Principal {

    /// Everybody, while the service is open: may do everything, under no name.
    public static final Caller ANYBODY = new Caller("", EnumSet.allOf(Scope.class), SessionPatterns.ALL, 0);

    public Caller {
        scopes = Scope.closure(scopes);
    }

    /// Who made this request. Reads what the request carries: cheap, and right on every thread.
    ///
    /// @throws UnauthorizedException where nobody was asked for credentials, or gave none: not behind `@RolesAllowed`
    public static Caller of(RoutingContext request) {
        if (request.user() instanceof QuarkusHttpUser user
                && user.getSecurityIdentity().getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw new UnauthorizedException("nobody has said who calls");
    }

    /// For people: its name, or `anybody` while the service is open.
    public String who() {
        return name.isEmpty() ? "anybody" : name;
    }

    /// Whether it sees and changes everybody's notifications, and makes admin calls.
    public boolean isAdmin() {
        return scopes.contains(Scope.ADMIN);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    @Override
    public String getName() {
        return name;
    }
}
