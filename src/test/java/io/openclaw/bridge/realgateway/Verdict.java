package io.openclaw.bridge.realgateway;

import java.util.List;

/// What the vendor's schema says of a frame that a client sent.
public sealed interface Verdict {

    record Legal() implements Verdict {}

    record Illegal(List<String> problems) implements Verdict {}

    /// The frame is right; of this method's params the schema says nothing (`health`, `sessions.subscribe`, …).
    record NoParamsSchema() implements Verdict {}

    /// The frame is right; the schema, which is a little older than the gateway, does not list the method.
    record UnlistedMethod() implements Verdict {}
}
