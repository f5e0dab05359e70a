package io.openclaw.bridge.notification;

import io.openclaw.bridge.Route;
import io.openclaw.bridge.notification.NotificationState.Cancelled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    /// Two people and a dispatcher may meet on one row; more who meet on it again and again are a fault.
    private static final int TRIES = 8;

    private final NotificationStore store;
    private final Resolver resolver;
    private final Waiters waiters;
    private final ReplayOfMany replays;

    /// @param waiters must be among the store's [Wakeups]
    public Notifications(NotificationStore store, Resolution resolution, Waiters waiters) {
        this.store = store;
        this.resolver = resolution.resolver();
        this.waiters = waiters;
        this.replays = new ReplayOfMany(store, resolver);
    }

    // ---- in

    /// Stores it.
    public Uni<Acceptance> submit(Submission submission) {
        return Uni.createFrom().deferred(() -> {
            Notification row;
            try {
                row = resolver.resolve(submission).row();
            } catch (NotificationException.Invalid e) {
                return repeated(submission, e);
            }
            return store.accept(List.of(row)).map(List::getFirst);
        });
    }

    /// What was fine once and is not any more (its end has passed, the configuration has changed) is still a repeat.
    private Uni<Acceptance> repeated(Submission submission, NotificationException.Invalid why) {
        String key = submission.idempotencyKey();
        if (key == null) {
            return Uni.createFrom().failure(why);
        }
        NotificationStore.Query query =
                new NotificationStore.Query(null, null, submission.caller(), key, null, null, null, 1);
        return store.list(query).map(rows -> {
            if (rows.isEmpty()
                    || !Resolver.fingerprint(submission)
                            .equals(rows.getFirst().content().fingerprint())) {
                throw why;
            }
            return new Acceptance.Replayed(rows.getFirst());
        });
    }

    /// Stores those that are fit for it, in one transaction.
    ///
    /// @param submissions at most [#MAX_BATCH]
    /// @return one result for each, in the same order
    public Uni<List<Submitted>> submitAll(List<Submission> submissions) {
        if (submissions.size() > MAX_BATCH) {
            throw new IllegalArgumentException("a batch has at most " + MAX_BATCH + " notifications");
        }
        return Uni.createFrom().deferred(() -> {
            List<Notification> rows = new ArrayList<>(submissions.size());
            List<Flawed> flawed = new ArrayList<>(0);
            for (int i = 0; i < submissions.size(); i++) {
                try {
                    rows.add(resolver.resolve(submissions.get(i)).row());
                } catch (NotificationException.Invalid e) {
                    flawed.add(new Flawed(i, submissions.get(i), e));
                }
            }
            Uni<List<Submitted>> taken = (rows.isEmpty()
                            ? Uni.createFrom().item(List.<Acceptance>of())
                            : store.accept(rows))
                    .map(acceptances -> acceptances.stream()
                            .<Submitted>map(Submitted.Taken::new)
                            .toList());
            return flawed.isEmpty() ? taken : taken.flatMap(results -> merged(results, flawed));
        });
    }

    /// @param index in the batch
    private record Flawed(int index, Submission submission, NotificationException.Invalid why) {}

    private Uni<List<Submitted>> merged(List<Submitted> taken, List<Flawed> flawed) {
        return Multi.createFrom()
                .iterable(flawed)
                .onItem()
                .transformToUniAndConcatenate(this::judged)
                .collect()
                .asList()
                .map(judged -> {
                    List<Submitted> results = new ArrayList<>(taken);
                    for (int i = 0; i < flawed.size(); i++) {
                        results.add(flawed.get(i).index(), judged.get(i));
                    }
                    return results;
                });
    }

    private Uni<Submitted> judged(Flawed flawed) {
        return repeated(flawed.submission(), flawed.why())
                .<Submitted>map(Submitted.Taken::new)
                .onFailure(NotificationException.Invalid.class)
                .recoverWithItem(() -> new Submitted.Rejected(flawed.why()));
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
        return store.find(id);
    }

    /// Newest first.
    ///
    /// @param cursor the `next` of the page before; null for the first page
    /// @throws NotificationException.Invalid for a session key or cursor that is none
    public Uni<Page> list(Filter filter, int limit, @Nullable String cursor) {
        Long before = cursor == null ? null : Cursor.read(cursor);
        int size = Math.clamp(limit, 1, MAX_PAGE);
        return store.list(filter.query(resolver, before, size + 1)).map(rows -> {
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

        NotificationStore.Query query(Resolver resolver, @Nullable Long beforeSeq, int limit) {
            String lane = sessionKey == null ? null : resolver.lane(sessionKey);
            return new NotificationStore.Query(state, lane, caller, idempotencyKey, since, until, beforeSeq, limit);
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
            return resolver.replayed(row, sessionKey, message);
        });
    }

    /// Sends many again, in the order that they had among themselves.
    ///
    /// @param filter its state must be one that can be replayed
    /// @param limit at most [#MAX_REPLAY]
    /// @param dryRun counts only
    /// @throws NotificationException.Invalid for another state, or a session key that is none
    public Uni<Replayed> replayMany(Filter filter, int limit, boolean dryRun) {
        return replays.run(filter, Math.clamp(limit, 1, MAX_REPLAY), dryRun);
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
        return store.find(id).map(row -> row.orElseThrow(() -> new NotificationException.Missing(id)));
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
