package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One thread with one connection writes everything. Whatever waits when it gets there shares a transaction, so that
/// under load a hundred calls cost one write to disk, and an idle store answers after one. Nobody waits for company.
///
/// A row that the database refuses is found by halving its batch. Any other failure is the database's: who waits is told
/// at once, the connection is given up, and until another one has committed something, calls fail where they stand.
///
/// A transaction that takes longer than the limit is not given up, since it may only be slow: but who waits for it, or
/// behind it, is told, and so is everybody else until it has come to an end.
final class GroupCommit implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GroupCommit.class.getName());

    /// First and longest pause between two tries to connect. The first try comes at once.
    private static final long FIRST_PAUSE_MILLIS = 100;

    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    /// How long a stop waits for what is queued.
    private static final long CLOSE_MILLIS = 10_000;

    private final Connector connector;
    private final Writing writing;
    private final Limits limits;
    private final Figures figures;
    private final @Nullable DiskGuard disk;
    private final Deadline deadline;
    private final LinkedBlockingQueue<Signal> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable StoreException outage;
    private volatile State state = State.up(Instant.now(), null);
    private volatile List<Work<?>> underWay = List.of();
    private volatile long lastCommit;
    private @Nullable WriterSession session;

    /// @param timer watches over transactions
    GroupCommit(
            Connector connector,
            Writing writing,
            Limits limits,
            Figures figures,
            @Nullable DiskGuard disk,
            ScheduledExecutorService timer) {
        this.connector = connector;
        this.writing = writing;
        this.limits = limits;
        this.figures = figures;
        this.disk = disk;
        this.deadline = new Deadline(timer, limits.commitMillis(), this::late);
        this.thread =
                Thread.ofPlatform().name("openclaw-store-writer").daemon(true).unstarted(this::run);
    }

    /// Connects.
    ///
    /// @throws StoreException if that fails: a service does not start without its store
    void start() {
        try {
            session = connector.connect();
        } catch (SQLException e) {
            throw new StoreException(Reason.UNAVAILABLE, "the database cannot be opened: " + e.getMessage(), e);
        }
        lastCommit = System.nanoTime();
        thread.start();
    }

    /// Any thread; never blocks.
    void submit(Work<?> work) {
        StoreException now = outage;
        if (closing) {
            work.fail(new StoreException(Reason.CLOSED, "the store is closed"));
        } else if (now != null) {
            work.fail(new StoreException(Reason.UNAVAILABLE, String.valueOf(now.getMessage()), now));
        } else if (waiting.addAndGet(work.weight()) > limit(work)) {
            waiting.addAndGet(-work.weight());
            work.fail(new StoreException(Reason.OVERLOADED, "more waits to be written than may wait"));
        } else {
            queue.add(new Signal(work));
            StoreException since = outage;
            if (closing && !thread.isAlive()) {
                drop(new StoreException(Reason.CLOSED, "the store is closed"));
            } else if (since != null) {
                drop(since);
            }
        }
    }

    /// Rows that wait to be written.
    int waiting() {
        return waiting.get();
    }

    /// Why it is down; null while it is up.
    @Nullable
    StoreException outage() {
        return outage;
    }

    boolean isUp() {
        return outage == null && !closing;
    }

    /// Whether it is up, since when, and what was wrong last.
    State state() {
        return state;
    }

    /// Of a monotonic clock.
    long lastCommitNanos() {
        return lastCommit;
    }

    /// Writes what waits, then refuses the rest.
    @Override
    public void close() {
        closing = true;
        queue.add(Signal.LOOK);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // What is accepted can be repeated by its caller; what became of a row only its owner knows. So that has twice the
    // room.
    private int limit(Work<?> work) {
        return work instanceof Work.Accept ? limits.waiting() : 2 * limits.waiting();
    }

    private void run() {
        boolean stop = false;
        while (!stop) {
            try {
                stop = turn(queue.take());
            } catch (InterruptedException e) {
                stop = true;
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the store's writer stumbled and goes on", e);
                stumbled(e);
            }
        }
        drop(new StoreException(Reason.CLOSED, "the store is closed"));
        if (session != null) {
            session.close();
        }
    }

    /// Nobody knows what the transaction holds by now: it is given up with its connection.
    private void stumbled(Throwable fault) {
        StoreException failure = new StoreException(Reason.UNAVAILABLE, "the store's writer stumbled", fault);
        underWay.forEach(work -> work.fail(failure));
        WriterSession broken = session;
        session = null;
        down(failure);
        deadline.end();
        ended();
        if (broken != null) {
            broken.close();
        }
        queue.add(Signal.LOOK);
    }

    /// @return whether that was the end
    private boolean turn(Signal first) throws InterruptedException {
        List<Work<?>> batch = new ArrayList<>();
        boolean stop = false;
        int weight = 0;
        for (Signal next = first; next != null; next = weight < limits.batch() ? queue.poll() : null) {
            if (next.work == null) {
                stop = closing && queue.isEmpty();
                if (closing && !stop) {
                    queue.add(next);
                }
                break;
            }
            batch.add(next.work);
            weight += next.work.weight();
        }
        waiting.addAndGet(-weight);
        if (!batch.isEmpty()) {
            underWay = List.copyOf(batch);
            deadline.begin();
            write(batch);
            deadline.end();
            ended();
        }
        return stop || (outage != null && awaitRecovery());
    }

    private void write(List<Work<?>> works) {
        if (disk != null && disk.isLow()) {
            for (Work<?> work : works) {
                if (work instanceof Work.Accept) {
                    work.refuse(new StoreException(Reason.DISK_LOW, "too little disk is left to accept more"));
                }
            }
        }
        WriterSession current = session;
        if (current == null) {
            StoreException failure = new StoreException(Reason.UNAVAILABLE, "the database is not connected");
            works.forEach(work -> work.fail(failure));
            down(failure);
            return;
        }
        Runnable after;
        try {
            long began = System.nanoTime();
            after = writing.write(current, works);
            lastCommit = System.nanoTime();
            figures.commits.increment();
            figures.commitNanos.add(lastCommit - began);
        } catch (SQLException | RuntimeException | AssertionError e) {
            // PostgreSQL's driver asserts that a connection does not end in the middle of a batch.
            failed(current, works, e);
            return;
        }
        quietly(after);
        works.forEach(work -> quietly(work::committed));
    }

    // It is on disk: whatever a listener makes of it must not undo that.
    private static void quietly(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of the store failed", e);
        }
    }

    private void failed(WriterSession broken, List<Work<?>> works, Throwable failure) {
        if (isRowsFault(broken, failure) && undo(broken)) {
            if (works.size() > 1) {
                write(works.subList(0, works.size() / 2));
                write(works.subList(works.size() / 2, works.size()));
            } else {
                figures.refusedRows.increment();
                LOG.log(System.Logger.Level.ERROR, "the database refuses a row", failure);
                works.getFirst().fail(new IllegalStateException("the database refuses this row", failure));
            }
            return;
        }
        figures.failures.increment();
        StoreException unavailable =
                new StoreException(Reason.UNAVAILABLE, "the database failed: " + failure.getMessage(), failure);
        session = null;
        works.forEach(work -> work.fail(unavailable));
        down(unavailable);
        broken.close();
    }

    /// On the timer's thread, while the writer waits for the database. Whether what is under way reaches the disk is not
    /// known; who asks again finds out.
    private void late() {
        StoreException failure = new StoreException(
                Reason.UNAVAILABLE, "the database has not answered for " + limits.commitMillis() + " ms");
        List<Work<?>> works;
        synchronized (this) {
            works = underWay;
            if (works.isEmpty()) {
                return; // just in time
            }
            note(failure);
        }
        works.forEach(work -> work.fail(failure));
        drop(failure);
    }

    private synchronized void ended() {
        underWay = List.of();
        if (outage != null && session != null) {
            up(); // it was only slow
        }
    }

    private static boolean isRowsFault(WriterSession session, Throwable failure) {
        return !(failure instanceof SQLException) || session.dialect().isRowsFault(failure);
    }

    private static boolean undo(WriterSession session) {
        try {
            session.rollback();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void down(StoreException failure) {
        note(failure);
        drop(failure);
    }

    private synchronized void note(StoreException failure) {
        String error = failure.getMessage();
        if (outage == null) {
            LOG.log(System.Logger.Level.WARNING, "The store is down and will be tried again: {0}", error);
        }
        state = new State(false, outage == null ? Instant.now() : state.since, error);
        outage = failure;
    }

    private synchronized void up() {
        outage = null;
        state = State.up(Instant.now(), state.lastError);
        LOG.log(System.Logger.Level.INFO, "The store is up again");
    }

    private void drop(StoreException failure) {
        for (Signal next = queue.poll(); next != null; next = queue.poll()) {
            if (next.work != null) {
                waiting.addAndGet(-next.work.weight());
                next.work.fail(failure);
            }
        }
        if (closing) {
            queue.add(Signal.LOOK); // which may have been among them
        }
    }

    /// The first try comes at once.
    ///
    /// @return whether the store was closed meanwhile
    private boolean awaitRecovery() throws InterruptedException {
        long pause = 0;
        while (true) {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                // Whoever slipped in just before the outage was known.
                Signal next = queue.poll(left, TimeUnit.NANOSECONDS);
                if (next != null && next.work != null) {
                    waiting.addAndGet(-next.work.weight());
                    next.work.fail(new StoreException(Reason.UNAVAILABLE, "the database is not connected"));
                }
                if (closing) {
                    return true;
                }
            }
            try {
                session = connector.connect();
                up();
                return false;
            } catch (SQLException | RuntimeException e) {
                pause = Math.clamp(2 * pause, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /// Makes a session that has committed something.
    @FunctionalInterface
    interface Connector {
        WriterSession connect() throws SQLException;
    }

    /// Writes and commits.
    @FunctionalInterface
    interface Writing {
        /// @return to be run after the commit, before the callers are answered
        Runnable write(WriterSession session, List<Work<?>> works) throws SQLException;
    }

    /// @param waiting rows that may wait to be accepted
    /// @param batch rows in one transaction, about
    /// @param commitMillis how long callers wait for one
    record Limits(int waiting, int batch, long commitMillis) {}

    /// @param lastError null where there was none yet
    record State(boolean isUp, Instant since, @Nullable String lastError) {
        static State up(Instant since, @Nullable String lastError) {
            return new State(true, since, lastError);
        }
    }

    /// @param work null for a look at what else there is to do: to recover, or to stop
    private record Signal(@Nullable Work<?> work) {
        static final Signal LOOK = new Signal(null);
    }
}
