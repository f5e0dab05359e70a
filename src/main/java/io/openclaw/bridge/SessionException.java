package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// The session key cannot be used. Nothing was delivered; do not repeat.
public class SessionException extends BridgeException {
    private static final long serialVersionUID = 1L;

    SessionException(String message, Outcome.@Nullable Refused outcome) {
        super(message, outcome, null);
    }
}
