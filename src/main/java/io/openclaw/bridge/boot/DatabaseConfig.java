package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// Where notifications are stored.
@ConfigMapping(prefix = "openclaw")
public interface DatabaseConfig {

    /// PostgreSQL, `postgresql://user:password@host:5432/database`: needed where more than one bridge runs. Absent: an SQLite
    /// file in the data directory.
    Optional<String> databaseUrl();
}
