package io.openclaw.bridge.notification;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Callers who wait for the end of a notification (`Prefer: wait`). Registered with the store as its [Wakeups].
///
/// Safe from any thread; results come on the store's or the timer's.
public final class Waiters implements Wakeups {
    /// Design, section 5. Each one holds a connection open.
    public static final int MOST = 1_000;

    /// How often rows are read again that another replica may have ended.
    private static final Duration REREAD = Duration.ofSeconds(1);

    private final Delays delays;
    private final boolean several;
    private final AtomicInteger places = new AtomicInteger();
    private final Map<UUID, List<Waiter>> waiting = new HashMap<>(); // guarded by itself

    /// @param several whether other processes deliver from the same database: their commits are not heard, so the rows
    ///     are read again each second
    public Waiters(Delays delays, boolean several) {
        this.delays = delays;
        this.several = several;
    }

    /// Waits until the row has ended, but not longer than that.
    ///
    /// @param row as it is known now
    /// @param read reads it again
    /// @return the row as it is then; at once, as it was, where nobody else may wait. A reading that fails is no reason
    ///     to fail: the notification is stored, whatever the store does now
    Uni<Notification> end(Notification row, Duration longest, Function<UUID, Uni<Notification>> read) {
        if (row.state().isTerminal()) {
            return Uni.createFrom().item(row);
        }
        return Uni.createFrom().emitter(emitter -> {
            if (places.incrementAndGet() > MOST) {
                places.decrementAndGet();
                emitter.complete(row);
                return;
            }
            Waiter waiter = new Waiter(row, emitter, read);
            emitter.onTermination(() -> waiter.end(null)); // the caller went away
            waiter.start(longest);
        });
    }

    /// Whether one more may wait.
    public boolean isFull() {
        return places.get() >= MOST;
    }

    /// How many wait.
    public int size() {
        return places.get();
    }

    @Override
    public void committed(List<Notification> rows) {
        if (places.get() == 0) {
            return;
        }
        for (Notification row : rows) {
            if (row.state().isTerminal()) {
                of(row.id()).forEach(waiter -> waiter.end(row));
            } else {
                of(row.id()).forEach(waiter -> waiter.seen = row);
            }
        }
    }

    @Override
    public void elsewhere(@Nullable Set<String> lanes) {
        // It tells of rows that were put into lanes, not of ends; those are read each second.
    }

    private List<Waiter> of(UUID id) {
        synchronized (waiting) {
            return List.copyOf(waiting.getOrDefault(id, List.of()));
        }
    }

    private final class Waiter {
        private final UniEmitter<? super Notification> emitter;
        private final Function<UUID, Uni<Notification>> read;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Notification seen;
        private volatile Runnable timeout = () -> {};
        private volatile Runnable rereading = () -> {};

        Waiter(Notification row, UniEmitter<? super Notification> emitter, Function<UUID, Uni<Notification>> read) {
            this.seen = row;
            this.emitter = emitter;
            this.read = read;
        }

        void start(Duration longest) {
            synchronized (waiting) {
                waiting.computeIfAbsent(seen.id(), _ -> new ArrayList<>(1)).add(this);
            }
            timeout = delays.after(longest, () -> end(seen));
            if (over.get()) {
                timeout.run();
            }
            read(); // it may have ended before anybody listened
        }

        private void read() {
            read.apply(seen.id()).subscribe().with(this::saw, _ -> next());
        }

        private void saw(Notification row) {
            if (row.state().isTerminal()) {
                end(row);
            } else {
                if (row.version() > seen.version()) {
                    seen = row;
                }
                next();
            }
        }

        private void next() {
            if (several && !over.get()) {
                rereading = delays.after(REREAD, () -> {
                    if (!over.get()) {
                        read();
                    }
                });
            }
        }

        /// @param row null where nobody wants to know any more
        void end(@Nullable Notification row) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            places.decrementAndGet();
            synchronized (waiting) {
                waiting.computeIfPresent(seen.id(), (_, list) -> {
                    list.remove(this);
                    return list.isEmpty() ? null : list;
                });
            }
            timeout.run();
            rereading.run();
            if (row != null) {
                emitter.complete(row);
            }
        }
    }
}
