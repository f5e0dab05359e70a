package io.openclaw.bridge.telemetry;

import org.jspecify.annotations.Nullable;

/// Begins spans. What joins them is the W3C `traceparent` alone, a text that a row keeps, so a trace goes on after a restart
/// and in another process. Safe from any thread; never fails, and costs nothing where traces are off.
public interface Spans {
    /// Traces are off.
    Spans OFF = new Spans() {
        @Override
        public Span begin(Kind kind, String name, @Nullable String parent) {
            return Span.NONE;
        }

        @Override
        public @Nullable String current() {
            return null;
        }
    };

    /// Which side of a conversation a span stands for, in OpenTelemetry's words.
    enum Kind {
        INTERNAL,
        CLIENT,
        PRODUCER,
        CONSUMER
    }

    /// @param name of few different values
    /// @param parent `traceparent`; null begins a trace
    Span begin(Kind kind, String name, @Nullable String parent);

    /// The `traceparent` of the request that this thread works for; null where there is none.
    @Nullable
    String current();
}
