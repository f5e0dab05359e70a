package io.openclaw.bridge.telemetry.otel;

import io.openclaw.bridge.telemetry.Span;
import io.openclaw.bridge.telemetry.Spans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/// Spans that OpenTelemetry exports.
public final class OpenTelemetrySpans implements Spans {
    // Places in `00-<trace>-<span>-<flags>`.
    private static final int TRACE = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN = 36;
    private static final int SPAN_END = 52;
    private static final int FLAGS = 53;

    private final Tracer tracer;

    public OpenTelemetrySpans(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("io.openclaw.bridge");
    }

    @Override
    public Span begin(Kind kind, String name, @Nullable String parent) {
        SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kind(kind)).setNoParent();
        if (parent != null) {
            builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(context(parent))));
        }
        return new Begun(builder.startSpan());
    }

    @Override
    public @Nullable String current() {
        return traceparent(io.opentelemetry.api.trace.Span.current().getSpanContext());
    }

    private static SpanKind kind(Kind kind) {
        return switch (kind) {
            case INTERNAL -> SpanKind.INTERNAL;
            case CLIENT -> SpanKind.CLIENT;
            case PRODUCER -> SpanKind.PRODUCER;
            case CONSUMER -> SpanKind.CONSUMER;
        };
    }

    private static SpanContext context(String traceparent) {
        return SpanContext.createFromRemoteParent(
                traceparent.substring(TRACE, TRACE_END),
                traceparent.substring(SPAN, SPAN_END),
                TraceFlags.fromHex(traceparent, FLAGS),
                TraceState.getDefault());
    }

    private static @Nullable String traceparent(SpanContext of) {
        return of.isValid()
                ? "00-" + of.getTraceId() + "-" + of.getSpanId() + "-"
                        + of.getTraceFlags().asHex()
                : null;
    }

    private record Begun(io.opentelemetry.api.trace.Span span) implements Span {
        @Override
        public @Nullable String traceparent() {
            return OpenTelemetrySpans.traceparent(span.getSpanContext());
        }

        @Override
        public Span with(String key, @Nullable String value) {
            if (value != null) {
                span.setAttribute(key, value);
            }
            return this;
        }

        @Override
        public Span with(String key, long value) {
            span.setAttribute(key, value);
            return this;
        }

        @Override
        public void end(@Nullable String error) {
            if (error != null) {
                span.setAttribute("error.type", error);
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
