package io.openclaw.bridge.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that only their owner may read.
final class OwnerOnly {
    private static final Set<PosixFilePermission> RIGHTS = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER_RIGHTS = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /// Writes the text to a new file in the same folder, which is made if need be, and returns it: to
    /// be linked or moved into place whole.
    static Path writeBeside(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights =
                posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(RIGHTS)} : new FileAttribute<?>[0];
        if (folder != null && !Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    posix
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FOLDER_RIGHTS)}
                            : new FileAttribute<?>[0]);
        }
        Path whole = Files.createTempFile(folder, "." + file.getFileName(), ".new", rights);
        return Files.writeString(whole, text);
    }

    /// Takes everybody else's rights away, as far as the file system knows rights.
    static void restrict(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !Files.getPosixFilePermissions(file).equals(RIGHTS)) {
            Files.setPosixFilePermissions(file, RIGHTS);
        }
    }
}
