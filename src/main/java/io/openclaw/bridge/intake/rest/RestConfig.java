package io.openclaw.bridge.intake.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/// The HTTP door.
@ConfigMapping(prefix = "openclaw.rest")
public interface RestConfig {

    /// Longest message in Unicode characters (code points).
    @WithDefault("16000")
    @Min(1)
    @Max(200_000)
    int maxMessageCharacters();

    /// Largest request body; larger ones are answered 413.
    @WithDefault("256K")
    MemorySize maxBody();

    /// The same for `…/notifications/batch`.
    @WithDefault("8M")
    MemorySize maxBatchBody();

    /// Requests under way (but for those to `/q/`) at once in this process; beyond it they are answered 503.
    @WithDefault("10000")
    @Min(1)
    int maxRequests();

    /// Bytes of bodies held at once in this process; beyond it requests are answered 503. Absent: an eighth of the JVM's
    /// largest heap, since a body takes several times its size while it is read.
    Optional<MemorySize> maxHeldBodies();

    /// Longest `deadline` that a caller may ask for: its HTTP connection stays open that long.
    @WithDefault("PT15M")
    Duration maxDeadline();
}
