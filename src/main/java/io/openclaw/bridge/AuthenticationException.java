package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// The gateway does not let the bridge in, or not with the scopes that it needs: a human must act. The
/// message says what to do. Nothing was sent.
public final class AuthenticationException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    public AuthenticationException(String message, @Nullable Outcome outcome) {
        super(message, outcome, null);
    }
}
