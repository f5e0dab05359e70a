package io.openclaw.bridge.notification;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/// Stores what callers hand in, one or many at once.
final class Submissions {
    private final NotificationStore store;
    private final Resolver resolver;

    Submissions(NotificationStore store, Resolver resolver) {
        this.store = store;
        this.resolver = resolver;
    }

    /// Stores it.
    Uni<Acceptance> submit(Submission submission) {
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
    /// @param submissions at most [Notifications#MAX_BATCH]
    /// @return one result for each, in the same order
    Uni<List<Submitted>> submitAll(List<Submission> submissions) {
        if (submissions.size() > Notifications.MAX_BATCH) {
            throw new IllegalArgumentException("a batch has at most " + Notifications.MAX_BATCH + " notifications");
        }
        return Uni.createFrom().deferred(() -> {
            List<Notification> rows = new ArrayList<>(submissions.size());
            List<Flawed> flawed = new ArrayList<>(0);
            for (int i = 0; i < submissions.size(); i++) {
                try {
                    rows.add(resolver.resolve(submissions.get(i)).row());
                } catch (NotificationException.Invalid | NotificationException.Forbidden e) {
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
    private record Flawed(int index, Submission submission, NotificationException why) {}

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
        return flawed.why() instanceof NotificationException.Invalid invalid
                ? judged(flawed, invalid)
                : Uni.createFrom().item(new Submitted.Rejected(flawed.why()));
    }

    private Uni<Submitted> judged(Flawed flawed, NotificationException.Invalid why) {
        return repeated(flawed.submission(), why)
                .<Submitted>map(Submitted.Taken::new)
                .onFailure(NotificationException.Invalid.class)
                .recoverWithItem(() -> new Submitted.Rejected(flawed.why()));
    }
}
