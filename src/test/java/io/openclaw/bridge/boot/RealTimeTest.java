package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RealTimeTest {
    /// A `deliverAt` in the year 2999 stopped the delivery thread in the middle of its round.
    @Test
    void aDelayThatNoClockCountsInNanosecondsIsTakenAndHoldsUpNobody() throws InterruptedException {
        try (RealTime time = new RealTime()) {
            Duration centuries = Duration.between(Instant.now(), Instant.parse("9998-12-31T23:59:59Z"));
            CountDownLatch soon = new CountDownLatch(1);

            assertThatCode(() -> time.after(centuries, () -> {}).run()).doesNotThrowAnyException();
            time.after(centuries, () -> {});
            time.after(Duration.ofMillis(1), soon::countDown);

            assertThat(soon.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
