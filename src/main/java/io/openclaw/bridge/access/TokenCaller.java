package io.openclaw.bridge.access;

import io.openclaw.bridge.access.AccessConfig.Oidc;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.json.JsonString;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// Makes a caller of a token that an identity server has signed and Quarkus has verified.
public final class TokenCaller {
    /// Before the name, so that no token can take the name of a key.
    private static final String PREFIX = "oidc:";

    /// Names end up in logs and rows.
    private static final int LONGEST = 200;

    private final Oidc config;
    private final SessionPatterns sessions;
    private final int rate;

    /// @throws IllegalArgumentException with a sentence for people, where a session pattern is none
    public TokenCaller(Oidc config, int rate) {
        this.config = config;
        this.sessions = SessionPatterns.of(config.sessions().orElse(List.of()));
        this.rate = rate;
    }

    /// @return empty for a token without the claim that names its caller
    public Optional<Caller> of(SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        String name = text(token.getClaim(config.nameClaim()));
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        Set<String> given = new HashSet<>(identity.getRoles());
        for (String claim : List.of("scope", "scp")) {
            Object value = token.getClaim(claim);
            if (value instanceof Collection<?> list) {
                list.forEach(one -> given.add(text(one)));
            } else {
                given.addAll(Arrays.asList(text(value).split(" ")));
            }
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        give(scopes, Scope.SEND, config.send(), given);
        give(scopes, Scope.READ, config.read(), given);
        give(scopes, Scope.ADMIN, config.admin(), given);
        return Optional.of(new Caller(PREFIX + name, scopes, sessions, rate));
    }

    private static void give(Set<Scope> scopes, Scope scope, List<String> names, Set<String> given) {
        if (names.stream().anyMatch(given::contains)) {
            scopes.add(scope);
        }
    }

    private static String text(@Nullable Object claim) {
        return claim instanceof JsonString string ? string.getString() : claim instanceof String string ? string : "";
    }
}
