package io.openclaw.bridge.notification;

import io.openclaw.bridge.Route;
import io.openclaw.bridge.notification.NotificationState.Cancelled;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What callers can do with notifications: the one facade of REST, queue and [NotificationService].
///
/// Never blocks; safe from any thread. Results come on a thread of the store's: whoever has more to do than a few
/// instructions moves to another. Failures are [NotificationException]s (what was asked for cannot be) and
/// [StoreException]s (the store cannot do it now).
public final class Notifications {
    /// Design, section 5.
    public static final int MAX_BATCH = 1_000;

    public static final int MAX_PAGE = 200;

    public static final int MAX_REPLAY = 10_000;
    private static final String NOTHING_ELSE = "dead, expired, unknown or cancelled";

    /// Two people and a dispatcher may meet on one row; more who meet on it again and again are a fault.
    private static final int TRIES = 8;

    private final NotificationStore store;
    private final Resolver resolver;
    private final Submissions submissions;
    private final Waiters waiters;
    private final @Nullable String owner;
    private final Permission permission;

    /// Everybody's.
    ///
    /// @param waiters must be among the store's [Wakeups]
    public Notifications(NotificationStore store, Resolution resolution, Waiters waiters) {
        this(store, resolution.resolver(), waiters, null, Permission.EVERYWHERE);
    }

    private Notifications(
            NotificationStore store,
            Resolver resolver,
            Waiters waiters,
            @Nullable String owner,
            Permission permission) {
        this.store = store;
        this.resolver = resolver;
        this.submissions = new Submissions(store, resolver);
        this.waiters = waiters;
        this.owner = owner;
        this.permission = permission;
    }

    /// As somebody may see and change them: others' are not there. Cheap; for one call.
    ///
    /// @param caller whose; null for everybody's
    /// @param mayReplayTo where what is replayed may go
    public Notifications seenBy(@Nullable String caller, Permission mayReplayTo) {
        return new Notifications(store, resolver, waiters, caller, mayReplayTo);
    }

    // ---- in

    /// Stores it.
    public Uni<Acceptance> submit(Submission submission) {
        return submissions.submit(submission);
    }

    /// Stores those that are fit for it, in one transaction.
    ///
    /// @param several at most [#MAX_BATCH]
    /// @return one result for each, in the same order
    public Uni<List<Submitted>> submitAll(List<Submission> several) {
        return submissions.submitAll(several);
    }

    /// Where it would go. Stores nothing.
    ///
    /// @throws NotificationException.Invalid with everything that is wrong
    public DryRun dryRun(Submission submission) {
        Resolver.Resolved resolved = resolver.resolve(submission);
        return new DryRun(resolved.row(), resolved.route());
    }

    /// @param row as it would be stored, under an id that will not be used
    public record DryRun(Notification row, Route route) {}

    // ---- out

    public Uni<Optional<Notification>> find(UUID id) {
        return store.find(id).map(row -> row.filter(this::isVisible));
    }

    private boolean isVisible(Notification row) {
        return owner == null || owner.equals(row.content().caller());
    }

    /// Newest first.
    ///
    /// @param cursor the `next` of the page before; null for the first page
    /// @throws NotificationException.Invalid for a session key or cursor that is none
    public Uni<Page> list(Filter filter, int limit, @Nullable String cursor) {
        Long before = cursor == null ? null : Cursor.read(cursor);
        int size = Math.clamp(limit, 1, MAX_PAGE);
        return store.list(filter.query(resolver, owner, before, size + 1)).map(rows -> {
            int fitting = PageLength.of(rows, size);
            if (rows.size() <= fitting) {
                return new Page(rows, null);
            }
            List<Notification> page = rows.subList(0, fitting);
            return new Page(page, Cursor.of(page.getLast().seq()));
        });
    }

    /// @param next where the following page begins; null after the last
    public record Page(List<Notification> items, @Nullable String next) {}

    /// What to look for; null matches everything.
    ///
    /// @param sessionKey as callers write it; every notification of the same lane matches
    public record Filter(
            NotificationState.@Nullable Word state,
            @Nullable String sessionKey,
            @Nullable String caller,
            @Nullable String idempotencyKey,
            @Nullable Instant since,
            @Nullable Instant until) {

        /// @param owner the only one whose rows match; null for what the filter says
        NotificationStore.Query query(Resolver resolver, @Nullable String owner, @Nullable Long beforeSeq, int limit) {
            String lane = sessionKey == null ? null : resolver.lane(sessionKey);
            return new NotificationStore.Query(
                    state, lane, owner == null ? caller : owner, idempotencyKey, since, until, beforeSeq, limit);
        }
    }

    /// Waits until it has ended, at most so long.
    ///
    /// @return the row as it is then; at once, as it was, while [#isCrowded()]
    public Uni<Notification> awaitEnd(Notification row, Duration longest) {
        return waiters.end(row, longest, this::existing);
    }

    /// Whether so many wait that [#awaitEnd] does not.
    public boolean isCrowded() {
        return waiters.isFull();
    }

    /// Of this bridge's gateway.
    public Uni<NotificationStore.Counts> counts() {
        return Uni.createFrom().deferred(() -> store.counts(resolver.gateway()));
    }

    /// Never fails.
    public Uni<StoreStatus> storeStatus() {
        return store.status();
    }

    // ---- what people do

    /// Calls it off. What is called off already stays so.
    public Uni<Notification> cancel(UUID id) {
        return change(id, row -> {
            if (row.state() instanceof Cancelled) {
                return row;
            }
            if (!row.isCancellable()) {
                throw new NotificationException.WrongState(row, "be cancelled", "queued or unknown");
            }
            return row.cancel(resolver.now());
        });
    }

    /// Sends it again, as new.
    ///
    /// @param sessionKey where to instead; null for where it was to go
    /// @param message what to say instead; null for the same
    public Uni<Notification> replay(UUID id, @Nullable String sessionKey, @Nullable String message) {
        return change(id, row -> {
            if (!row.isReplayable()) {
                throw new NotificationException.WrongState(row, "be replayed", NOTHING_ELSE);
            }
            return resolver.replayed(row, sessionKey, message, permission);
        });
    }

    /// Sends many again, in the order that they had among themselves.
    ///
    /// @param filter its state must be one that can be replayed
    /// @param limit at most [#MAX_REPLAY]
    /// @param dryRun counts only
    /// @throws NotificationException.Invalid for another state, or a session key that is none
    public Uni<Replayed> replayMany(Filter filter, int limit, boolean dryRun) {
        return new ReplayOfMany(store, resolver, permission)
                .run(filter, owner, Math.clamp(limit, 1, MAX_REPLAY), dryRun);
    }

    /// @param matched how many there were, up to the limit
    /// @param replayed how many of them go again; those that cannot be routed any more, or that somebody else took
    ///     meanwhile, do not
    public record Replayed(int matched, int replayed) {}

    /// A person knows what became of it.
    public Uni<Notification> resolve(UUID id, boolean delivered) {
        return change(id, row -> {
            if (!row.isResolvable()) {
                throw new NotificationException.WrongState(row, "be resolved", "unknown");
            }
            return row.resolve(delivered, resolver.now());
        });
    }

    // ---- how

    private Uni<Notification> existing(UUID id) {
        return find(id).map(row -> row.orElseThrow(() -> new NotificationException.Missing(id)));
    }

    /// Reads, steps and writes, again if somebody else was faster.
    ///
    /// @param step returns the same row where nothing is to be done
    private Uni<Notification> change(UUID id, UnaryOperator<Notification> step) {
        return change(id, step, TRIES);
    }

    private Uni<Notification> change(UUID id, UnaryOperator<Notification> step, int tries) {
        if (tries == 0) {
            return Uni.createFrom()
                    .failure(new StoreException(
                            StoreException.Reason.OVERLOADED, "notification " + id + " changes all the time"));
        }
        return existing(id).flatMap(row -> {
            Notification next = step.apply(row);
            if (next.version() == row.version()) {
                return Uni.createFrom().item(row);
            }
            return store.apply(List.of(new Change(row, next))).flatMap(results -> switch (results.getFirst()) {
                case Change.Result.Applied applied -> Uni.createFrom().item(applied.row());
                case Change.Result.Late _ -> change(id, step, tries - 1);
            });
        });
    }
}
