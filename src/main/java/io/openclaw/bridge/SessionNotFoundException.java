package io.openclaw.bridge;

/// The gateway has no such agent or no such channel.
public final class SessionNotFoundException extends SessionException {
    private static final long serialVersionUID = 1L;

    SessionNotFoundException(Outcome.Refused outcome) {
        super(outcome.detail(), outcome);
    }
}
