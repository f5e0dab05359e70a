package io.openclaw.bridge;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of a message.
///
/// @param status [Status#SENT] means proof: the platform accepted the text, or the agent's run ended
///     well
/// @param messageId the platform's id of the posted message; the last one where a long text was split;
///     null where nothing was posted
/// @param timestamp when the bridge knew
/// @param sessionKey the key as the caller wrote it
/// @param metadata the caller's own, as given
/// @param runId the gateway's id of the run, which is the message's idempotency key
/// @param gateway name of the gateway that has it (`default`, or `mock`)
/// @param attempts how many times the message left the bridge, from 1
/// @param reply the agent's text; null for direct messages and for runs that ended without a visible
///     reply (`NO_REPLY`)
public record Receipt(
        Status status,
        @Nullable String messageId,
        Instant timestamp,
        String sessionKey,
        Map<String, Object> metadata,
        @Nullable String runId,
        String gateway,
        int attempts,
        @Nullable String reply) {

    public Receipt {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// How far the message is known to have got.
    public enum Status {
        /// Delivered, with proof.
        SENT,
        /// The agent's run was accepted by the gateway and the caller chose not to wait for its end.
        QUEUED,
        /// Not delivered. Found in the mock's records only: a real call fails with a [BridgeException]
        /// instead.
        FAILED
    }

    /// The reply and the metadata stay out of logs.
    @Override
    public String toString() {
        return "Receipt[" + status + ", messageId=" + messageId + ", sessionKey=" + sessionKey + ", runId=" + runId
                + ", attempts=" + attempts + "]";
    }
}
