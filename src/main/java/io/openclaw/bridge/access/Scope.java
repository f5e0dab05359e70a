package io.openclaw.bridge.access;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a caller may do. The names of the wire are the roles of `@RolesAllowed`.
public enum Scope {
    /// Hand in, send, call off, replay, resolve.
    SEND,
    /// Look up, list, status, metrics.
    READ,
    /// Everything, and everybody's: includes the other two.
    ADMIN;

    /// For `@RolesAllowed`.
    public static final String SEND_ROLE = "send";

    /// For `@RolesAllowed`.
    public static final String READ_ROLE = "read";

    /// For `@RolesAllowed`.
    public static final String ADMIN_ROLE = "admin";

    /// `send`, `read`, `admin`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param wire its name, in whatever case
    public static Optional<Scope> of(String wire) {
        for (Scope scope : values()) {
            if (scope.wire().equalsIgnoreCase(wire)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /// With what they include.
    static Set<Scope> closure(Set<Scope> given) {
        return given.contains(ADMIN) ? EnumSet.allOf(Scope.class) : Set.copyOf(given);
    }
}
