package io.openclaw.bridge.notification.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Times in requests, RFC 3339.
public final class Moments {
    /// What is wrong with a text that is none.
    public static final String FLAW = "must be a time with its zone, such as \"2026-11-20T18:00:00Z\"";

    /// Four digits of a year, which is what every reader and database takes.
    private static final int LAST_YEAR = 9999;

    private Moments() {}

    /// @return null for a text that is none
    public static @Nullable Instant parse(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.getYear() >= 1970 && time.getYear() < LAST_YEAR ? time.toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
