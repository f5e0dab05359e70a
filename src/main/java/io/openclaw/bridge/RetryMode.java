package io.openclaw.bridge;

/// Who repeats a send that failed for a passing reason.
public enum RetryMode {
    /// The call itself, a few times within its deadline: the default for injected and direct use.
    IN_CALL,
    /// Nobody: the caller owns the schedule (the durable path, where the stored row is the only owner
    /// of retries).
    NONE
}
