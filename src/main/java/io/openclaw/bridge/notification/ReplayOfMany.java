package io.openclaw.bridge.notification;

import io.openclaw.bridge.notification.NotificationState.Word;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sends many notifications again, oldest first and in portions, so that neither memory nor the store's other callers
/// feel it.
final class ReplayOfMany {
    private static final Set<Word> REPLAYABLE = EnumSet.of(Word.DEAD, Word.EXPIRED, Word.UNKNOWN, Word.CANCELLED);

    /// Rows in one transaction.
    private static final int PORTION = 250;

    private final NotificationStore store;
    private final Resolver resolver;
    private final Permission permission;

    /// @param permission where they may go
    ReplayOfMany(NotificationStore store, Resolver resolver, Permission permission) {
        this.store = store;
        this.resolver = resolver;
        this.permission = permission;
    }

    /// @param owner whose; null for what the filter says
    Uni<Notifications.Replayed> run(Notifications.Filter filter, @Nullable String owner, int limit, boolean dryRun) {
        if (filter.state() == null || !REPLAYABLE.contains(filter.state())) {
            throw new NotificationException.Invalid("status", "must be one of dead, expired, unknown, cancelled");
        }
        NotificationStore.Query query = filter.query(resolver, owner, null, limit);
        if (dryRun) {
            return store.count(query).map(matched -> new Notifications.Replayed(matched, 0));
        }
        // What fails again meanwhile has a new place in the order, behind this one, and is not replayed twice.
        return store.list(limited(query, null, 1))
                .flatMap(newest -> newest.isEmpty()
                        ? Uni.createFrom().item(new Notifications.Replayed(0, 0))
                        : new Run(limited(query, newest.getFirst().seq() + 1, limit)).next());
    }

    private static NotificationStore.Query limited(NotificationStore.Query query, @Nullable Long beforeSeq, int limit) {
        return new NotificationStore.Query(
                query.state(),
                query.lane(),
                query.caller(),
                query.idempotencyKey(),
                query.since(),
                query.until(),
                beforeSeq,
                limit);
    }

    /// One call's.
    private final class Run {
        private final NotificationStore.Query query;

        /// Rows that were looked at and stay where they are: they come up again with every portion.
        private final Set<UUID> left = new HashSet<>();

        private int replayed;

        Run(NotificationStore.Query query) {
            this.query = query;
        }

        Uni<Notifications.Replayed> next() {
            int room = query.limit() - left.size() - replayed;
            if (room <= 0) {
                return result();
            }
            int portion = left.size() + Math.min(PORTION, room);
            return store.listOldestFirst(limited(query, query.beforeSeq(), portion))
                    .flatMap(rows -> {
                        List<Change> changes = changes(rows);
                        if (changes.isEmpty()) {
                            return rows.size() < portion ? result() : next();
                        }
                        return store.apply(changes).flatMap(results -> {
                            count(changes, results);
                            return next();
                        });
                    });
        }

        private List<Change> changes(List<Notification> rows) {
            List<Change> changes = new ArrayList<>(rows.size());
            for (Notification row : rows) {
                if (left.contains(row.id())) {
                    continue;
                }
                try {
                    changes.add(new Change(row, resolver.replayed(row, null, null, permission)));
                } catch (NotificationException.Invalid | NotificationException.Forbidden e) {
                    left.add(row.id());
                }
            }
            return changes;
        }

        private void count(List<Change> changes, List<Change.Result> results) {
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i) instanceof Change.Result.Applied) {
                    replayed++;
                } else {
                    left.add(changes.get(i).before().id());
                }
            }
        }

        private Uni<Notifications.Replayed> result() {
            return Uni.createFrom().item(new Notifications.Replayed(replayed + left.size(), replayed));
        }
    }
}
