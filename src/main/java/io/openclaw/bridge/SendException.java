package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// The message was handed to the gateway and is not known to be delivered. Thrown as such when the
/// gateway failed in a passing way and the retries in the call were used up.
public class SendException extends BridgeException {
    private static final long serialVersionUID = 1L;

    SendException(String message, @Nullable Outcome outcome) {
        super(message, outcome, null);
    }
}
