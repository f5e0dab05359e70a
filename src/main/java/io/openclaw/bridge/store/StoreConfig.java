package io.openclaw.bridge.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/// The store. Where it is stands in `OPENCLAW_DATA_DIR` and `OPENCLAW_DATABASE_URL`.
@ConfigMapping(prefix = "openclaw.store")
public interface StoreConfig {
    /// How long a notification that has ended is kept, and its idempotency key with it; at least 24 h.
    @WithDefault("30d")
    Duration retention();

    /// What is left free on the disk of an SQLite file: below it nothing new is accepted (503 `disk-low`), outcomes still are.
    @WithDefault("256M")
    MemorySize diskReserve();

    /// Notifications that may wait to be written; beyond it callers get 503. At 20,000 a second the last of them waits a
    /// second.
    @WithDefault("20000")
    @Min(1_000)
    @Max(1_000_000)
    int queueLimit();

    /// Notifications in one transaction, about.
    @WithDefault("2000")
    @Min(1)
    @Max(100_000)
    int batch();

    /// How long a caller waits for a transaction (100 ms at least); on SQLite also for somebody who has the file locked. A
    /// longer one is not given up, but until it has ended everybody gets 503 at once, and nothing new is sent.
    @WithDefault("1s")
    Duration commitLimit();

    /// PostgreSQL: how long a bridge owns its sessions without a word (6 s at least), and so how long those of a bridge that
    /// died, or stands still, wait for another one. It is renewed three times as often, and with less than a sixth of it
    /// left nothing is sent any more.
    @WithDefault("30s")
    Duration lease();

    /// How long one read may take.
    @WithDefault("5s")
    Duration readLimit();
}
