package io.openclaw.bridge.store;

import java.nio.file.Path;
import org.sqlite.NativeLibraryNotFoundException;

/// Why a database cannot be used, for people: a refused start, the move and the doctor say the same. Without a secret.
///
/// @param text what is wrong
/// @param remedy what to do
record DatabaseTrouble(String text, String remedy) {

    /// @param failure an SQLException, or the error of a library that cannot be loaded
    static DatabaseTrouble of(Path file, Throwable failure) {
        if (isLibraryMissing(failure)) {
            return new DatabaseTrouble(
                    "SQLite's library cannot be loaded from the temporary folder " + temporaryFolder()
                            + " (mounted noexec, or not writable?)",
                    "start with `java @jvm.options -jar quarkus-run.jar`, whose library lies beside the jar, or with"
                            + " -Djava.io.tmpdir=<a folder where programs may run>");
        }
        return new DatabaseTrouble(
                "SQLite's file " + file.toAbsolutePath().normalize() + " cannot be used: " + failure.getMessage(),
                "make it, and its folder, readable and writable for the user " + System.getProperty("user.name")
                        + " (OPENCLAW_DATA_DIR); if it is damaged, restore a backup");
    }

    /// @param failure an SQLException
    static DatabaseTrouble of(DatabaseUrl url, Throwable failure) {
        return new DatabaseTrouble(
                "PostgreSQL at " + url + " cannot be used: " + failure.getMessage(),
                "start it, or correct OPENCLAW_DATABASE_URL: host, port, database, user and password; a firewall may be between");
    }

    /// At the first attempt the driver says so, afterwards Java.
    private static boolean isLibraryMissing(Throwable failure) {
        return failure instanceof UnsatisfiedLinkError
                || failure instanceof NativeLibraryNotFoundException
                || failure.getCause() != null && isLibraryMissing(failure.getCause());
    }

    private static String temporaryFolder() {
        return System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
    }

    /// For who opens the database.
    IllegalStateException exception(Throwable failure) {
        String what = text.endsWith(".") ? text : text + ".";
        return new IllegalStateException(what + " Next: " + remedy, failure);
    }
}
