package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Ownership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The only process on its data directory: a lock on a file there keeps others out, and dies with the process.
final class SoleOwnership implements Ownership, Batch.ClaimRight, AutoCloseable {
    /// In the data directory.
    static final String LOCK_FILE = "bridge.lock";

    private static final Set<Integer> ALL =
            IntStream.range(0, Backlog.SHARDS).boxed().collect(Collectors.toUnmodifiableSet());

    private final String owner;
    private final FileChannel channel;

    private SoleOwnership(String owner, FileChannel channel) {
        this.owner = owner;
        this.channel = channel;
    }

    /// @throws IllegalStateException if another process has it, with a sentence for people
    static SoleOwnership of(Path directory, String owner) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new IllegalStateException("Another bridge is running on the data directory "
                        + directory.toAbsolutePath().normalize()
                        + ": stop it, or give this one a directory of its own with OPENCLAW_DATA_DIR.");
            }
            return new SoleOwnership(owner, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory " + directory + " cannot be used", e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
            return null;
        }
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public Set<Integer> shards() {
        return ALL;
    }

    @Override
    public boolean mayWrite(int shard) {
        return true;
    }

    @Override
    public void onChange(Consumer<Set<Integer>> listener) {
        // It never changes.
    }

    @Override
    public void release(Set<Integer> shards) {
        // Nobody else wants them.
    }

    @Override
    public boolean isLeased() {
        return false;
    }

    @Override
    public long marginMicros() {
        return 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
