package io.openclaw.bridge.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.admin.Backups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Opens the store: SQLite in the data directory, or PostgreSQL where there is an address.
public final class StoreFactory {
    private static final System.Logger LOG = System.getLogger(StoreFactory.class.getName());

    /// In the data directory.
    static final String FILE = "bridge.db";

    /// There, too: its copies.
    static final String BACKUPS = "backups";

    /// 32 MiB of pages for each connection, and reads straight from the file system's cache for up to 1 GiB.
    private static final int CACHE_KIB = 32 * 1024;

    private static final String MMAP_BYTES = String.valueOf(1L << 30);

    /// A connection to PostgreSQL is lost when it says nothing for so long.
    private static final int SILENCE_SECONDS = 10;

    private static final int CONNECT_SECONDS = 5;
    private static final int POOL = 4;

    /// Of PostgreSQL's `synchronous_commit`: with these an acknowledged commit is on disk.
    static final Set<String> KEEPING_COMMITS = Set.of("on", "remote_apply");

    private StoreFactory() {}

    /// Opens and starts it.
    ///
    /// @param directory `openclaw.data-dir`
    /// @param databaseUrl `OPENCLAW_DATABASE_URL`
    /// @param view a row as JSON, for what outlets tell
    /// @throws IllegalStateException with a sentence for people, if another process has the directory, or the database cannot be used
    public static SqlStore open(
            Path directory, Optional<String> databaseUrl, StoreConfig config, Function<Notification, String> view) {
        StoreSettings settings = StoreSettings.of(config, view);
        return databaseUrl.isPresent()
                ? postgres(directory, DatabaseUrl.parse(databaseUrl.get()), settings)
                : sqlite(directory, settings);
    }

    /// Refuses a PostgreSQL that has notifications of another gateway: the mock would take sessions from the bridges there.
    ///
    /// @param gateway whose it may be
    /// @throws IllegalStateException with a sentence for people
    public static void requireOnly(String gateway, String databaseUrl) {
        DatabaseUrl url = DatabaseUrl.parse(databaseUrl);
        try (Connection connection = postgresSource(url).getConnection()) {
            if (OtherGateways.hasAny(connection, gateway)) {
                throw new IllegalStateException("PostgreSQL at " + url + " has notifications of another gateway than \""
                        + gateway + "\", and would get this one's among them: in mode mock give OPENCLAW_DATABASE_URL a"
                        + " database of its own (CREATE DATABASE), or take it away for SQLite in the data folder.");
            }
        } catch (SQLException e) {
            throw DatabaseTrouble.of(url, e).exception(e);
        }
    }

    static SqlStore sqlite(Path directory, StoreSettings settings) {
        Path file = directory.resolve(FILE);
        boolean lost = Files.notExists(file) && DataFolder.wasUsed(directory);
        SoleOwnership ownership = SoleOwnership.of(directory, settings.owner());
        try {
            if (lost) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} was not there and is made anew, empty, though this data folder has been used before: if it should have been there, stop and restore it.",
                        file);
            }
            SQLiteDataSource writing = sqliteSource(file, settings.commitLimit());
            ownerOnly(directory, file);
            Migrations.run(Dialect.SQLITE, writing);
            AgroalDataSource reading = pool(sqlitePool(file, settings.commitLimit()));
            DiskGuard disk = new DiskGuard(DiskGuard.spaceOf(directory), settings.diskReserve(), System::nanoTime);
            FileBackups backups = new FileBackups(directory, writing, settings.diskReserve());
            return sqlite(writing, reading, ownership, disk, settings, backups, reading);
        } catch (RuntimeException e) {
            ownership.close();
            throw e;
        } catch (SQLException | UnsatisfiedLinkError e) {
            ownership.close();
            throw DatabaseTrouble.of(directory.resolve(FILE), e).exception(e);
        }
    }

    /// On sources made elsewhere, whose tables are up to date.
    static SqlStore sqlite(
            DataSource writing,
            DataSource reading,
            SoleOwnership ownership,
            DiskGuard disk,
            StoreSettings settings,
            Backups backups,
            AutoCloseable resources) {
        return new SqlStore(Dialect.SQLITE, writing, reading, ownership, disk, settings, backups, resources).start();
    }

    static SqlStore postgres(Path directory, DatabaseUrl url, StoreSettings settings) {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            DataSource writing = postgresSource(url);
            Migrations.run(Dialect.POSTGRESQL, writing);
            warnIfCommitsMayBeLost(writing);
            AgroalDataSource reading = pool(postgresPool(url));
            LeasedOwnership ownership = new LeasedOwnership(writing, settings.owner(), settings.leases(), lock);
            return new SqlStore(
                            Dialect.POSTGRESQL,
                            writing,
                            reading,
                            ownership,
                            // Nothing of the store is there, but the broker's journal may be: for the gauge.
                            new DiskGuard(DiskGuard.spaceOf(directory), 0, System::nanoTime),
                            settings,
                            FileBackups.notHere(),
                            reading)
                    .start();
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        } catch (SQLException e) {
            lock.close();
            throw DatabaseTrouble.of(url, e).exception(e);
        }
    }

    /// @param busy how long it waits for somebody who has the file locked, as a person's `sqlite3` might
    static SQLiteDataSource sqliteSource(Path file, Duration busy) {
        // Transactions are deferred, as they are by default: the driver begins the next one with the commit of the
        // last,
        // and an idle writer must not hold a lock. The first statement of each writes, so none is ever upgraded.
        SQLiteDataSource source = new SQLiteDataSource(sqliteConfig(busy));
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static SQLiteConfig sqliteConfig(Duration busy) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout((int) busy.toMillis());
        config.setCacheSize(-CACHE_KIB);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, MMAP_BYTES);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return config;
    }

    static Consumer<AgroalConnectionFactoryConfigurationSupplier> sqlitePool(Path file, Duration busy) {
        return factory -> {
            factory.connectionProviderClass(org.sqlite.JDBC.class)
                    .jdbcUrl("jdbc:sqlite:" + file)
                    .initialSql("PRAGMA query_only = ON");
            Properties properties = sqliteConfig(busy).toProperties();
            properties.stringPropertyNames().forEach(name -> factory.jdbcProperty(name, properties.getProperty(name)));
        };
    }

    static PGSimpleDataSource postgresSource(DatabaseUrl url) {
        return postgresSource(url, CONNECT_SECONDS);
    }

    static PGSimpleDataSource postgresSource(DatabaseUrl url, int connectSeconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbc());
        try {
            for (Map.Entry<String, String> option : postgresOptions().entrySet()) {
                source.setProperty(option.getKey(), option.getValue());
            }
            source.setConnectTimeout(connectSeconds);
            source.setLoginTimeout(connectSeconds);
            if (url.user() != null) {
                source.setUser(url.user());
            }
            if (url.password() != null) {
                source.setPassword(url.password());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return source;
    }

    private static Consumer<AgroalConnectionFactoryConfigurationSupplier> postgresPool(DatabaseUrl url) {
        return factory -> {
            factory.connectionProviderClass(org.postgresql.Driver.class).jdbcUrl(url.jdbc());
            postgresOptions().forEach(factory::jdbcProperty);
            if (url.user() != null) {
                factory.principal(new NamePrincipal(url.user()));
            }
            if (url.password() != null) {
                factory.credential(new SimplePassword(url.password()));
            }
        };
    }

    private static Map<String, String> postgresOptions() {
        return Map.of(
                "ApplicationName",
                "openclaw-bridge",
                // Else a failure quotes the statement with its values, and those are people's messages.
                "logServerErrorDetail",
                "false",
                "connectTimeout",
                String.valueOf(CONNECT_SECONDS),
                "loginTimeout",
                String.valueOf(CONNECT_SECONDS),
                "socketTimeout",
                String.valueOf(SILENCE_SECONDS),
                "tcpKeepAlive",
                "true");
    }

    private static AgroalDataSource pool(Consumer<AgroalConnectionFactoryConfigurationSupplier> source) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(POOL)
                            .acquisitionTimeout(Duration.ofSeconds(CONNECT_SECONDS))
                            // A connection that failed once is not used again.
                            .exceptionSorter(AgroalConnectionPoolConfiguration.ExceptionSorter.fatalExceptionSorter())
                            .connectionFactoryConfiguration(factory -> {
                                source.accept(factory);
                                return factory;
                            })));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void warnIfCommitsMayBeLost(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
            String mode = row.next() ? row.getString(1) : "";
            if (!KEEPING_COMMITS.contains(mode)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "PostgreSQL''s synchronous_commit is {0}: what was accepted may be lost. Set it to on.",
                        mode);
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "synchronous_commit could not be read: {0}", e.getMessage());
        }
    }

    /// The texts in it are the callers' secrets.
    private static void ownerOnly(Path directory, Path file) {
        try {
            if (Files.notExists(file)) {
                Files.createFile(file);
            }
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw DataFolder.unusable(directory, e);
        }
    }
}
