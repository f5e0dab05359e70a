package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/// Where notifications are stored.
@ConfigMapping(prefix = "openclaw")
public interface DatabaseConfig {

    /// PostgreSQL, `postgresql://user:password@host:5432/database`: needed where several bridges run. Absent: the SQLite file
    /// `bridge.db` in the data folder.
    Optional<String> databaseUrl();
}
