package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreStatus;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Whether the store can commit, for operators: it just has, or tries to.
final class Pulse {
    /// A commit so long ago still proves it.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String kind;
    private final GroupCommit writer;
    private final @Nullable DiskGuard disk;

    /// @param disk null where nobody looks at it
    Pulse(Dialect dialect, GroupCommit writer, @Nullable DiskGuard disk) {
        this.disk = disk;
        this.kind = dialect.name().toLowerCase(Locale.ROOT);
        this.writer = writer;
    }

    /// Never fails.
    Uni<StoreStatus> take() {
        return Uni.createFrom()
                .deferred(() -> writer.isUp() && System.nanoTime() - writer.lastCommitNanos() < FRESH_NANOS
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().<Void>emitter(caller -> writer.submit(new Work.Ping(caller))))
                .onItemOrFailure()
                .transform((_, _) -> snapshot());
    }

    private StoreStatus snapshot() {
        Availability.State state = writer.availability().state();
        Instant lowSince = disk == null ? null : disk.lowSince();
        if (writer.isUp() && disk != null && lowSince != null) {
            return new StoreStatus(kind, StoreStatus.State.DISK_LOW, lowSince, disk.words());
        }
        return new StoreStatus(
                kind, writer.isUp() ? StoreStatus.State.UP : StoreStatus.State.DOWN, state.since(), state.lastError());
    }
}
