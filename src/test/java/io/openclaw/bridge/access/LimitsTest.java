package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private long now = Long.MAX_VALUE - 5_000_000_000L; // a monotonic clock may overflow

    private final Limits limits = new Limits(() -> now);

    private Limits.Verdict take(String who) {
        return limits.take(who, 10, 20);
    }

    @Test
    void aBurstIsAllowedAndThenTheRate() {
        for (int i = 0; i < 20; i++) {
            assertThat(take("a")).isEqualTo(new Limits.Verdict(true, 19 - i, 0));
        }
        Limits.Verdict refused = take("a");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.waitSeconds()).isEqualTo(1);
        int allowed = 0;
        for (int i = 0; i < 10_000; i++) {
            now += Duration.ofMillis(1).toNanos();
            allowed += take("a").allowed() ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(100);
    }

    @Test
    void whatIsRefusedCostsNothing() {
        for (int i = 0; i < 1_000; i++) {
            take("a");
        }
        now += Duration.ofMillis(100).toNanos();
        assertThat(take("a").allowed()).isTrue();
    }

    @Test
    void nobodyPaysForOthers() {
        for (int i = 0; i < 30; i++) {
            take("a");
        }
        assertThat(take("b").allowed()).isTrue();
    }

    @Test
    void theWaitIsUntilTheNextOne() {
        for (int i = 0; i < 3; i++) {
            limits.take("slow", 1.0 / 60, 3);
        }
        assertThat(limits.take("slow", 1.0 / 60, 3).waitSeconds()).isEqualTo(60);
    }

    @Test
    void manyAddressesDoNotFillTheMemory() {
        for (int i = 0; i < 100_000; i++) {
            limits.take("address " + i, 1, 5);
            now += 1_000_000_000L;
        }
        assertThat(limits.size()).isLessThanOrEqualTo(20_001);
    }
}
