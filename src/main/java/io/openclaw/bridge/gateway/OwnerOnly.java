package io.openclaw.bridge.gateway;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that only their owner may read.
final class OwnerOnly {
    private static final Logger LOG = System.getLogger(OwnerOnly.class.getName());

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
        try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true); // what is moved into place must be more than a name after a power cut
        }
        return whole;
    }

    /// Takes everybody else's rights away, as far as the file system knows rights and lets us.
    static void restrict(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && !RIGHTS.containsAll(Files.getPosixFilePermissions(file))) {
            try {
                Files.setPosixFilePermissions(file, RIGHTS);
            } catch (FileSystemException e) {
                // A mounted secret belongs to somebody else and cannot be changed, yet is a good place for a key.
                LOG.log(Level.WARNING, "{0} can be read by others, and its rights cannot be changed", file);
            }
        }
    }
}
