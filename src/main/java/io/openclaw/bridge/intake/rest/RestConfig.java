package io.openclaw.bridge.intake.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

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

    /// Longest `deadline` that a caller may ask for: its HTTP connection stays open that long.
    @WithDefault("PT15M")
    Duration maxDeadline();
}
