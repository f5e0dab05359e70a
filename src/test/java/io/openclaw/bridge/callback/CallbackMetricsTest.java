package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.callback.CallbackTally.Result;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbackMetricsTest {
    @Test
    void figuresArePublishedWithoutHostOrUrl() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CallbackTally tally = new CallbackTally();
        CallbackMetrics.publish(tally, registry);
        tally.tried(Result.DELIVERED, Duration.ofMillis(20));
        tally.gaveUp();
        tally.now(3, 5);
        assertThat(registry.get("openclaw.callback.blocked").gauge().value()).isZero();
        tally.block();
        assertThat(registry.get("openclaw.callback.blocked").gauge().value()).isEqualTo(1);
        assertThat(registry.get("openclaw.callback.tries")
                        .tag("result", "delivered")
                        .functionTimer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(registry.get("openclaw.callback.given.up").functionCounter().count())
                .isEqualTo(1);
        assertThat(registry.get("openclaw.callback.in.flight").gauge().value()).isEqualTo(3);
        assertThat(registry.get("openclaw.callback.held").gauge().value()).isEqualTo(5);
        assertThat(registry.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTags())
                        .allSatisfy(tag -> assertThat(tag.getKey()).isEqualTo("result")));
    }
}
