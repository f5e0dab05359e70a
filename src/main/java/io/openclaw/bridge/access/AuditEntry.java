package io.openclaw.bridge.access;

import java.time.Instant;
import java.util.Map;

/// Somebody has done something that others must be able to find out about.
///
/// @param at when
/// @param who the caller's name; `anybody` while the service is open
/// @param action what, such as `key.create`: lower case, `thing.verb`
/// @param target with what it was done, such as the key's id; may be empty. Of a session it is `lane` and its key
/// @param detail more about it; never a secret, never a message's text. Keys of sessions stand in `lane` and `sessions` only
public record AuditEntry(Instant at, String who, String action, String target, Map<String, String> detail) {

    public AuditEntry {
        detail = Map.copyOf(detail);
    }

    /// @param caller who does it
    public static AuditEntry of(Instant at, Caller caller, String action, String target, Map<String, String> detail) {
        return new AuditEntry(at, caller.who(), action, target, detail);
    }
}
