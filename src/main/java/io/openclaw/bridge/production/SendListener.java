package io.openclaw.bridge.production;

import io.openclaw.bridge.Outcome;

/// Hears how every send ended. Called on whatever thread knows it: must neither block nor throw.
@FunctionalInterface
interface SendListener {
    /// Nobody listens.
    SendListener NONE = (_, _) -> {};

    /// The send has ended, its repeats in the call included.
    void onSend(Delivery delivery, Outcome outcome);

    /// Both hear of it.
    default SendListener and(SendListener other) {
        return (delivery, outcome) -> {
            onSend(delivery, outcome);
            other.onSend(delivery, outcome);
        };
    }
}
