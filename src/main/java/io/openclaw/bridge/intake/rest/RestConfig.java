package io.openclaw.bridge.intake.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/// Limits of the HTTP door.
@ConfigMapping(prefix = "openclaw.rest")
public interface RestConfig {

    /// Longest message in Unicode code points.
    @WithDefault("16000")
    @Min(1)
    @Max(200_000)
    int maxMessageCharacters();

    /// Largest request body. Larger ones are answered 413.
    @WithDefault("256K")
    MemorySize maxBody();

    /// Largest body of a batch.
    @WithDefault("8M")
    MemorySize maxBatchBody();

    /// Longest `deadline` that a caller may ask for: its HTTP connection stays open that long.
    @WithDefault("PT15M")
    Duration maxDeadline();
}
