package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What waits to be written. Anybody brings, one thread takes.
final class WorkQueue {
    private final int limit;
    private final LinkedBlockingQueue<Signal> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /// @param limit rows that may wait to be accepted
    WorkQueue(int limit) {
        this.limit = limit;
    }

    /// @return whether there was room
    boolean offer(Work<?> work) {
        // What is accepted can be repeated by its caller; what became of a row only its owner knows. So that has twice
        // the room.
        if (waiting.addAndGet(work.weight()) > (work instanceof Work.Accept ? limit : 2 * limit)) {
            waiting.addAndGet(-work.weight());
            return false;
        }
        queue.add(new Signal(work));
        return true;
    }

    /// Ends a wait in [#take(int)].
    void wake() {
        queue.add(Signal.WAKE);
    }

    /// Waits for the first.
    ///
    /// @param rows about
    /// @return empty after a [#wake()]
    List<Work<?>> take(int rows) throws InterruptedException {
        List<Work<?>> batch = new ArrayList<>();
        int weight = 0;
        for (Signal next = queue.take(); next != null; next = weight < rows ? queue.poll() : null) {
            if (next.work == null) {
                break;
            }
            batch.add(next.work);
            weight += next.work.weight();
        }
        waiting.addAndGet(-weight);
        return batch;
    }

    /// Fails what comes within that time.
    void refuse(StoreException failure, long nanos) throws InterruptedException {
        Signal next = queue.poll(nanos, TimeUnit.NANOSECONDS);
        if (next != null && next.work != null) {
            waiting.addAndGet(-next.work.weight());
            next.work.fail(failure);
        }
    }

    /// Fails everything.
    void drop(StoreException failure) {
        boolean woken = false;
        for (Signal next = queue.poll(); next != null; next = queue.poll()) {
            if (next.work == null) {
                woken = true;
            } else {
                waiting.addAndGet(-next.work.weight());
                next.work.fail(failure);
            }
        }
        if (woken) {
            wake();
        }
    }

    boolean isEmpty() {
        return waiting.get() == 0;
    }

    /// Rows.
    int waiting() {
        return waiting.get();
    }

    /// @param work null to wake who takes
    private record Signal(@Nullable Work<?> work) {
        static final Signal WAKE = new Signal(null);
    }
}
