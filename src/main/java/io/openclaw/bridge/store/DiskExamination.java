package io.openclaw.bridge.store;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The data directory, for the doctor: whether it can be written, who may read it, and how much space is left.
public final class DiskExamination implements Examination {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private static final long MEGABYTE = 1 << 20;

    private final Path directory;
    private final long reserve;

    /// @param directory `openclaw.data-dir`
    public DiskExamination(Path directory, StoreConfig config) {
        this(directory, config.diskReserve().asLongValue());
    }

    DiskExamination(Path directory, long reserve) {
        this.directory = directory.toAbsolutePath().normalize();
        this.reserve = reserve;
    }

    @Override
    public List<Checkup> examine() throws IOException {
        Path there = directory;
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            return List.of(Checkup.fail(
                    "disk.directory",
                    there + " cannot be written by this user",
                    "make it writable for " + System.getProperty("user.name")
                            + ", or set OPENCLAW_DATA_DIR to a folder that is"));
        }
        List<Checkup> lines = new ArrayList<>();
        lines.add(
                there.equals(directory)
                        ? rightful()
                        : Checkup.ok("disk.directory", directory + " is made at the first start"));
        long free = DiskGuard.spaceOf(there).getAsLong();
        String text =
                free / MEGABYTE + " MiB free at " + there + ", " + reserve / MEGABYTE + " MiB are kept in reserve";
        if (free < reserve) {
            lines.add(Checkup.fail(
                    "disk.space",
                    text + ": nothing new is accepted on SQLite",
                    "free some space, or lower OPENCLAW_STORE_DISK_RESERVE"));
        } else if (free < 2 * reserve) {
            lines.add(Checkup.warn("disk.space", text, "free some space: below the reserve nothing new is accepted"));
        } else {
            lines.add(Checkup.ok("disk.space", text));
        }
        return lines;
    }

    /// What one user can do says little of another, and what one makes the other may not read.
    private Checkup rightful() throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            return Checkup.ok("disk.directory", directory + " can be written");
        }
        // What a service made there is its user's, also where the folder is somebody else's, as a mounted one.
        Path lock = directory.resolve(DirectoryLock.FILE);
        UserPrincipal owner = Files.getOwner(Files.exists(lock) ? lock : directory);
        UserPrincipal user = thisUser();
        return owner.equals(user)
                ? rights()
                : Checkup.warn(
                        "disk.directory",
                        directory + " belongs to " + owner.getName() + ", but this is " + user.getName(),
                        "run the doctor as the service's user: what another one may do says nothing of the service");
    }

    /// In a container its number may have no name, so Linux is asked first.
    private static UserPrincipal thisUser() throws IOException {
        Path process = Path.of("/proc/self");
        return Files.exists(process)
                ? Files.getOwner(process)
                : FileSystems.getDefault()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name"));
    }

    /// Whether others than its owner may look into it.
    static boolean isOpen(Path directory) throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(directory).stream().anyMatch(OTHERS::contains);
    }

    private Checkup rights() throws IOException {
        if (isOpen(directory)) {
            return Checkup.warn(
                    "disk.directory",
                    directory + " is open to other users of this machine; keys and messages are in it",
                    "`chmod 700 " + directory + "`");
        }
        return Checkup.ok("disk.directory", directory + " is this user's own");
    }
}
