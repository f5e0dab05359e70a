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

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h|d)?");

    @Override
    public Duration convert(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        Matcher simple = NUMBER_AND_UNIT.matcher(text);
        if (simple.matches()) {
            String unit = simple.group(2) == null ? "s" : simple.group(2);
            double millis = Double.parseDouble(simple.group(1)) * millisOf(unit);
            return Duration.ofMillis(Math.round(millis));
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // falls through to the sentence that helps
        }
        throw new IllegalArgumentException("\"" + value
                + "\" is not a duration: write seconds (1.0, 60), or 500ms, 1s, 2m, 1h, 1d, or ISO-8601 (PT1S)");
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
