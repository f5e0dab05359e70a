package io.openclaw.bridge.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The data directory.
final class DataFolder {
    private static final System.Logger LOG = System.getLogger(DataFolder.class.getName());

    private DataFolder() {}

    /// What a bridge on an SQLite file leaves in it beside the file.
    private static final List<String> TRACES =
            List.of(DirectoryLock.FILE, StoreFactory.BACKUPS, "broker", "device-token");

    /// Whether a bridge has had it before. The device key is no trace: it may have been brought from elsewhere.
    static boolean wasUsed(Path directory) {
        return TRACES.stream().anyMatch(trace -> Files.exists(directory.resolve(trace)));
    }

    /// Makes it, for its owner only, where it is not there, and warns of one that others may look into: keys and people's messages go into it.
    ///
    /// @throws UncheckedIOException naming it
    static void make(Path directory) {
        if (Files.isDirectory(directory)) { // also by a link
            warnIfOpen(directory);
            return;
        }
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectories(
                    directory,
                    posix
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                            }
                            : new FileAttribute<?>[0]);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static void warnIfOpen(Path directory) {
        try {
            if (DiskExamination.isOpen(directory)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The data folder {0} is open to other users of this machine; keys and messages are in it: `chmod 700 {0}`.",
                        directory.toAbsolutePath().normalize());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The rights of the data folder cannot be read", e);
        }
    }

    /// With what to do.
    static UncheckedIOException unusable(Path directory, IOException why) {
        return new UncheckedIOException(
                "the data folder " + directory.toAbsolutePath().normalize() + " cannot be used ("
                        + why.getClass().getSimpleName() + " " + why.getMessage() + "): make it writable for the user "
                        + System.getProperty("user.name") + ", or set OPENCLAW_DATA_DIR to a folder that is",
                why);
    }
}
