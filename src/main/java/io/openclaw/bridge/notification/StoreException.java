package io.openclaw.bridge.notification;

/// The store cannot do it now. Whether a change reached the disk is not known; repeating is safe, since every change is
/// conditional and every accept can carry a key.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Why, for the caller's problem and the log.
    public enum Reason {
        /// The database does not answer, or answers with a failure that is not the row's.
        UNAVAILABLE,
        /// Too little disk is left to accept more.
        DISK_LOW,
        /// More waits to be written than may wait.
        OVERLOADED,
        /// The service is stopping.
        CLOSED
    }
}
