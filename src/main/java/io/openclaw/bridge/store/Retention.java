package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import io.smallrye.mutiny.Uni;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Deletes what ended long ago, a few rows at a time and with pauses, so that nobody notices. It walks the rows in their
/// order from the oldest on and stops at the first that is too young to have ended that long ago: no index is needed,
/// and no delivery pays for one.
final class Retention {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());

    /// Rows looked at, and at most deleted, in one transaction.
    private static final int STEP = 500;

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration PERIOD = Duration.ofHours(1);

    private final Readers readers;
    private final Consumer<Work<?>> writer;
    private final Duration retention;
    private final InstantSource clock;
    private final ScheduledExecutorService timer;
    private final Figures figures;
    private final AtomicBoolean running = new AtomicBoolean();

    Retention(
            Readers readers,
            Consumer<Work<?>> writer,
            Duration retention,
            InstantSource clock,
            ScheduledExecutorService timer,
            Figures figures) {
        this.readers = readers;
        this.writer = writer;
        this.retention = retention;
        this.clock = clock;
        this.timer = timer;
        this.figures = figures;
    }

    void start() {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                this::passQuietly, FIRST.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// One walk over everything that is old enough.
    ///
    /// @return how many rows and events were deleted
    Uni<Integer> pass() {
        return from(0, Micros.of(clock.instant().minus(retention)), 0).invoke(figures.pruned::add);
    }

    private void passQuietly() {
        if (running.compareAndSet(false, true)) {
            pass().onTermination()
                    .invoke(() -> running.set(false))
                    .subscribe()
                    .with(
                            count -> LOG.log(System.Logger.Level.DEBUG, "{0} old rows deleted", count),
                            failure -> LOG.log(
                                    failure instanceof StoreException
                                            ? System.Logger.Level.DEBUG
                                            : System.Logger.Level.ERROR,
                                    "deleting old rows failed and is tried again later",
                                    failure));
        }
    }

    private Uni<Integer> from(long seq, long before, int soFar) {
        return readers.read(reading -> {
                    try (PreparedStatement statement = reading.prepare("SELECT seq, stage, ended_at, created_at"
                            + " FROM notification WHERE seq > ? ORDER BY seq LIMIT " + STEP)) {
                        statement.setLong(1, seq);
                        try (ResultSet rows = statement.executeQuery()) {
                            return Stretch.of(rows, before);
                        }
                    }
                })
                .chain(stretch -> delete(stretch, before)
                        .chain(deleted ->
                                stretch.more() || deleted - stretch.seqs().size() >= STEP
                                        ? Uni.createFrom()
                                                .voidItem()
                                                .onItem()
                                                .delayIt()
                                                .onExecutor(timer)
                                                .by(PAUSE)
                                                .chain(() -> from(stretch.lastSeq(), before, soFar + deleted))
                                        : Uni.createFrom().item(soFar + deleted)));
    }

    private Uni<Integer> delete(Stretch stretch, long before) {
        return Uni.createFrom().emitter(caller -> writer.accept(new Work.Prune(stretch.seqs(), before, STEP, caller)));
    }

    /// Some rows next to each other.
    ///
    /// @param seqs of those that ended long ago
    /// @param more whether there may be others behind them
    private record Stretch(List<Long> seqs, long lastSeq, boolean more) {
        static Stretch of(ResultSet rows, long before) throws SQLException {
            List<Long> seqs = new ArrayList<>();
            long last = Long.MAX_VALUE - 1;
            int looked = 0;
            while (rows.next()) {
                if (rows.getLong(4) >= before) {
                    return new Stretch(seqs, last, false);
                }
                last = rows.getLong(1);
                looked++;
                if (rows.getInt(2) >= Stage.DELIVERED.code() && rows.getLong(3) < before) {
                    seqs.add(last);
                }
            }
            return new Stretch(seqs, last, looked == STEP);
        }
    }
}
