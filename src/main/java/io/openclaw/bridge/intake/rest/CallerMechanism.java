package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Scope;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;

/// Says to Quarkus who calls.
@ApplicationScoped
final class CallerMechanism implements HttpAuthenticationMechanism {
    private static final String CHALLENGE = "Bearer realm=\"openclaw-bridge\"";

    private final Uni<SecurityIdentity> anybody = Uni.createFrom().item(identity(Caller.ANYBODY));

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        return anybody;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", CHALLENGE));
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRoles(caller.scopes().stream().map(Scope::wire).collect(Collectors.toSet()))
                .build();
    }
}
