package io.openclaw.bridge.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Keeps a reserve of the disk for outcomes and pruning: below it nothing new is accepted (design, section 6). Asks the
/// file system at most once per second. For the writer's thread; [#usable()] from any.
final class DiskGuard {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier space;
    private final long reserve;
    private final LongSupplier nanos;
    private long askedAt;
    private volatile long usable;

    /// @param space usable bytes
    /// @param reserve bytes that accepts leave alone
    /// @param nanos a monotonic clock
    DiskGuard(LongSupplier space, long reserve, LongSupplier nanos) {
        this.space = space;
        this.reserve = reserve;
        this.nanos = nanos;
        ask();
    }

    /// Usable bytes where a file of this folder would go.
    static LongSupplier spaceOf(Path folder) {
        return () -> {
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    boolean isLow() {
        if (nanos.getAsLong() - askedAt >= PERIOD_NANOS) {
            ask();
        }
        return usable < reserve;
    }

    /// Bytes, as of the last question.
    long usable() {
        return usable;
    }

    private void ask() {
        askedAt = nanos.getAsLong();
        try {
            usable = space.getAsLong();
        } catch (UncheckedIOException e) {
            // A folder that cannot be asked is not known to be full; the database will say what is wrong with it.
            usable = Long.MAX_VALUE;
        }
    }
}
