package io.openclaw.bridge.store;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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
                        ? rights()
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

    private Checkup rights() throws IOException {
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(directory).stream().anyMatch(OTHERS::contains)) {
            return Checkup.warn(
                    "disk.directory",
                    directory + " is open to other users of this machine; keys and messages are in it",
                    "`chmod 700 " + directory + "`");
        }
        return Checkup.ok("disk.directory", directory + " is this user's own");
    }
}
