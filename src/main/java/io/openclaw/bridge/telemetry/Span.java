package io.openclaw.bridge.telemetry;

import org.jspecify.annotations.Nullable;

/// One stretch of a message's way, begun by [Spans]. Ended exactly once, by any thread; used by one thread at a time.
///
/// Attributes never hold a message's text, a session key or a secret.
public interface Span {
    /// Where nothing is traced.
    Span NONE = new Span() {
        @Override
        public @Nullable String traceparent() {
            return null;
        }

        @Override
        public Span with(String key, @Nullable String value) {
            return this;
        }

        @Override
        public Span with(String key, long value) {
            return this;
        }

        @Override
        public void end(@Nullable String error) {}
    };

    /// What its children begin with, and what is handed on (W3C trace context); null where nothing is traced.
    @Nullable
    String traceparent();

    /// As [#traceparent()]; where nothing is traced, what the caller had handed in, so that its trace is not cut here.
    default @Nullable String traceparentOr(@Nullable String handedIn) {
        String own = traceparent();
        return own == null ? handedIn : own;
    }

    /// @param value null for none
    Span with(String key, @Nullable String value);

    Span with(String key, long value);

    /// @param error in one word; null where it ended well
    void end(@Nullable String error);
}
