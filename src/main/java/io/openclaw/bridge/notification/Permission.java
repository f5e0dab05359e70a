package io.openclaw.bridge.notification;

/// Where somebody may send to.
@FunctionalInterface
public interface Permission {
    /// For whoever is bound to no session.
    Permission EVERYWHERE = (sessionKey, lane) -> true;

    /// @param sessionKey as the caller wrote it
    /// @param lane the canonical session key that it was resolved to
    boolean allows(String sessionKey, String lane);
}
