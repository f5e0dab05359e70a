package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Reads, a few at a time, on connections that do not write, and none for longer than it may: its caller is told so, and a
/// read that still runs is cancelled. The threads are real ones: SQLite's driver would pin virtual ones.
final class Readers implements AutoCloseable {
    /// Reads that may wait for a thread.
    private static final int WAITING = 1_000;

    /// A pool may hold a connection from before the database was restarted: so many tries until a fresh one comes.
    private static final int TRIES = 3;

    private final DataSource database;
    private final Dialect dialect;
    private final Duration limit;
    private final ScheduledExecutorService clock;
    private final Supplier<@Nullable StoreException> outage;
    private final ThreadPoolExecutor threads;

    /// @param clock cancels what takes too long
    /// @param outage why reading need not be tried now; null where it may be
    Readers(
            String name,
            int concurrency,
            DataSource database,
            Dialect dialect,
            Duration limit,
            ScheduledExecutorService clock,
            Supplier<@Nullable StoreException> outage) {
        this.database = database;
        this.dialect = dialect;
        this.limit = limit;
        this.clock = clock;
        this.outage = outage;
        this.threads = new ThreadPoolExecutor(
                concurrency,
                concurrency,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name(name, 0).daemon(true).factory());
    }

    /// Runs a query for each subscription.
    <T extends @Nullable Object> Uni<T> read(Query<T> query) {
        return Uni.createFrom().emitter(caller -> {
            StoreException now = outage.get();
            if (now != null) {
                caller.fail(new StoreException(Reason.UNAVAILABLE, String.valueOf(now.getMessage()), now));
                return;
            }
            Order<T> order = new Order<>(query, caller);
            order.alarm(clock.schedule(order::late, limit.toMillis(), TimeUnit.MILLISECONDS));
            try {
                threads.execute(() -> answer(order));
            } catch (RejectedExecutionException e) {
                order.fail(
                        threads.isShutdown()
                                ? new StoreException(Reason.CLOSED, "the store is closed", e)
                                : new StoreException(Reason.OVERLOADED, "too many reads wait", e));
            }
        });
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T extends @Nullable Object> void answer(Order<T> order) {
        @Nullable T found;
        try {
            found = find(order);
        } catch (SQLException | RuntimeException e) {
            order.fail(new StoreException(Reason.UNAVAILABLE, "the database cannot be read: " + e.getMessage(), e));
            return;
        }
        order.complete(found);
    }

    private <T extends @Nullable Object> @Nullable T find(Order<T> order) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            order.check();
            try (Connection connection = database.getConnection();
                    Reading reading = new Reading(connection, dialect)) {
                order.begin(reading);
                return order.query.run(reading);
            } catch (SQLException e) {
                if (attempt == TRIES || !isStale(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isStale(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    /// What to find.
    @FunctionalInterface
    interface Query<T extends @Nullable Object> {
        @Nullable
        T run(Reading reading) throws SQLException;
    }

    /// A read, from being asked for to its answer.
    private static final class Order<T extends @Nullable Object> {
        private final Query<T> query;
        private final UniEmitter<? super T> caller;
        private @Nullable ScheduledFuture<?> alarm;
        private @Nullable Reading reading;
        private boolean late;

        Order(Query<T> query, UniEmitter<? super T> caller) {
            this.query = query;
            this.caller = caller;
        }

        synchronized void alarm(ScheduledFuture<?> value) {
            alarm = value;
        }

        synchronized void check() throws SQLException {
            if (late) {
                throw new SQLException("it took longer than it may");
            }
        }

        synchronized void begin(Reading now) throws SQLException {
            check();
            reading = now;
        }

        /// A database that does not answer does not hear of a cancelled read either: nobody waits for that.
        void late() {
            Reading current;
            synchronized (this) {
                late = true;
                current = reading;
            }
            caller.fail(
                    new StoreException(Reason.UNAVAILABLE, "the database cannot be read: it took longer than it may"));
            if (current != null) {
                Thread.startVirtualThread(current::cancel);
            }
        }

        void fail(Throwable failure) {
            disarm();
            caller.fail(failure);
        }

        void complete(@Nullable T found) {
            disarm();
            caller.complete(found);
        }

        private synchronized void disarm() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    /// One read under way.
    static final class Reading implements AutoCloseable {
        private final Connection connection;
        private final Dialect dialect;
        private @Nullable PreparedStatement current;
        private boolean over;
        private boolean late;

        Reading(Connection connection, Dialect dialect) {
            this.connection = connection;
            this.dialect = dialect;
        }

        Dialect dialect() {
            return dialect;
        }

        /// To be closed by its user.
        PreparedStatement prepare(String sql) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            watch(statement);
            return statement;
        }

        /// This statement runs next.
        synchronized void watch(PreparedStatement statement) throws SQLException {
            if (late) {
                throw new SQLException("it took longer than it may");
            }
            current = statement;
        }

        private synchronized void cancel() {
            late = true;
            if (!over && current != null) {
                try {
                    current.cancel();
                } catch (SQLException e) {
                    System.getLogger(Readers.class.getName())
                            .log(System.Logger.Level.DEBUG, "a read could not be cancelled", e);
                }
            }
        }

        /// From now on the connection is somebody else's.
        @Override
        public synchronized void close() {
            over = true;
        }
    }
}
