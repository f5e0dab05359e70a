package io.openclaw.bridge.notification;

import java.net.URI;
import java.util.Optional;

/// Says whether somebody may be told under this URL. Called on event loops: must not block, so it cannot ask for
/// addresses; whoever connects checks those.
@FunctionalInterface
public interface CallbackCheck {
    /// What is wrong with it; empty for nothing.
    Optional<String> flaw(URI url);
}
