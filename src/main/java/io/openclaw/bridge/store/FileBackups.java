package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import io.openclaw.bridge.notification.admin.Backups;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// SQLite: `VACUUM INTO` on a connection of its own. It reads one moment of the file while the writer goes on, and makes a
/// file that needs no journal. Under its last name it appears only when all of it is on disk.
final class FileBackups implements Backups {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'bridge-'uuuuMMdd'T'HHmmss.SSS'Z.db'").withZone(ZoneOffset.UTC);

    private final Path database;
    private final Path folder;
    private final DataSource source;
    private final long reserve;
    private final DiskGuard disk;
    private final AtomicBoolean running = new AtomicBoolean();

    /// @param directory where the database is, and the folder for its copies
    /// @param source connects to the database's file
    /// @param reserve bytes of the disk that stay free
    FileBackups(Path directory, DataSource source, long reserve) {
        this.database = directory.resolve(StoreFactory.FILE);
        this.folder = directory.resolve(StoreFactory.BACKUPS);
        this.source = source;
        this.reserve = reserve;
        this.disk = new DiskGuard(DiskGuard.spaceOf(directory), reserve, System::nanoTime);
    }

    @Override
    public Uni<Void> check() {
        return Uni.createFrom()
                .emitter(caller -> thread(() -> {
                    if (running.get()) {
                        caller.fail(running());
                        return;
                    }
                    try {
                        requireRoom();
                        caller.complete(null);
                    } catch (Impossible e) {
                        caller.fail(e);
                    } catch (IOException | RuntimeException e) {
                        caller.fail(failed(e));
                    }
                }));
    }

    private static void thread(Runnable task) {
        Thread.ofPlatform().name("openclaw-store-backup").daemon(true).start(task);
    }

    private static Impossible running() {
        return new Impossible("another backup is being made: wait for its end");
    }

    private static StoreException failed(Exception why) {
        return new StoreException(Reason.UNAVAILABLE, "the backup failed: " + why.getMessage(), why);
    }

    /// Takes as long as the file is big; a platform thread, since SQLite's driver would pin a virtual one.
    @Override
    public Uni<Backup> make() {
        return Uni.createFrom().emitter(caller -> {
            if (!running.compareAndSet(false, true)) {
                caller.fail(running());
                return;
            }
            thread(() -> run(caller));
        });
    }

    private void run(UniEmitter<? super Backup> caller) {
        Backup made;
        try {
            made = copy();
        } catch (Impossible e) {
            running.set(false);
            caller.fail(e);
            return;
        } catch (SQLException | IOException | RuntimeException e) {
            running.set(false);
            caller.fail(failed(e));
            return;
        }
        running.set(false);
        caller.complete(made);
    }

    private Backup copy() throws SQLException, IOException {
        long began = System.nanoTime();
        requireRoom();
        makeFolder();
        Path file = folder.resolve(NAME.format(Instant.now()));
        Path partial = folder.resolve(file.getFileName() + ".partial");
        try {
            ownerOnly(Files.createFile(partial), "rw-------");
            try (Connection connection = source.getConnection();
                    PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, partial.toString());
                vacuum.execute();
            }
            sync(partial, StandardOpenOption.WRITE);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder, StandardOpenOption.READ);
        } finally {
            Files.deleteIfExists(partial);
        }
        return new Backup(file, Files.size(file), Duration.ofNanos(System.nanoTime() - began));
    }

    /// The copy is never bigger than the file and its journal.
    private void requireRoom() throws IOException {
        Path journal = database.resolveSibling(database.getFileName() + "-wal");
        long needed = Files.size(database) + (Files.exists(journal) ? Files.size(journal) : 0);
        disk.isLow();
        if (disk.usable() - needed < reserve) {
            throw new Impossible("too little disk: the copy may need " + (needed >> 20) + " MiB, and "
                    + (reserve >> 20) + " MiB stay reserved (openclaw.store.disk-reserve), but " + (disk.usable() >> 20)
                    + " MiB are free. Free some, or delete old files in " + folder);
        }
    }

    private void makeFolder() throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            ownerOnly(folder, "rwx------");
        }
    }

    /// The texts in it are the callers' secrets.
    private static void ownerOnly(Path path, String permissions) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /// PostgreSQL's are the business of its own tools.
    static Backups notHere() {
        return new Backups() {
            @Override
            public Uni<Void> check() {
                return Uni.createFrom()
                        .failure(() -> new Impossible("the database is a PostgreSQL, which has its own tools: pg_dump"
                                + " --format=custom --file=bridge.dump \"$OPENCLAW_DATABASE_URL\" copies it while it"
                                + " works, pg_restore brings it back"));
            }

            @Override
            public Uni<Backup> make() {
                return check().map(_ -> {
                    throw new IllegalStateException("never possible");
                });
            }
        };
    }
}
