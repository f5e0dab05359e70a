package io.openclaw.bridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/// Brings the database's tables up to date. The migrations are named here and not found by searching the class path,
/// which is slow and knows nothing of how a Quarkus application is packed.
final class Migrations implements ResourceProvider {
    private static final String HISTORY = "schema_history";

    private final Dialect dialect;

    private Migrations(Dialect dialect) {
        this.dialect = dialect;
    }

    /// Safe with several processes at once. Tables that are up to date, as at nearly every start, cost one query.
    ///
    /// @throws SQLException where the database cannot be reached, or refuses a step: the driver's, without Flyway's frames
    static void run(Dialect dialect, DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (isUpToDate(dialect, connection)) {
                return;
            }
        }
        try {
            flyway(dialect, database).migrate();
        } catch (FlywayException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw sql;
                }
            }
            throw e;
        }
    }

    /// Which are applied, and which are not. Changes nothing.
    static MigrationInfoService of(Dialect dialect, DataSource database) {
        return flyway(dialect, database).info();
    }

    private static Flyway flyway(Dialect dialect, DataSource database) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(database)
                .resourceProvider(new Migrations(dialect))
                .javaMigrationClassProvider(List::of)
                .table(HISTORY)
                .load();
    }

    /// Whether exactly our migrations are there, and none failed. Whatever else is there is Flyway's affair.
    private static boolean isUpToDate(Dialect dialect, Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT script, success FROM " + HISTORY)) {
            Set<String> done = new HashSet<>();
            while (rows.next()) {
                if (!rows.getBoolean("success") || !done.add(rows.getString("script"))) {
                    return false;
                }
            }
            return done.equals(Set.copyOf(dialect.migrationFiles()));
        } catch (SQLException e) {
            return false; // no such table yet, or a failure of which Flyway tells more
        }
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return dialect.migrationFiles().contains(name) ? new Script(dialect.migrations(), name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return dialect.migrationFiles().stream()
                .filter(file ->
                        file.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(file::endsWith))
                .map(file -> (LoadableResource) new Script(dialect.migrations(), file))
                .toList();
    }

    private static final class Script extends LoadableResource {
        private final String folder;
        private final String file;

        Script(String folder, String file) {
            this.folder = folder;
            this.file = file;
        }

        @Override
        public Reader read() {
            try (InputStream stream = Migrations.class.getClassLoader().getResourceAsStream(getAbsolutePath())) {
                if (stream == null) {
                    throw new IllegalStateException("the migration " + getAbsolutePath() + " is not on the class path");
                }
                return new StringReader(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return folder + "/" + file;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return getAbsolutePath();
        }

        @Override
        public String getFilename() {
            return file;
        }

        @Override
        public String getRelativePath() {
            return file;
        }
    }
}
