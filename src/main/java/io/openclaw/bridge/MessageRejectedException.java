package io.openclaw.bridge;

/// The gateway, the platform or the bridge refused this message; repeating it is pointless.
/// [#outcome()] says who and why.
public final class MessageRejectedException extends SendException {
    private static final long serialVersionUID = 1L;

    MessageRejectedException(Outcome.Refused outcome) {
        super(outcome.detail(), outcome);
    }
}
