package io.openclaw.bridge.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps a reserve of the disk for outcomes and pruning: below it nothing new is accepted (design, section 6). Asks the
/// file system at most once per second, and logs when accepting stops and goes on. [#isLow()] for the writer's thread, the rest from any.
final class DiskGuard {
    private static final System.Logger LOG = System.getLogger(DiskGuard.class.getName());

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier space;
    private final long reserve;
    private final LongSupplier nanos;
    private long askedAt;
    private volatile long usable;
    private volatile @Nullable Instant lowSince;

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
        return lowSince != null;
    }

    /// Since when nothing is accepted; null where there is room. As of the last question.
    @Nullable
    Instant lowSince() {
        return lowSince;
    }

    /// How much there is, and which setting says how much there must be.
    String words() {
        return usable + " bytes of disk are free, and " + reserve
                + " are kept in reserve (OPENCLAW_STORE_DISK_RESERVE)";
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
        if (usable < reserve && lowSince == null) {
            lowSince = Instant.now();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Nothing new is accepted (503 disk-low) until there is room: {0}. Deliveries go on.",
                    words());
        } else if (usable >= reserve && lowSince != null) {
            lowSince = null;
            LOG.log(System.Logger.Level.INFO, "Notifications are accepted again: {0}.", words());
        }
    }
}
