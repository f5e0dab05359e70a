package io.openclaw.bridge.realgateway;

/// How the recorder ends a connection.
public sealed interface Cut {

    /// A close frame, as a gateway that still has its wits about it sends one.
    record Close(int code, String reason) implements Cut {}

    /// A TCP reset, as after a crash or a pulled cable: the client sees no close frame.
    record Reset() implements Cut {}
}
