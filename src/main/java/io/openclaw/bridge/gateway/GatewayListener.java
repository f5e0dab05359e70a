package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;

/// Hears what the client hears. Called on the client's event loop: must neither block nor throw.
public interface GatewayListener {
    /// Nobody listens.
    GatewayListener NONE = new GatewayListener() {};

    /// The state changed.
    default void onState(ClientState state) {}

    /// An event came.
    default void onEvent(Frame.Event event) {}

    /// The gateway skipped event numbers.
    default void onGap(long missed) {}
}
