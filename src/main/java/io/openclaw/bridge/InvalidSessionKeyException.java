package io.openclaw.bridge;

/// The session key does not parse, or cannot be addressed with today's configuration. The message names
/// the part and the remedy.
public final class InvalidSessionKeyException extends SessionException {
    private static final long serialVersionUID = 1L;

    public InvalidSessionKeyException(String message) {
        this(message, new Outcome.Refused(Outcome.Refused.Reason.INVALID_SESSION_KEY, "INVALID_SESSION_KEY", message));
    }

    InvalidSessionKeyException(String message, Outcome.Refused outcome) {
        super(message, outcome);
    }
}
