package io.openclaw.bridge.mock;

import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message that was given to the mock, and what became of it.
///
/// @param message as the caller gave it
/// @param key the idempotency key it was sent under: the caller's, or one that the bridge made
/// @param route where it went; null where the session key was refused
/// @param receipt what the gateway knows: [Receipt.Status#FAILED] where nobody got it, also if the caller
/// was told otherwise (see [Failures#nextButDelivered])
/// @param outcome what it ended with at the gateway, or why it never got there
/// @param at when it ended
public record SentMessage(
        OutboundMessage message, String key, @Nullable Route route, Receipt receipt, Outcome outcome, Instant at) {

    /// Whether people or the agent have it.
    public boolean delivered() {
        return receipt.status() != Receipt.Status.FAILED;
    }
}
