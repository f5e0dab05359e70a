package io.openclaw.bridge;

/// The circuit breaker is open after repeated failures. Nothing was sent; [#retryAfter()] says when the
/// next probe is due.
public final class CircuitOpenException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    CircuitOpenException(Outcome.NotSent outcome) {
        super(outcome.detail(), outcome, null);
    }
}
