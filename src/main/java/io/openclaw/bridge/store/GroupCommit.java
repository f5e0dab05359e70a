package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import io.openclaw.bridge.notification.StoreException.Reason;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private final Availability availability = new Availability();
    private final WorkQueue queue;
    private final Thread thread;
    private volatile boolean closing;
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
        this.queue = new WorkQueue(limits.waiting());
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
        StoreException now = availability.outage();
        if (closing) {
            work.fail(new StoreException(Reason.CLOSED, "the store is closed"));
        } else if (now != null) {
            work.fail(new StoreException(Reason.UNAVAILABLE, String.valueOf(now.getMessage()), now));
        } else if (!queue.offer(work)) {
            work.fail(new StoreException(Reason.OVERLOADED, "more waits to be written than may wait"));
        } else {
            StoreException since = availability.outage();
            if (closing && !thread.isAlive()) {
                queue.drop(new StoreException(Reason.CLOSED, "the store is closed"));
            } else if (since != null) {
                queue.drop(since);
            }
        }
    }

    /// Rows that wait to be written.
    int waiting() {
        return queue.waiting();
    }

    Availability availability() {
        return availability;
    }

    boolean isUp() {
        return availability.isUp() && !closing;
    }

    /// Of a monotonic clock.
    long lastCommitNanos() {
        return lastCommit;
    }

    /// Writes what waits, then refuses the rest.
    @Override
    public void close() {
        closing = true;
        queue.wake();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean stop = false;
        while (!stop) {
            try {
                stop = turn(queue.take(limits.batch()));
            } catch (InterruptedException e) {
                stop = true;
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the store's writer stumbled and goes on", e);
                stumbled(e);
            }
        }
        queue.drop(new StoreException(Reason.CLOSED, "the store is closed"));
        if (session != null) {
            session.close();
        }
    }

    /// Nobody knows what the transaction holds by now: it is given up with its connection.
    private void stumbled(Throwable fault) {
        StoreException failure = new StoreException(Reason.UNAVAILABLE, "the store's writer stumbled", fault);
        giveUp(session, underWay, failure);
        deadline.end();
        ended();
        queue.wake(); // to recover
    }

    /// @return whether that was the end
    private boolean turn(List<Work<?>> batch) throws InterruptedException {
        if (!batch.isEmpty()) {
            underWay = List.copyOf(batch);
            deadline.begin();
            write(batch);
            deadline.end();
            ended();
        }
        boolean more = !queue.isEmpty();
        if (closing && more) {
            queue.wake(); // whoever brings something now may be refused after all
        }
        return closing && !more || !availability.isUp() && awaitRecovery();
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
            giveUp(null, works, new StoreException(Reason.UNAVAILABLE, "the database is not connected"));
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
        if (broken.survives(failure)) {
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
        giveUp(broken, works, unavailable);
    }

    private void giveUp(@Nullable WriterSession broken, List<Work<?>> works, StoreException failure) {
        session = null;
        availability.down(failure);
        works.forEach(work -> work.fail(failure));
        queue.drop(failure);
        if (broken != null) {
            broken.close();
        }
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
            availability.down(failure);
        }
        works.forEach(work -> work.fail(failure));
        queue.drop(failure);
    }

    private synchronized void ended() {
        underWay = List.of();
        if (!availability.isUp() && session != null) {
            availability.up(); // it was only slow
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
                queue.refuse(new StoreException(Reason.UNAVAILABLE, "the database is not connected"), left);
                if (closing) {
                    return true;
                }
            }
            try {
                session = connector.connect();
                availability.up();
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
}
