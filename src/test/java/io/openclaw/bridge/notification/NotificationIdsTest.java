package io.openclaw.bridge.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NotificationIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T18:00:00.123Z");
    private final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final NotificationIds ids = new NotificationIds(time::get, new Random(1));

    @Test
    void isOfVersionSevenAndTellsItsMillisecond() {
        UUID id = ids.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void ascendsWithinAMillisecondAlsoBeyondTheCounterAndWhenTheClockStepsBack() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (i == 6_000) {
                time.set(NOW.minusSeconds(5));
            }
            made.add(ids.next().toString());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made)
                .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(7));
    }

    @Test
    void isUniqueAcrossThreads() {
        NotificationIds shared = new NotificationIds(InstantSource.system(), new Random(2));
        Set<UUID> made = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 20_000).parallel().forEach(_ -> made.add(shared.next()));
        assertThat(made).hasSize(20_000);
    }
}
