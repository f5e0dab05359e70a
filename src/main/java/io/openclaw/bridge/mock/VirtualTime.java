package io.openclaw.bridge.mock;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Time that stands still until [#advance(Duration)]: the same test takes the same course every time.
///
/// Handlers run on the thread that called the mock, before that call returns: after `emit(…)` a test may
/// assert what its handler did. Therefore a handler must not wait for something that the same thread does
/// later. Safe from any thread; deterministic when used from one.
public final class VirtualTime implements MockTime {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Task(Instant at, long order, Runnable work) {}

    /// Also the lock of the three below. Tasks never run under it.
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));

    private Instant now;
    private long order;

    /// Held by the one thread that runs tasks.
    private final ReentrantLock running = new ReentrantLock();

    /// Starts on 1 January 2026, midnight UTC.
    public VirtualTime() {
        this(START);
    }

    public VirtualTime(Instant start) {
        now = start;
    }

    @Override
    public Instant instant() {
        synchronized (tasks) {
            return now;
        }
    }

    @Override
    public void after(Duration delay, Runnable task) {
        synchronized (tasks) {
            tasks.add(new Task(now.plus(delay), order++, task));
        }
    }

    @Override
    public void execute(Runnable handler) {
        after(Duration.ZERO, handler);
    }

    /// Lets that much time pass and runs what becomes due on the way, each at its own instant.
    ///
    /// @throws IllegalStateException from inside a handler or a timer's task
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + duration);
        }
        if (running.isHeldByCurrentThread()) {
            throw new IllegalStateException("a handler cannot advance the time that it runs in");
        }
        running.lock();
        try {
            Instant end = instant().plus(duration);
            runUntil(end);
            synchronized (tasks) {
                now = end;
            }
        } finally {
            running.unlock();
        }
        settle();
    }

    /// Where another thread is running tasks already, it takes what is due along: after unlocking it
    /// looks again.
    @Override
    public void settle() {
        while (!running.isHeldByCurrentThread() && somethingIsDue() && running.tryLock()) {
            try {
                runUntil(instant());
            } finally {
                running.unlock();
            }
        }
    }

    private boolean somethingIsDue() {
        synchronized (tasks) {
            Task next = tasks.peek();
            return next != null && !next.at().isAfter(now);
        }
    }

    private void runUntil(Instant end) {
        for (Task task = take(end); task != null; task = take(end)) {
            task.work().run();
        }
    }

    private @Nullable Task take(Instant end) {
        synchronized (tasks) {
            Task next = tasks.peek();
            if (next == null || next.at().isAfter(end)) {
                return null;
            }
            tasks.remove();
            if (next.at().isAfter(now)) {
                now = next.at();
            }
            return next;
        }
    }
}
