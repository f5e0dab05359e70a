package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// The deadline passed before anything was sent: in `connect()`, or while the call waited for its turn.
public final class ConnectTimeoutException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    public ConnectTimeoutException(String message, @Nullable Outcome outcome) {
        super(message, outcome, null);
    }
}
