package io.openclaw.bridge.notification;

import java.net.URI;
import java.util.Optional;

/// Says whether somebody may be told under this URL. Called on event loops: must not block, so it cannot ask for
/// addresses; whoever connects checks those.
@FunctionalInterface
public interface CallbackCheck {
    /// http and https, with a host and without a password, which would end up in logs on the way.
    CallbackCheck WEB = url -> {
        String scheme = url.getScheme();
        if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
            return Optional.of("must be an http or https URL");
        }
        if (url.getHost() == null) {
            return Optional.of("must name a host");
        }
        return url.getUserInfo() == null
                ? Optional.empty()
                : Optional.of("must not carry a user name or password; what is sent there is signed");
    };

    /// What is wrong with it; empty for nothing.
    Optional<String> flaw(URI url);
}
