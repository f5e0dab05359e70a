package io.openclaw.bridge.queue;

/// How a CloudEvent becomes a message (CloudEvents AMQP protocol binding 1.0, section 3).
public enum EventFormat {
    /// One JSON document, attributes and data.
    STRUCTURED,
    /// The data is the body, the attributes are application properties `cloudEvents_…`.
    BINARY
}
