package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.notification.request.Traceparent;
import io.openclaw.bridge.telemetry.Spans;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// The trace that a request's messages go on with: that of the request where the service is traced, else its caller's.
@Singleton
final class Traces {
    private final Spans spans;

    Traces(Spans spans) {
        this.spans = spans;
    }

    /// @return W3C trace context; null for none
    @Nullable
    String of(RoutingContext request) {
        String current = spans.current();
        return current == null ? Traceparent.of(request.request().getHeader(Traceparent.NAME)) : current;
    }
}
