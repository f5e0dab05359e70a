package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.access.ApiKey;
import io.openclaw.bridge.access.Keys;
import io.openclaw.bridge.access.Scope;
import io.openclaw.bridge.access.SessionPatterns;
import io.openclaw.bridge.intake.rest.Violations;
import io.openclaw.bridge.notification.request.Fields;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Reads what key somebody wants.
final class KeyWish {
    private static final int MOST_SESSIONS = 100;

    private KeyWish() {}

    /// @throws ProblemException (400) with everything that is wrong
    static Keys.Wish read(Map<String, Object> body, Violations violations, Instant now) {
        Fields fields = new Fields(body, violations);
        String name = Objects.requireNonNullElse(fields.id("name"), "");
        String flaw = ApiKey.nameFlaw(name);
        if (flaw != null) {
            violations.add("name", flaw);
        }
        Set<Scope> scopes = scopes(fields.list("scopes"), violations);
        SessionPatterns sessions =
                body.get("sessions") == null ? SessionPatterns.ALL : sessions(fields.list("sessions"), violations);
        if (body.get("sessions") == null) {
            fields.id("sessions"); // known, and absent
        }
        int rate = fields.integer("rate", 0, ApiKey.MAX_RATE, -1);
        Instant expiresAt = fields.instant("expiresAt");
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            violations.add("expiresAt", "lies in the past; the key would never count");
        }
        fields.refuseUnknown();
        violations.throwIfAny();
        return new Keys.Wish(name, scopes, sessions, rate < 0 ? null : rate, expiresAt);
    }

    private static Set<Scope> scopes(List<?> names, Violations violations) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (Object name : names) {
            Optional<Scope> scope = name instanceof String text ? Scope.of(text) : Optional.empty();
            if (scope.isPresent()) {
                scopes.add(scope.get());
            } else {
                violations.add("scopes", "may have \"send\", \"read\" and \"admin\" only");
                return scopes;
            }
        }
        if (scopes.isEmpty()) {
            violations.add("scopes", "must have at least one of \"send\", \"read\", \"admin\"");
        }
        return scopes;
    }

    private static SessionPatterns sessions(List<?> patterns, Violations violations) {
        if (patterns.isEmpty()) {
            violations.add("sessions", "is empty; leave it out for a key that may send everywhere");
        }
        if (patterns.size() > MOST_SESSIONS || !patterns.stream().allMatch(String.class::isInstance)) {
            violations.add("sessions", "must be an array of at most " + MOST_SESSIONS + " strings");
            return SessionPatterns.ALL;
        }
        try {
            return SessionPatterns.of(patterns.stream().map(String.class::cast).toList());
        } catch (IllegalArgumentException e) {
            violations.add("sessions", "has one that does not fit: " + e.getMessage());
            return SessionPatterns.ALL;
        }
    }
}
