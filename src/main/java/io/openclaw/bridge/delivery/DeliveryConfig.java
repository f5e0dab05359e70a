package io.openclaw.bridge.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The delivery.
@ConfigMapping(prefix = "openclaw")
public interface DeliveryConfig {
    /// What becomes of direct messages of which nobody knows whether they were delivered: `resend` or `park`. Unset: what was
    /// in doubt is sent again, what the platform left unclear is parked.
    Optional<UnknownPolicy> unknownPolicy();

    Delivery delivery();

    interface Delivery {
        /// Most agent runs of notifications under way at once.
        @WithDefault("32")
        @Min(1)
        @Max(48)
        int maxRuns();

        /// How long an agent's turn may take.
        @WithDefault("15m")
        Duration agentDeadline();

        /// How long one that waits for its retry holds up its session.
        @WithDefault("10m")
        Duration laneMaxBlock();

        /// Delays before the retries, ± 20 %; the last one is repeated.
        @WithDefault("1s,2s,4s,30s,2m,10m,30m,1h,2h")
        List<Duration> schedule();

        /// How long after its first attempt a notification is retried.
        @WithDefault("24h")
        Duration retryFor();

        /// How long after its write a message is repeated under the same key, before proof is looked for; the gateway forgets
        /// keys after 5 minutes.
        @WithDefault("4m")
        Duration keyMemory();

        /// How long an unknown outcome may stay unknown.
        @WithDefault("168h")
        Duration parkedFor();

        /// How long after it was parked the gateway's history is searched for proof.
        @WithDefault("1m,10m,1h")
        List<Duration> proofLooks();

        /// How long a stop waits for what is on its way.
        @WithDefault("20s")
        Duration stopBudget();

        Pacing pacing();

        MemoryLimits memory();
    }

    interface Pacing {
        /// Most messages per interval to a whole channel, as in `20/PT1S`.
        Map<String, Pace> channel();

        /// Most messages per interval to each session, as in `1/PT2S`.
        Optional<Pace> session();
    }

    interface MemoryLimits {
        /// Most queued notifications held in memory; the others wait on disk.
        @WithDefault("50000")
        @Min(100)
        int rows();

        /// Most of their texts and metadata in memory, in bytes.
        @WithDefault("67108864")
        @Min(1048576)
        long bytes();
    }

    /// The same as values.
    default DeliverySettings settings() {
        Delivery delivery = delivery();
        DeliverySettings fixed = DeliverySettings.defaults();
        return new DeliverySettings(
                delivery.maxRuns(),
                delivery.agentDeadline(),
                delivery.laneMaxBlock(),
                delivery.schedule(),
                delivery.retryFor(),
                fixed.lateRetry(),
                delivery.keyMemory(),
                delivery.parkedFor(),
                delivery.proofLooks(),
                unknownPolicy().orElse(null),
                delivery.pacing().channel(),
                delivery.pacing().session(),
                new DeliverySettings.Memory(
                        delivery.memory().rows(),
                        delivery.memory().bytes(),
                        fixed.memory().perLane(),
                        fixed.memory().whenCrowded()));
    }
}
