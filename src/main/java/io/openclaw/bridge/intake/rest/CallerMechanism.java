package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.access.AccessConfig;
import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.access.Keyring;
import io.openclaw.bridge.access.Limits;
import io.openclaw.bridge.access.Secret;
import io.openclaw.bridge.access.TokenCaller;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Says to Quarkus who calls: by API key, which is looked up in memory, else by a token of the identity server, if there is
/// one. The only mechanism; Quarkus' own for tokens is called from here.
@Alternative
@Priority(1)
@ApplicationScoped
class CallerMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";
    private static final double SECONDS_PER_MINUTE = 60;

    private final Uni<SecurityIdentity> anybody = Uni.createFrom().item(Keyring.identity(Caller.ANYBODY));
    private final Uni<SecurityIdentity> nobody = Uni.createFrom().nullItem();
    private final Gatekeeper gatekeeper;
    private final TokenCaller tokens;
    private final OidcAuthenticationMechanism oidc;
    private final boolean withTokens;
    private final Limits limits;
    private final int failuresPerMinute;
    private final RouterProblems problems;
    private final FailureLog log = new FailureLog();

    CallerMechanism(
            Gatekeeper gatekeeper,
            TokenCaller tokens,
            OidcAuthenticationMechanism oidc,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "true") boolean withTokens,
            Limits limits,
            AccessConfig config,
            RouterProblems problems) {
        this.gatekeeper = gatekeeper;
        this.tokens = tokens;
        this.oidc = oidc;
        this.withTokens = withTokens;
        this.limits = limits;
        this.failuresPerMinute = config.failuresPerMinute();
        this.problems = problems;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return gatekeeper.isOpen() && !isAnotherSites(request) ? anybody : nobody;
        }
        if (OpenPaths.isOpen(request.request().path())) {
            return nobody; // whoever it is: a probe must not fail over a key that has ended
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return failed();
        }
        String secret = header.substring(SCHEME.length()).strip();
        Keyring.Held held = gatekeeper.find(secret);
        if (held != null) {
            return held.asked();
        }
        if (!withTokens || secret.startsWith(Secret.PREFIX)) {
            return failed();
        }
        return oidc.authenticate(request, providers)
                .onFailure(AuthenticationFailedException.class)
                .transform(_ -> new AuthenticationFailedException())
                .map(identity -> Keyring.identity(tokens.of(identity).orElseThrow(AuthenticationFailedException::new)));
    }

    /// While the service is open, a page of somebody else's in a browser on this machine must not act for its user. Browsers say
    /// where a request comes from (Fetch Metadata); other clients do not.
    private static boolean isAnotherSites(RoutingContext request) {
        String site = request.request().getHeader("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    private static Uni<SecurityIdentity> failed() {
        return Uni.createFrom().failure(AuthenticationFailedException::new);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", AccessProblems.CHALLENGE));
    }

    /// The answer, whole. Wrong credentials are counted by address, so that nobody can try many or fill the log.
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext request) {
        if (!request.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            problems.answer(request, AccessProblems.unauthenticated());
            return Uni.createFrom().item(true);
        }
        String address = Addresses.of(request.request().remoteAddress());
        Limits.Verdict verdict =
                limits.take("failures " + address, failuresPerMinute / SECONDS_PER_MINUTE, failuresPerMinute);
        if (verdict.allowed()) {
            problems.answer(request, AccessProblems.wrongCredentials());
        } else {
            log.tooMany(address);
            problems.answer(request, AccessProblems.tooManyFailures(verdict.waitSeconds()));
        }
        return Uni.createFrom().item(true);
    }
}
