package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// At most so many messages within any interval of that length.
///
/// @param messages at least 1
/// @param interval positive
public record Pace(int messages, Duration interval) {
    public Pace {
        if (messages < 1 || !interval.isPositive()) {
            throw new IllegalArgumentException("a pace needs at least one message per a positive interval");
        }
    }

    /// `20/PT1M`, `20/1m`, or `1/2` (seconds).
    public static Pace of(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            if (parts.length == 2) {
                return new Pace(Integer.parseInt(parts[0].strip()), duration(parts[1].strip()));
            }
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new IllegalArgumentException(wrong(text), e);
        }
        throw new IllegalArgumentException(wrong(text));
    }

    private static Duration duration(String text) {
        if (text.chars().allMatch(Character::isDigit)) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        String upper = text.toUpperCase(Locale.ROOT);
        return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
    }

    private static String wrong(String text) {
        return "a pace is written messages/interval, as in 20/PT1M or 1/2s, but is \"" + text + "\"";
    }
}
