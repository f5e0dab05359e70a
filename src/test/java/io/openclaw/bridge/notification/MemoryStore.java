package io.openclaw.bridge.notification;

import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// [NotificationStore], [Backlog] and [Outlet.Outbox] in memory, for tests: what their Javadoc promises, but for the
/// disk, and with switches to make it fail or wait.
///
/// Thread-safe. Wakeups, outlets' `committed()` and results come outside the lock, in the order of the commits, on
/// whichever thread committed; a call from within them commits at once and is announced after them.
public final class MemoryStore implements NotificationStore, Backlog, Outlet.Outbox {
    private final InstantSource clock;
    private final MemoryRows rows = new MemoryRows();
    private final MemoryOutbox outbox = new MemoryOutbox();
    private final List<Wakeups> wakeups = new CopyOnWriteArrayList<>();
    private final List<Outlet> outlets = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> announcements = new ConcurrentLinkedQueue<>();
    private final AtomicInteger announcing = new AtomicInteger();

    // Guarded by this.
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private int failingCalls;
    private int failingWrites;
    private int lostAnswers;
    private StoreException.Reason reason = StoreException.Reason.UNAVAILABLE;
    private IntPredicate claimable = _ -> true;
    private Function<Notification, String> rendering = row -> "{\"id\":\"" + row.id() + "\"}";
    private int calls;

    public MemoryStore() {
        this(InstantSource.system());
    }

    /// @param clock says when an event becomes due and what counts as due in [#counts]
    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    // ---- what boot does with the real one

    public MemoryStore waking(Wakeups listener) {
        wakeups.add(listener);
        return this;
    }

    public MemoryStore telling(Outlet outlet) {
        outlets.add(outlet);
        return this;
    }

    public synchronized MemoryStore rendering(Function<Notification, String> bodies) {
        rendering = bodies;
        return this;
    }

    // ---- switches

    /// The next calls, whatever they are, fail and do nothing.
    public synchronized void failNext(int count, StoreException.Reason why) {
        failingCalls = count;
        reason = why;
    }

    /// The next [#accept] and [#apply] fail and store nothing.
    public synchronized void failNextWrites(int count, StoreException.Reason why) {
        failingWrites = count;
        reason = why;
    }

    /// The next [#accept] and [#apply] store, and say that they failed.
    public synchronized void loseNextAnswers(int count) {
        lostAnswers = count;
        reason = StoreException.Reason.UNAVAILABLE;
    }

    /// Every call fails from now on, until [#recover()].
    public synchronized void breakDown(StoreException.Reason why) {
        failNext(Integer.MAX_VALUE, why);
    }

    public synchronized void recover() {
        failingCalls = 0;
        failingWrites = 0;
        lostAnswers = 0;
    }

    /// Commits of [#accept] and [#apply] wait from now on.
    public synchronized void holdCommits() {
        holding = true;
    }

    /// What waits is committed, in the order of the calls, and nothing waits any more.
    public void releaseCommits() {
        synchronized (this) {
            holding = false;
            while (!held.isEmpty()) {
                held.poll().run();
            }
        }
        announce();
    }

    /// How many calls of [#accept] and [#apply] wait.
    public synchronized int heldCommits() {
        return held.size();
    }

    /// In which shards claims are allowed; others' are [Change.Result.Late].
    public synchronized void allowClaims(IntPredicate shards) {
        claimable = shards;
    }

    /// Another process did it: the row changes, and [Wakeups#committed] is not called.
    public synchronized void changeElsewhere(UUID id, Function<Notification, Notification> step) {
        Notification before = rows.find(id);
        if (before == null) {
            throw new IllegalArgumentException("no row " + id);
        }
        commit(before, step.apply(before));
    }

    /// What PostgreSQL would notify of.
    public void elsewhere(@Nullable Set<String> lanes) {
        wakeups.forEach(listener -> listener.elsewhere(lanes));
    }

    // ---- what it holds

    /// Every version of every row that was ever committed, in the order of the commits.
    public synchronized List<Notification> history() {
        return rows.history();
    }

    /// The rows of now, by `seq`.
    public synchronized List<Notification> rows() {
        return rows.all();
    }

    /// The events that were not told yet, by `seq`.
    public synchronized List<Outlet.Event> events() {
        return List.copyOf(outbox.all());
    }

    public synchronized @Nullable Notification row(UUID id) {
        return rows.find(id);
    }

    /// How many calls were made of everything, failed ones too.
    public synchronized int calls() {
        return calls;
    }

    // ---- NotificationStore

    @Override
    public Uni<List<Acceptance>> accept(List<Notification> batch) {
        return write(() -> {
            List<Notification> stored = new ArrayList<>();
            List<Acceptance> results = new ArrayList<>();
            for (Notification row : batch) {
                Acceptance result = accept(row);
                results.add(result);
                if (result instanceof Acceptance.Stored(Notification now)) {
                    stored.add(now);
                }
            }
            return new Written<>(List.copyOf(results), stored);
        });
    }

    private Acceptance accept(Notification row) {
        Notification known = rows.findByKey(row.content(), row.gateway());
        if (known != null) {
            String fingerprint = known.content().fingerprint();
            return fingerprint != null && fingerprint.equals(row.content().fingerprint())
                    ? new Acceptance.Replayed(known)
                    : new Acceptance.KeyReused(known);
        }
        if (rows.find(row.id()) != null) {
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "there is a row " + row.id() + " already");
        }
        return new Acceptance.Stored(commit(null, row.stored(rows.nextSeq(), Math.max(1, row.version()))));
    }

    @Override
    public Uni<List<Change.Result>> apply(List<Change> changes) {
        return write(() -> {
            List<Notification> stored = new ArrayList<>();
            List<Change.Result> results = new ArrayList<>();
            for (Change change : changes) {
                Notification now = rows.find(change.before().id());
                if (now == null || now.version() != change.before().version() || isForbidden(change)) {
                    results.add(new Change.Result.Late());
                } else {
                    Notification row = commit(now, change.after());
                    stored.add(row);
                    results.add(new Change.Result.Applied(row));
                }
            }
            return new Written<>(List.copyOf(results), stored);
        });
    }

    private boolean isForbidden(Change change) {
        boolean claim =
                change.after().state() instanceof Sending && !(change.before().state() instanceof Sending);
        return claim && !claimable.test(Backlog.shardOf(change.after().lane()));
    }

    /// The row and its events, in one step.
    private Notification commit(@Nullable Notification before, Notification after) {
        Notification row = after.seq() == 0 ? after.stored(rows.nextSeq(), after.version()) : after;
        rows.put(row);
        boolean told = row.state().isTerminal() || row.state() instanceof Unknown;
        if (told && (before == null || before.state().word() != row.state().word())) {
            for (Outlet outlet : outlets) {
                if (outlet.wants(row)) {
                    outbox.add(outlet, row, rendering.apply(row), clock.instant());
                    announcements.add(outlet::committed);
                }
            }
        }
        return row;
    }

    @Override
    public Uni<Optional<Notification>> find(UUID id) {
        return read(() -> Optional.ofNullable(rows.find(id)));
    }

    @Override
    public Uni<List<Notification>> list(Query query) {
        return read(() -> rows.matching(query, false).toList());
    }

    @Override
    public Uni<List<Notification>> listOldestFirst(Query query) {
        return read(() -> rows.matching(query, true).toList());
    }

    @Override
    public Uni<Integer> count(Query query) {
        return read(() -> (int) rows.matching(query, true).count());
    }

    @Override
    public Uni<Counts> counts(String gateway) {
        return read(() -> rows.counts(gateway, clock.instant()));
    }

    @Override
    public Uni<StoreStatus> status() {
        return read(() -> new StoreStatus("memory", StoreStatus.State.UP, clock.instant(), null))
                .onFailure(StoreException.class)
                .recoverWithItem(e -> new StoreStatus(
                        "memory", StoreStatus.State.DOWN, clock.instant(), String.valueOf(e.getMessage())));
    }

    // ---- Backlog

    @Override
    public Uni<List<Notification>> sending(String gateway, Set<Integer> shards) {
        return read(() -> rows.sending(gateway, shards));
    }

    @Override
    public Uni<List<Notification>> lane(String gateway, String lane, int limit) {
        return read(() -> rows.front(gateway, lane, limit));
    }

    @Override
    public Uni<List<List<Notification>>> lanes(
            String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane) {
        return read(() -> rows.fronts(gateway, shards, after, lanes, perLane));
    }

    @Override
    public Uni<List<Notification>> due(String gateway, Set<Integer> shards, Instant now, int limit) {
        return read(() -> rows.due(gateway, shards, now, limit));
    }

    @Override
    public Uni<List<Notification>> overdue(String gateway, Set<Integer> shards, Instant now, int limit) {
        return read(() -> rows.overdue(gateway, shards, now, limit));
    }

    @Override
    public Uni<Optional<Instant>> nextDue(String gateway, Set<Integer> shards) {
        return read(() -> rows.nextDue(gateway, shards));
    }

    // ---- Outlet.Outbox

    @Override
    public Uni<List<Outlet.Event>> due(String outlet, Instant now, int limit) {
        return read(() -> outbox.due(outlet, now, limit));
    }

    @Override
    public Uni<@Nullable Instant> nextDue(String outlet) {
        return read(() -> outbox.nextDue(outlet));
    }

    @Override
    public Uni<Void> done(List<Outlet.Event> events) {
        return read(() -> {
                    outbox.done(events);
                    return true;
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> again(List<Outlet.Event> events) {
        return read(() -> {
                    outbox.again(events);
                    return true;
                })
                .replaceWithVoid();
    }

    // ---- how

    private record Written<T>(T result, List<Notification> rows) {}

    private <T> Uni<T> write(Supplier<Written<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            synchronized (this) {
                calls++;
                Optional<StoreException> failure = failure(true);
                if (failure.isPresent()) {
                    announcements.add(() -> emitter.fail(failure.get()));
                } else if (holding) {
                    held.add(() -> write(work, emitter));
                } else {
                    write(work, emitter);
                }
            }
            announce();
        });
    }

    private <T> void write(Supplier<Written<T>> work, UniEmitter<? super T> emitter) {
        boolean lost = lostAnswers > 0;
        if (lost) {
            lostAnswers--;
        }
        try {
            Written<T> written = work.get();
            if (!written.rows().isEmpty()) {
                announcements.add(() -> wakeups.forEach(listener -> listener.committed(written.rows())));
            }
            announcements.add(() -> {
                if (lost) {
                    emitter.fail(exception());
                } else {
                    emitter.complete(written.result());
                }
            });
        } catch (StoreException e) {
            announcements.add(() -> emitter.fail(e));
        }
    }

    private <T> Uni<T> read(Supplier<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            Consumer<UniEmitter<? super T>> answer;
            synchronized (this) {
                calls++;
                Optional<StoreException> failure = failure(false);
                if (failure.isPresent()) {
                    answer = to -> to.fail(failure.get());
                } else {
                    T result = work.get();
                    answer = to -> to.complete(result);
                }
            }
            answer.accept(emitter);
        });
    }

    private Optional<StoreException> failure(boolean write) {
        if (failingCalls > 0) {
            failingCalls--;
            return Optional.of(exception());
        }
        if (write && failingWrites > 0) {
            failingWrites--;
            return Optional.of(exception());
        }
        return Optional.empty();
    }

    private synchronized StoreException exception() {
        return new StoreException(reason, "made to fail");
    }

    /// One at a time, in order; whoever comes meanwhile leaves it to the one who is at it.
    private void announce() {
        if (announcing.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            for (Runnable next = announcements.poll(); next != null; next = announcements.poll()) {
                next.run();
            }
            missed = announcing.addAndGet(-missed);
        } while (missed != 0);
    }
}
