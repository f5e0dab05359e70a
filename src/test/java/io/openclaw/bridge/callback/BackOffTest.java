package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Outlet.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {
    static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE; // nextDouble() is 0.5: no jitter

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private final BackOff backOff = new BackOff(DAY, MIDDLE);

    private static Event event(Duration age) {
        return new Event(1, "callback", "a:1", "delivered", "https://a.example/", "{}", null, NOW.minus(age), 0, NOW);
    }

    @ParameterizedTest
    @CsvSource({"1, PT5S", "2, PT30S", "3, PT2M", "4, PT10M", "5, PT30M", "6, PT1H", "7, PT2H", "8, PT2H", "50, PT2H"})
    void grows(int tried, Duration delay) {
        assertThat(backOff.next(event(Duration.ZERO), tried, NOW, null)).contains(NOW.plus(delay));
    }

    @Test
    void jitterIsAFifthAtMost() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 1_000; i++) {
            assertThat(new BackOff(DAY, random)
                            .next(event(Duration.ZERO), 3, NOW, null)
                            .orElseThrow())
                    .isBetween(NOW.plusSeconds(96), NOW.plusSeconds(144));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "0, PT5S",
        "1, PT5S",
        "'Fri, 20 Nov 2026 12:01:00 GMT', PT1M",
        "'Fri, 20 Nov 2020 12:01:00 GMT', PT5S",
        "soon, PT5S",
        "-7, PT5S",
        "99999999999999999999, PT5S",
        "999999999, PT24H",
    })
    void receiverMayAskForLaterNotForSooner(String retryAfter, Duration delay) {
        assertThat(backOff.next(event(Duration.ZERO), 1, NOW, retryAfter)).contains(NOW.plus(delay));
    }

    @Test
    void lastTryIsWhenTheEventIsAsOldAsItMayBecome() {
        assertThat(backOff.next(event(Duration.ofHours(23)), 9, NOW, null)).contains(NOW.plus(Duration.ofHours(1)));
        assertThat(backOff.next(event(DAY), 10, NOW, null)).isEmpty();
        assertThat(backOff.next(event(Duration.ofDays(9)), 1, NOW, null)).isEmpty();
    }
}
