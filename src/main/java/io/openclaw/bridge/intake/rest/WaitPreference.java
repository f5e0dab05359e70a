package io.openclaw.bridge.intake.rest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `Prefer: wait=N` (RFC 7240): how long the caller would like to wait for the end of its notification. What is not
/// understood is ignored, as the RFC wants it.
///
/// @param seconds 0 … 30
record WaitPreference(int seconds) {
    static final String HEADER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    /// Design, section 5: longer ones are clamped.
    private static final int MOST = 30;

    private static final WaitPreference NONE = new WaitPreference(0);

    /// @param headers every value of the header
    static WaitPreference of(List<String> headers) {
        for (String header : headers) {
            for (String preference : header.split(",", -1)) {
                WaitPreference wait = read(preference.split(";", 2)[0]);
                if (wait != null) {
                    return wait; // only the first one counts
                }
            }
        }
        return NONE;
    }

    private static @Nullable WaitPreference read(String preference) {
        String[] parts = preference.split("=", 2);
        if (parts.length < 2 || !parts[0].strip().toLowerCase(Locale.ROOT).equals("wait")) {
            return null;
        }
        String value = parts[1].strip();
        if (value.length() > 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        if (value.isEmpty() || value.length() > 9 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return NONE;
        }
        return new WaitPreference(Math.min(MOST, Integer.parseInt(value)));
    }

    boolean isNone() {
        return seconds == 0;
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    String applied() {
        return "wait=" + seconds;
    }
}
