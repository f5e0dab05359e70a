package io.openclaw.bridge.telemetry.otel;

import io.openclaw.bridge.telemetry.Spans;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Decides whether the service is traced: by OpenTelemetry's own switch, `OTEL_SDK_DISABLED=false`.
@Singleton
final class TracesProducer {

    @Produces
    @Singleton
    Spans spans(
            Instance<OpenTelemetry> telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        return disabled ? Spans.OFF : new OpenTelemetrySpans(telemetry.get());
    }
}
