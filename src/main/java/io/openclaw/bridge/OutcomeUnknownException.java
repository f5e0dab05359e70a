package io.openclaw.bridge;

/// Whether the message was delivered is not known. Repeat it only with the same idempotency key and
/// soon (within the gateway's 5 minutes, same boot), or look for proof, or accept that people may see
/// it twice.
public final class OutcomeUnknownException extends SendException {
    private static final long serialVersionUID = 1L;

    private final Outcome.Unknown.Reason reason;

    OutcomeUnknownException(Outcome.Unknown outcome) {
        super(outcome.detail(), outcome);
        this.reason = outcome.reason();
    }

    /// Why nobody knows.
    public Outcome.Unknown.Reason reason() {
        return reason;
    }
}
