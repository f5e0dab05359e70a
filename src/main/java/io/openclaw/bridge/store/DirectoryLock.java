package io.openclaw.bridge.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lock that keeps other processes out of the data directory. It dies with its process, so whoever is written in it
/// when we have it is dead, and will never write a frame again: no need to wait for the end of their leases.
final class DirectoryLock implements AutoCloseable {
    /// In the data directory.
    static final String FILE = "bridge.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /// @throws IllegalStateException if another process has it, with a sentence for people
    static DirectoryLock take(Path directory) {
        try {
            DataFolder.make(directory);
            FileChannel channel = FileChannel.open(
                    directory.resolve(FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new IllegalStateException("Another bridge is running on the data directory "
                        + directory.toAbsolutePath().normalize()
                        + ": stop it, or give this one a directory of its own with OPENCLAW_DATA_DIR.");
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw DataFolder.unusable(directory, e);
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

    /// Those who had it before us and may have left leases behind.
    List<String> predecessors() throws IOException {
        ByteBuffer text = ByteBuffer.allocate((int) channel.size());
        while (text.hasRemaining() && channel.read(text, text.position()) >= 0) {
            // A file is read in one piece as a rule.
        }
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /// Before the owner takes its first lease: whoever comes next finds it here.
    void enter(String owner) throws IOException {
        List<String> owners = new ArrayList<>(predecessors());
        owners.add(owner);
        write(owners);
    }

    /// The predecessors have left nothing behind any more.
    void only(String owner) throws IOException {
        write(List.of(owner));
    }

    private void write(List<String> owners) throws IOException {
        ByteBuffer text = ByteBuffer.wrap((String.join("\n", owners) + "\n").getBytes(StandardCharsets.UTF_8));
        int length = text.remaining();
        while (text.hasRemaining()) {
            channel.write(text, text.position());
        }
        channel.truncate(length);
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
