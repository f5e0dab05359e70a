package io.openclaw.bridge.telemetry;

import io.openclaw.bridge.telemetry.otel.OpenTelemetrySpans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// OpenTelemetry whose spans stay in memory.
public final class RecordedSpans implements AutoCloseable {
    /// As a caller hands it in.
    public static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();

    /// Of a process that begins now: it knows nothing of the spans before it.
    public Telemetry newProcess() {
        return new Telemetry(new OpenTelemetrySpans(sdk), new SendLog(SessionKeyForm.HASHED));
    }

    /// Those that ended.
    public List<SpanData> ended() {
        return exporter.getFinishedSpanItems();
    }

    public static String traceparent(SpanData span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
    }

    public static @Nullable String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    @Override
    public void close() {
        sdk.close();
    }
}
