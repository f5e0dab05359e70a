package io.openclaw.bridge.delivery;

/// What becomes of a direct message of which nobody can tell whether it was delivered (`OPENCLAW_UNKNOWN_POLICY`).
/// An agent's turn is always parked.
public enum UnknownPolicy {
    /// People may see it twice.
    RESEND,
    /// People may never see it, until somebody decides.
    PARK
}
