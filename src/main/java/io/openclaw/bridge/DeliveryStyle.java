package io.openclaw.bridge;

/// How a message gets to its session.
public enum DeliveryStyle {
    /// The text itself goes to the chat; no model sees it (gateway RPC `send`). The default for chats.
    DIRECT,
    /// The text is handed to an agent as a turn, and the agent's reply is posted where the key names a
    /// chat (gateway RPC `agent`). The default for `agent:` keys.
    AGENT
}
