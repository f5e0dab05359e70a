package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// The gateway could not be reached for this call: nothing was sent.
public class ConnectionException extends BridgeException {
    private static final long serialVersionUID = 1L;

    ConnectionException(String message, @Nullable Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }
}
