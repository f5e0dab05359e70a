package io.openclaw.bridge.event;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One handler's bounded queue. Drained by a task that exists only while there is something to hand
/// over, so that an idle handler costs no thread.
///
/// When full, the oldest value goes and [Loss] says what the handler gets in its place. As values are
/// only ever lost at the head of the queue,
/// one announcement before the next value always stands exactly where they are missing.
final class Mailbox<T> {
    private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());

    private final Consumer<T> handler;
    private final int capacity;
    private final Loss<T> loss;
    private final Function<T, String> nameOf;
    private final Executor executor;

    /// Also the lock of everything below. The handler and the executor are never called under it.
    private final ArrayDeque<T> waiting = new ArrayDeque<>();

    private @Nullable T inPlaceOfTheLost;
    private boolean draining;
    private boolean closed;

    Mailbox(Consumer<T> handler, int capacity, Loss<T> loss, Function<T, String> nameOf, Executor executor) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, but is " + capacity);
        }
        this.handler = handler;
        this.capacity = capacity;
        this.loss = loss;
        this.nameOf = nameOf;
        this.executor = executor;
    }

    /// Never blocks and never runs the handler on this thread, unless the executor does.
    void put(T value) {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            if (waiting.size() == capacity) {
                inPlaceOfTheLost = loss.add(inPlaceOfTheLost, waiting.remove());
            }
            waiting.add(value);
            if (draining) {
                return;
            }
            draining = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The owner of the executor is shutting down; the publisher must not suffer for it.
            LOG.log(Level.DEBUG, "no thread for a handler any more");
            synchronized (waiting) {
                draining = false;
            }
        }
    }

    void close() {
        synchronized (waiting) {
            closed = true;
            waiting.clear();
            inPlaceOfTheLost = null;
        }
    }

    private void drain() {
        for (T next = take(); next != null; next = take()) {
            handle(next);
        }
    }

    private @Nullable T take() {
        synchronized (waiting) {
            T next = inPlaceOfTheLost;
            if (next == null) {
                next = waiting.poll();
            } else {
                inPlaceOfTheLost = null;
            }
            draining = next != null;
            return next;
        }
    }

    /// Errors too: a failed assertion or a stack overflow in one handler must not end its events.
    private void handle(T value) {
        try {
            handler.accept(value);
        } catch (Throwable thrown) {
            LOG.log(
                    Level.WARNING,
                    "the handler of {0} failed with {1} at {2}",
                    nameOf.apply(value),
                    thrown.getClass().getName(),
                    origin(thrown));
        }
    }

    /// Where it was thrown. Not its message, which may quote the payload.
    private static String origin(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
