package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.gateway.VirtualTimer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What callers get where the bridge itself has a fault.
class CourierTest {
    @Test
    @SuppressWarnings("NullAway")
    void aFaultOfOurOwnIsAnUnknownOutcomeThatSaysSoAndQuotesNothing() {
        VirtualTimer time = new VirtualTimer();
        ConnectionWatch watch = new ConnectionWatch(
                () -> {
                    throw new AssertionError();
                },
                time);
        Courier courier = new Courier(
                "default",
                time,
                _ -> {
                    throw new NullPointerException("the secret text");
                },
                new Attempt(null, null, null, null, watch),
                new InCallRetry(3, Duration.ofSeconds(1), Duration.ofSeconds(30), watch, RandomGenerator.getDefault()));

        try (LogBook log = new LogBook()) {
            BridgeException failure = failure(courier.carry(OutboundMessage.of("telegram:dm:1", "the secret text"))
                    .subscribeAsCompletionStage());

            assertThat(failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("NullPointerException")
                    .hasNoCause();
            assertThat(failure.outcome().orElseThrow().verdict()).isEqualTo(Outcome.Verdict.NEUTRAL);
            assertThat(log.lines())
                    .anyMatch(line ->
                            line.contains("fault of the bridge itself") && line.contains("NullPointerException"))
                    .noneMatch(line -> line.contains("the secret text"));
        }
    }
}
