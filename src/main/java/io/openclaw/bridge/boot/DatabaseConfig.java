package io.openclaw.bridge.boot;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/// Where notifications are stored.
@ConfigMapping(prefix = "openclaw")
public interface DatabaseConfig {

    /// PostgreSQL, `postgresql://user:password@host:5432/database`: needed where several bridges run. Absent: the SQLite file
    /// `bridge.db` in the data folder.
    Optional<String> databaseUrl();

    /// File that holds the same, instead of it. Read at the start.
    Optional<Path> databaseUrlFile();

    /// PostgreSQL's password, where it is not in the address.
    Optional<String> databasePassword();

    /// File that holds that password, instead of it. Read at the start.
    Optional<Path> databasePasswordFile();
}
