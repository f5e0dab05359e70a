package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// There is no connection now, or the gateway is starting or stopping. Nothing was sent; the bridge
/// reconnects by itself.
public final class NetworkException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    public NetworkException(String message, @Nullable Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }
}
