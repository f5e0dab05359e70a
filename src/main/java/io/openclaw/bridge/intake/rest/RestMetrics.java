package io.openclaw.bridge.intake.rest;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The door is measured by Quarkus (`http.server.requests`); this keeps callers' paths out of the labels.
///
/// Quarkus labels a request that no resource took (400, 405, 413) with its path as it was sent: session
/// keys would stand in the metrics, and anybody could make labels without end.
@Singleton
final class RestMetrics implements MeterFilter {
    private static final String URI = "uri";
    private static final String OTHER = "OTHER";

    /// Quarkus' own words.
    private static final Set<String> WORDS = Set.of("NOT_FOUND", "REDIRECTION", "UNKNOWN", "root");

    @Override
    public Meter.Id map(Meter.Id id) {
        String uri = id.getName().equals("http.server.requests") ? id.getTag(URI) : null;
        if (uri == null || WORDS.contains(uri)) {
            return id;
        }
        return id.replaceTags(Tags.concat(id.getTags(), Tags.of(Tag.of(URI, label(uri, id.getTag("status"))))));
    }

    private static String label(String uri, @Nullable String status) {
        boolean served = uri.startsWith("/q/") && status != null && status.startsWith("2");
        return Endpoints.template(uri).orElse(served ? uri : OTHER);
    }
}
