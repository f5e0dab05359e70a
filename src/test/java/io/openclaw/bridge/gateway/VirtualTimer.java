package io.openclaw.bridge.gateway;

import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Time that stands still until the test moves it. Safe from any thread.
///
///     VirtualTimer time = new VirtualTimer();
///     GatewayClient client = new GatewayClient(…, time::on, …);
///     time.advance(Duration.ofSeconds(30));
///
/// What tasks set in motion elsewhere (a socket that opens, a file that is read) takes real time: await its effect
/// before the next step.
public final class VirtualTimer implements Timer {
    /// For the length of a test nobody may take a monotonic clock for a number that only grows: it overflows on the
    /// way.
    private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private static final Instant BIRTH = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private @Nullable Context context;
    private long elapsed;
    private long order;

    /// Binds time to the context that its tasks run on; without one they run on the thread that moves it.
    public synchronized Timer on(Context owner) {
        context = owner;
        return this;
    }

    @Override
    public synchronized Instant now() {
        return BIRTH.plusNanos(elapsed);
    }

    @Override
    public synchronized long nanoTime() {
        return ORIGIN + elapsed;
    }

    @Override
    public synchronized Task schedule(Duration delay, Runnable task) {
        long after = Math.max(
                0, delay.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE / 2 : delay.toNanos());
        Due due = new Due(elapsed + after, order++, task);
        queue.add(due);
        return () -> cancel(due);
    }

    private synchronized void cancel(Due due) {
        queue.remove(due);
    }

    /// Moves time on; what falls due on the way runs in order, each at its own time, on the context. Returns when all
    /// that and what it put on the context has run. Not to be called there.
    public void advance(Duration duration) {
        long until;
        synchronized (this) {
            until = elapsed + duration.toNanos();
        }
        while (step(until)) {}
        onContext(() -> {});
    }

    /// Moves to the next task and runs it, if it falls due by then.
    private boolean step(long until) {
        boolean[] more = new boolean[1];
        onContext(() -> {
            Due due = take(until);
            if (due != null) {
                more[0] = true;
                due.task.run();
            }
        });
        return more[0];
    }

    private synchronized @Nullable Due take(long until) {
        Due due = queue.peek();
        if (due == null || due.at > until) {
            elapsed = Math.max(elapsed, until);
            return null;
        }
        queue.remove(due);
        elapsed = Math.max(elapsed, due.at);
        return due;
    }

    /// How long from now each scheduled task is due, the next one first.
    public synchronized List<Duration> scheduled() {
        List<Due> all = new ArrayList<>(queue);
        all.sort(null);
        return all.stream().map(due -> Duration.ofNanos(due.at - elapsed)).toList();
    }

    private void onContext(Runnable work) {
        Context owner;
        synchronized (this) {
            owner = context;
        }
        if (owner == null) {
            work.run();
            return;
        }
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait for time: it might be the one that owns it");
        }
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        owner.runOnContext(ignored -> {
            try {
                work.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a scheduled task failed", e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the owner of this time does not answer", e);
        }
    }

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }
}
