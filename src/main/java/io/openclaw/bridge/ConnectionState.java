package io.openclaw.bridge;

/// Where the connection to the gateway stands (seeds/003, `BridgeConnectionState`).
public enum ConnectionState {
    /// Nobody asked to connect, or the bridge was closed.
    DISCONNECTED,
    /// The first connection is being made; it is repeated until it succeeds.
    CONNECTING,
    /// The gateway said `hello-ok` and granted the scopes that sending needs.
    CONNECTED,
    /// A connection that once worked was lost and is being made again, without anybody's help.
    RECONNECTING,
    /// A human is needed (wrong token, device not paired, scope missing …). Still retried, slowly, so
    /// that the remedy is noticed.
    FAILED
}
