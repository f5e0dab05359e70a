package io.openclaw.bridge.production;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/// Durations as people write them: a bare number is seconds, as in the seeds (`1.0`, `60`); `500ms`,
/// `1s`, `2m`, `1h`, `1d`; ISO-8601 (`PT1S`).
public final class SecondsConverter implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    /// Beyond this it is a slip of the pen; nanoseconds overflow after 292 years.
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)?");

    @Override
    public Duration convert(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        Matcher simple = NUMBER_AND_UNIT.matcher(text);
        if (simple.matches()) {
            String unit = simple.group(2) == null ? "s" : simple.group(2);
            double millis = Double.parseDouble(simple.group(1)) * millisOf(unit);
            return bounded(value, Duration.ofMillis(Math.round(millis)));
        }
        try {
            return bounded(value, Duration.parse(text));
        } catch (DateTimeParseException e) {
            throw wrong(value);
        }
    }

    private static Duration bounded(String value, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw wrong(value);
        }
        return duration;
    }

    private static IllegalArgumentException wrong(String value) {
        return new IllegalArgumentException(
                "\"" + value
                        + "\" is not a duration of at most 365 days: write seconds (1.0, 60), or 500ms, 1s, 2m, 1h, 1d, or ISO-8601 (PT1S)");
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> throw new IllegalArgumentException("unknown unit " + unit);
        };
    }
}
