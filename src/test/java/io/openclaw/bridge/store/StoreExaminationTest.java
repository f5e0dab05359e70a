package io.openclaw.bridge.store;

import static io.openclaw.bridge.store.Samples.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.openclaw.bridge.Checkup;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.NativeLibraryNotFoundException;

class StoreExaminationTest {
    @TempDir
    private static Path postgresData;

    private static PostgresServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start(postgresData.resolve("postgres"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    private static void sql(DataSource source, String sql) throws Exception {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertAll(List<Checkup> lines, Checkup.Result... results) {
        assertThat(lines).as(lines.toString()).extracting(Checkup::result).containsExactly(results);
    }

    @Test
    void aFileThatIsNotThereYetIsMadeAtTheFirstStart() {
        assertAll(new StoreExamination(folder, Optional.empty(), GATEWAY).examine(), Checkup.Result.OK);
        assertThat(folder).as("nothing is made by looking").isEmptyDirectory();
    }

    @Test
    void theFileOfARunningServiceIsWellAndIsNotTakenFromIt() throws Exception {
        try (SqlStore store = StoreFactory.sqlite(folder, Samples.settings())) {
            StoreExamination examination = new StoreExamination(folder, Optional.empty(), GATEWAY);
            assertAll(examination.examine(), Checkup.Result.OK, Checkup.Result.OK, Checkup.Result.OK);
            assertThat(examination.isWaiting("callback")).isFalse();
            assertThat(store.status().await().indefinitely().isUp()).isTrue();
        }
    }

    @Test
    void whatNobodyDeliversIsAWarningThatNamesItsGatewayAndAWayOut() {
        try (SqlStore store = StoreFactory.sqlite(folder, Samples.settings())) {
            Samples.accept(store, Samples.at("old", Samples.row("a")), Samples.at("old", Samples.row("b")));
        }

        assertThat(new StoreExamination(folder, Optional.empty(), GATEWAY).examine())
                .filteredOn(line -> line.name().equals("store.gateways"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.result()).isEqualTo(Checkup.Result.WARN);
                    assertThat(line.text()).contains("2 notifications of gateway \"old\"");
                    assertThat(line.nextStep()).contains("OPENCLAW_GATEWAY_NAME");
                });
    }

    /// A mock there would take sessions from the bridges that serve people.
    @Test
    void theMockTakesNoPostgresThatHasAnotherGatewaysNotifications() throws Exception {
        sql(server.database("postgres"), "CREATE DATABASE busy");
        String url = server.url("busy");
        StoreFactory.requireOnly("mock", url);
        try (SqlStore store = StoreFactory.postgres(folder, DatabaseUrl.parse(url), Samples.settings())) {
            Samples.acceptOne(store, Samples.at("mock", Samples.row("a")));
            StoreFactory.requireOnly("mock", url);
            Samples.acceptOne(store, Samples.row("a"));
        }
        assertThatThrownBy(() -> StoreFactory.requireOnly("mock", url))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("OPENCLAW_DATABASE_URL")
                .hasMessageContaining("mock");
    }

    @Test
    void theFolderIsMadeForItsOwnerOnly() throws Exception {
        Path made = folder.resolve("a/data");
        StoreFactory.sqlite(made, Samples.settings()).close();

        assertAll(new DiskExamination(made, 1).examine(), Checkup.Result.OK, Checkup.Result.OK);
    }

    @Test
    void tablesOfANewerVersionAreSaidToBe() throws Exception {
        StoreFactory.sqlite(folder, Samples.settings()).close();
        sql(
                StoreFactory.sqliteSource(folder.resolve(StoreFactory.FILE), java.time.Duration.ofSeconds(1)),
                "INSERT INTO schema_history SELECT 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', installed_on, 1, 1 FROM schema_history LIMIT 1");

        assertThat(new StoreExamination(folder, Optional.empty(), GATEWAY).examine())
                .anySatisfy(line -> assertThat(line.text()).contains("newer version"));
    }

    @Test
    void aDamagedFileIsAFailedLine() throws Exception {
        Files.writeString(
                folder.resolve(StoreFactory.FILE), "this is not a database, whatever it is called ".repeat(100));

        assertThat(new StoreExamination(folder, Optional.empty(), GATEWAY).examine())
                .anySatisfy(line -> assertThat(line.result()).isEqualTo(Checkup.Result.FAIL));
    }

    @Test
    void postgresThatKeepsItsPromisesIsWell() throws Exception {
        sql(server.database("postgres"), "CREATE DATABASE well");

        assertAll(
                new StoreExamination(folder, Optional.of(server.url("well")), GATEWAY).examine(),
                Checkup.Result.OK,
                Checkup.Result.OK,
                Checkup.Result.OK);
    }

    @Test
    void postgresThatMayLoseCommitsIsWarnedOf() throws Exception {
        sql(server.database("postgres"), "CREATE DATABASE forgetful");
        sql(server.database("postgres"), "ALTER DATABASE forgetful SET synchronous_commit = off");

        assertThat(new StoreExamination(folder, Optional.of(server.url("forgetful")), GATEWAY).examine())
                .anySatisfy(line -> {
                    assertThat(line.name()).isEqualTo("store.durability");
                    assertThat(line.result()).isEqualTo(Checkup.Result.WARN);
                });
    }

    @Test
    void aReadOnlyPostgresIsAFailedLine() throws Exception {
        sql(server.database("postgres"), "CREATE DATABASE standby");
        sql(server.database("postgres"), "ALTER DATABASE standby SET default_transaction_read_only = on");

        assertThat(new StoreExamination(folder, Optional.of(server.url("standby")), GATEWAY).examine())
                .anySatisfy(line -> assertThat(line.text()).contains("takes no writes"));
    }

    @Test
    void aPostgresThatLetsNobodyInIsAFailedLineWithoutThePassword() {
        String url = server.url("nowhere").replace("postgres@", "nobody:hunter2-is-secret@");

        assertThat(new StoreExamination(folder, Optional.of(url), GATEWAY).examine())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.result()).isEqualTo(Checkup.Result.FAIL);
                    assertThat(line.nextStep()).contains("OPENCLAW_DATABASE_URL");
                    assertThat(line.toString()).doesNotContain("hunter2");
                });
    }

    @Test
    void aFolderThatOthersMayReadIsWarnedOf() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(new DiskExamination(folder, 1).examine()).first().satisfies(line -> {
            assertThat(line.result()).isEqualTo(Checkup.Result.WARN);
            assertThat(line.nextStep()).contains("chmod 700");
        });
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertAll(new DiskExamination(folder, 1).examine(), Checkup.Result.OK, Checkup.Result.OK);
        assertAll(new DiskExamination(folder.resolve("later/on"), 1).examine(), Checkup.Result.OK, Checkup.Result.OK);
    }

    @Test
    void aFolderOfAnotherUserIsWarnedOf() throws Exception {
        UserPrincipal other =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        try {
            Files.setOwner(folder, other);
        } catch (FileSystemException e) {
            abort("only root can give a folder away: " + e);
        }

        assertThat(new DiskExamination(folder, 1).examine()).first().satisfies(line -> {
            assertThat(line.result()).isEqualTo(Checkup.Result.WARN);
            assertThat(line.text()).contains("belongs to nobody");
            assertThat(line.nextStep()).contains("as the service's user");
        });
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNotTakenForADamagedFile() {
        Path file = folder.resolve(StoreFactory.FILE);
        for (Throwable failure : List.of(
                new UnsatisfiedLinkError("_open_utf8"),
                new SQLException(
                        "Error opening connection", new NativeLibraryNotFoundException("No native library")))) {
            DatabaseTrouble trouble = DatabaseTrouble.of(file, failure);
            assertThat(trouble.text()).contains("temporary folder " + System.getProperty("java.io.tmpdir"), "noexec");
            assertThat(trouble.remedy())
                    .contains("@jvm.options", "-Djava.io.tmpdir=")
                    .doesNotContain("backup");
        }
    }

    @Test
    void aFolderThatOthersMayLookIntoIsWarnedOfAtTheStart() throws Exception {
        List<LogRecord> said = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(DataFolder.class.getName());
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(ear);
        try {
            DataFolder.make(folder);
            assertThat(said).isEmpty();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            DataFolder.make(folder);
        } finally {
            logger.removeHandler(ear);
        }
        assertThat(said)
                .singleElement()
                .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.WARNING));
    }

    @Test
    void aDiskBelowItsReserveIsAFailedLine() throws Exception {
        assertThat(new DiskExamination(folder, Long.MAX_VALUE / 4).examine())
                .last()
                .satisfies(line -> {
                    assertThat(line.result()).isEqualTo(Checkup.Result.FAIL);
                    assertThat(line.nextStep()).contains("OPENCLAW_STORE_DISK_RESERVE");
                });
    }
}
