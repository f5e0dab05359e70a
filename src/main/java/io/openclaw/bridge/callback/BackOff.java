package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Outlet.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a callback that failed is tried again: after 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, then every 2 h, each ± 20 %, or
/// when the receiver asks for it if that is later; for the last time when the event is as old as callbacks may become.
///
/// @param giveUpAfter how old that is
record BackOff(Duration giveUpAfter, RandomGenerator random) {
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2));

    /// So that what failed together does not come back together.
    private static final double JITTER = 0.2;

    /// @param tried how often, this failure included
    /// @param retryAfter the receiver's header; null without one
    /// @return empty to give up
    Optional<Instant> next(Event event, int tried, Instant now, @Nullable String retryAfter) {
        Instant end = event.createdAt().plus(giveUpAfter);
        if (!now.plus(DELAYS.getFirst()).isBefore(end)) {
            return Optional.empty();
        }
        Duration usual = DELAYS.get(Math.clamp(tried - 1L, 0, DELAYS.size() - 1));
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        Instant next = now.plusMillis(Math.round(usual.toMillis() * factor));
        Instant asked = retryAfter == null ? next : asked(retryAfter, now).orElse(next);
        Instant later = asked.isAfter(next) ? asked : next;
        return Optional.of(later.isAfter(end) ? end : later);
    }

    /// Seconds, or a date (RFC 9110, 10.2.3).
    private static Optional<Instant> asked(String retryAfter, Instant now) {
        String text = retryAfter.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(now.plusSeconds(Long.parseLong(text)));
        }
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
