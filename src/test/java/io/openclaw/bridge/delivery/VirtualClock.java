package io.openclaw.bridge.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Time that stands still until the test moves it. Not thread-safe.
final class VirtualClock implements DeliveryClock, InstantSource {
    static final Instant BIRTH = Instant.parse("2026-11-20T12:00:00Z");

    private record Due(Instant at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private Instant now = BIRTH;
    private long order;
    private long ran;

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return Long.MAX_VALUE - 1_000 + Duration.between(BIRTH, now).toNanos(); // overflows on purpose
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), order++, task);
        queue.add(due);
        return () -> queue.remove(due);
    }

    /// How many tasks have run: what polls shows here.
    long ran() {
        return ran;
    }

    @Nullable
    Duration next() {
        Due due = queue.peek();
        return due == null ? null : Duration.between(now, due.at);
    }

    void advance(Duration duration) {
        Instant until = now.plus(duration);
        for (Due due = queue.peek(); due != null && !due.at.isAfter(until); due = queue.peek()) {
            queue.remove();
            now = due.at.isAfter(now) ? due.at : now;
            ran++;
            due.task.run();
        }
        now = until;
    }
}
