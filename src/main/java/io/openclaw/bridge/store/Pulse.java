package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreStatus;
import io.smallrye.mutiny.Uni;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Whether the store can commit, for operators: it just has, or tries to.
final class Pulse {
    /// A commit so long ago still proves it.
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String kind;
    private final GroupCommit writer;

    Pulse(Dialect dialect, GroupCommit writer) {
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
        return new StoreStatus(
                kind, writer.isUp() ? StoreStatus.State.UP : StoreStatus.State.DOWN, state.since(), state.lastError());
    }
}
