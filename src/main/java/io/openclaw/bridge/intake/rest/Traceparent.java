package io.openclaw.bridge.intake.rest;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The W3C trace context that a caller hands in, for the gateway to continue.
final class Traceparent {
    private static final String HEADER = "traceparent";

    /// Version 00; all-zero ids are none.
    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private Traceparent() {}

    /// @return null for none, and for one that is none: by its specification it is then ignored,
    ///     not refused
    static @Nullable String of(HttpServerRequest request) {
        String value = request.getHeader(HEADER);
        return value != null && VALID.matcher(value).matches() ? value : null;
    }
}
