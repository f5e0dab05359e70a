package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Ownership;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The only process on its data directory, and so on the database in it.
final class SoleOwnership implements Ownership, Batch.ClaimRight, AutoCloseable {
    private static final Set<Integer> ALL =
            IntStream.range(0, Backlog.SHARDS).boxed().collect(Collectors.toUnmodifiableSet());

    private final String owner;
    private final DirectoryLock lock;

    private SoleOwnership(String owner, DirectoryLock lock) {
        this.owner = owner;
        this.lock = lock;
    }

    /// @throws IllegalStateException if another process has it, with a sentence for people
    static SoleOwnership of(Path directory, String owner) {
        return new SoleOwnership(owner, DirectoryLock.take(directory));
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
        lock.close();
    }
}
