package io.openclaw.bridge;

import org.jspecify.annotations.Nullable;

/// What the gateway's own history says about an idempotency key (design, section 6, "In doubt").
public sealed interface Proof {
    /// The history has the message: a direct text was posted, or the agent's run ended with this reply.
    ///
    /// @param reply the agent's text; null for direct messages
    record Delivered(@Nullable String reply) implements Proof {
        @Override
        public String toString() {
            return "Delivered";
        }
    }

    /// The agent's turn was begun (its user row is there) and no reply has been found: do not begin a
    /// second one.
    record TurnBegun() implements Proof {}

    /// Nothing was found, which proves nothing (contract 11a): the platform may still have it.
    record None() implements Proof {}
}
