package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How notifications are delivered.
///
/// @param maxRuns most agent runs under way at once
/// @param agentDeadline how long an agent's turn may take (design, section 4: 15 min)
/// @param laneMaxBlock how long a row that waits for its retry holds up its lane
/// @param schedule delays before the late retries, the last one for ever
/// @param retryFor how long after its first attempt that left a row is retried
/// @param lateRetry no sooner is anything repeated whose failure the gateway remembers under the key (design, section 6)
/// @param keyMemory within this time of the write a gateway that was not restarted surely still knows the key
/// @param parkedFor how long an unknown end may stay unknown
/// @param proofLooks how long after it was parked the history is searched again
/// @param unknownPolicy null where nobody has decided: resend what is in doubt, park what the platform left unclear
/// @param channelPace by channel
/// @param sessionPace of each lane
/// @param memory what is held in memory of the backlog
public record DeliverySettings(
        int maxRuns,
        Duration agentDeadline,
        Duration laneMaxBlock,
        List<Duration> schedule,
        Duration retryFor,
        Duration lateRetry,
        Duration keyMemory,
        Duration parkedFor,
        List<Duration> proofLooks,
        @Nullable UnknownPolicy unknownPolicy,
        Map<String, Pace> channelPace,
        Optional<Pace> sessionPace,
        Memory memory) {

    public DeliverySettings {
        schedule = List.copyOf(schedule);
        proofLooks = List.copyOf(proofLooks);
        channelPace = Map.copyOf(channelPace);
        if (schedule.isEmpty()) {
            throw new IllegalArgumentException("the schedule of retries is empty");
        }
    }

    /// Bounds of the book of lanes.
    ///
    /// @param rows most rows, and most lanes, in memory
    /// @param bytes about so much of texts and metadata
    /// @param perLane most rows of one lane
    /// @param whenCrowded most rows of one lane where not all lanes fit
    public record Memory(int rows, long bytes, int perLane, int whenCrowded) {
        /// Rows are the smaller part of `-Xmx512m` at the usual size of a text; bytes bound them at the largest.
        public static final Memory DEFAULT = new Memory(50_000, 64L << 20, 64, 4);
    }

    /// As in the design.
    public static DeliverySettings defaults() {
        return new DeliverySettings(
                32,
                Duration.ofMinutes(15),
                Duration.ofMinutes(10),
                List.of(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Duration.ofHours(1),
                        Duration.ofHours(2)),
                Duration.ofHours(24),
                Duration.ofSeconds(330),
                Duration.ofMinutes(4),
                Duration.ofDays(7),
                List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1)),
                null,
                Map.of(),
                Optional.empty(),
                Memory.DEFAULT);
    }

    public DeliverySettings withMemory(Memory other) {
        return with(unknownPolicy, channelPace, sessionPace, other);
    }

    public DeliverySettings withPolicy(@Nullable UnknownPolicy other) {
        return with(other, channelPace, sessionPace, memory);
    }

    public DeliverySettings withPaces(Map<String, Pace> channels, Optional<Pace> session) {
        return with(unknownPolicy, channels, session, memory);
    }

    private DeliverySettings with(
            @Nullable UnknownPolicy policy, Map<String, Pace> channels, Optional<Pace> session, Memory held) {
        return new DeliverySettings(
                maxRuns,
                agentDeadline,
                laneMaxBlock,
                schedule,
                retryFor,
                lateRetry,
                keyMemory,
                parkedFor,
                proofLooks,
                policy,
                channels,
                session,
                held);
    }
}
