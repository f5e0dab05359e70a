package io.openclaw.bridge;

/// The gateway is busy, or the platform limits the sender (429). Not delivered; [#retryAfter()] says
/// when a repeat makes sense.
public final class RateLimitException extends SendException {
    private static final long serialVersionUID = 1L;

    RateLimitException(String message, Outcome outcome) {
        super(message, outcome);
    }
}
