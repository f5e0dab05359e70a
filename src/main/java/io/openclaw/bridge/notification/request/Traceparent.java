package io.openclaw.bridge.notification.request;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The W3C trace context that a caller hands in, for the gateway to continue.
public final class Traceparent {
    /// Of the header, or of the property of a message.
    public static final String NAME = "traceparent";

    /// Version 00; all-zero ids are none.
    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private Traceparent() {}

    /// @return null for none, and for one that is none: by its specification it is then ignored,
    ///     not refused
    public static @Nullable String of(@Nullable String value) {
        return value != null && VALID.matcher(value).matches() ? value : null;
    }
}
