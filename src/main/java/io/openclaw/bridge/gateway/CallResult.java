package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/// How one call ended: every call ends in exactly one of these, exactly once.
public sealed interface CallResult {

    /// The gateway answered, with success or error.
    ///
    /// @param bootId the boot of the gateway that answered
    record Answered(Frame.Response response, String bootId) implements CallResult {}

    /// The first of two answers: the gateway accepted the run. It has left the window.
    ///
    /// @param last the second answer. It comes on this socket only, so it ends as [Lost] where the
    ///     socket goes first, and as [NoAnswer] after [PendingCalls#LAST_ANSWER]
    record Accepted(Frame.Response response, String bootId, Uni<CallResult> last) implements CallResult {}

    /// The frame never left.
    ///
    /// @param retryAfter when a repeat makes sense at the earliest
    record NotWritten(Why why, Duration retryAfter, String detail) implements CallResult {}

    /// Written, and no answer by the deadline.
    record NoAnswer(Duration waited, String bootId) implements CallResult {}

    /// The socket was lost with the call in flight.
    record Lost(CloseReason reason, String bootId) implements CallResult {}

    /// Why a frame did not leave.
    enum Why {
        NOT_CONNECTED,
        /// Not connected, and a human must act first.
        HUMAN_NEEDED,
        /// The gateway said that it is starting or stopping.
        PAUSED,
        /// The deadline passed while the call waited for a place in the window.
        DEADLINE,
        /// Too many calls wait already.
        OVERLOADED,
        /// Larger than the gateway takes, or nested deeper than JSON is written.
        TOO_LARGE
    }
}
