package io.openclaw.bridge.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/// Settings of the store. Where it is stands in `openclaw.data-dir` and `OPENCLAW_DATABASE_URL`.
@ConfigMapping(prefix = "openclaw.store")
public interface StoreConfig {
    /// How long a notification that has ended is kept; at least 24 hours, for which its idempotency key must be known.
    @WithDefault("30d")
    Duration retention();

    /// What is left free on the disk of an SQLite file: below it nothing new is accepted, while outcomes still are.
    @WithDefault("256M")
    MemorySize diskReserve();

    /// Notifications that may wait to be written. At 20,000 a second the last of them waits a second.
    @WithDefault("20000")
    @Min(1_000)
    @Max(1_000_000)
    int queueLimit();

    /// Notifications in one transaction, about.
    @WithDefault("2000")
    @Min(1)
    @Max(100_000)
    int batch();

    /// How long callers wait for a transaction. A longer one is not given up, but they, and all others until it has ended,
    /// are told that the store is down.
    @WithDefault("1s")
    Duration commitLimit();

    /// How long this process owns its sessions on a PostgreSQL without a word: so long the sessions of one that died, or
    /// stands still, wait for another one. It is renewed three times as often, and with less than a sixth of it left
    /// nothing is sent any more.
    @WithDefault("30s")
    Duration lease();

    /// How long one read may take.
    @WithDefault("5s")
    Duration readLimit();
}
