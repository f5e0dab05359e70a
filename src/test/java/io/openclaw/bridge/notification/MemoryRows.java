package io.openclaw.bridge.notification;

import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of a [MemoryStore] and their indexes. Not thread-safe: the store's lock guards it.
final class MemoryRows {
    private static final Comparator<Notification> FRONT = Comparator.comparing(
                    (Notification row) -> -row.content().priority())
            .thenComparing(Notification::seq);

    private record Key(String caller, String idempotencyKey, String gateway) {}

    private record Lane(String gateway, String name) {}

    private final Map<UUID, Notification> rows = new HashMap<>();
    private final TreeMap<Long, Notification> bySeq = new TreeMap<>();
    private final Map<Key, UUID> keys = new HashMap<>();
    private final Map<Lane, TreeSet<Notification>> queued = new HashMap<>();
    private final Map<UUID, Notification> alive = new HashMap<>();
    private final List<Notification> history = new ArrayList<>();
    private long lastSeq;

    long nextSeq() {
        return ++lastSeq;
    }

    @Nullable
    Notification find(UUID id) {
        return rows.get(id);
    }

    @Nullable
    Notification findByKey(Content content, String gateway) {
        if (content.idempotencyKey() == null) {
            return null;
        }
        UUID id = keys.get(new Key(content.caller(), content.idempotencyKey(), gateway));
        return id == null ? null : rows.get(id);
    }

    void put(Notification row) {
        Notification old = rows.put(row.id(), row);
        if (old != null) {
            bySeq.remove(old.seq());
            if (old.state() instanceof Queued) {
                lane(old).remove(old);
            }
        }
        bySeq.put(row.seq(), row);
        if (row.state() instanceof Queued) {
            lane(row).add(row);
        }
        if (row.state().isTerminal()) {
            alive.remove(row.id());
        } else {
            alive.put(row.id(), row);
        }
        if (row.content().idempotencyKey() != null) {
            keys.putIfAbsent(new Key(row.content().caller(), row.content().idempotencyKey(), row.gateway()), row.id());
        }
        history.add(row);
    }

    private Set<Notification> lane(Notification row) {
        return queued.computeIfAbsent(new Lane(row.gateway(), row.lane()), _ -> new TreeSet<>(FRONT));
    }

    /// Every version of every row, in the order of the commits.
    List<Notification> history() {
        return List.copyOf(history);
    }

    List<Notification> all() {
        return List.copyOf(bySeq.values());
    }

    // ---- NotificationStore

    Stream<Notification> matching(NotificationStore.Query query, boolean oldestFirst) {
        return (oldestFirst ? bySeq : bySeq.descendingMap())
                .values().stream().filter(matches(query)).limit(query.limit());
    }

    private static Predicate<Notification> matches(NotificationStore.Query query) {
        return row -> (query.state() == null || query.state() == row.state().word())
                && (query.lane() == null || query.lane().equals(row.lane()))
                && (query.caller() == null
                        || query.caller().equals(row.content().caller()))
                && (query.idempotencyKey() == null
                        || query.idempotencyKey().equals(row.content().idempotencyKey()))
                && (query.since() == null || !row.createdAt().isBefore(query.since()))
                && (query.until() == null || row.createdAt().isBefore(query.until()))
                && (query.beforeSeq() == null || row.seq() < query.beforeSeq());
    }

    NotificationStore.Counts counts(String gateway, Instant now) {
        Map<NotificationState.Word, Long> counts = new HashMap<>();
        Instant oldest = null;
        long others = 0;
        for (Notification row : rows.values()) {
            if (!row.gateway().equals(gateway)) {
                others += row.state().isTerminal() ? 0 : 1;
                continue;
            }
            counts.merge(row.state().word(), 1L, Long::sum);
            Instant due = switch (row.state()) {
                case Queued state -> state.notBefore();
                case Scheduled state -> state.joinsAt();
                default -> null;
            };
            if (due != null && !due.isAfter(now) && (oldest == null || due.isBefore(oldest))) {
                oldest = due;
            }
        }
        return new NotificationStore.Counts(
                counts.getOrDefault(NotificationState.Word.QUEUED, 0L),
                counts.getOrDefault(NotificationState.Word.SENDING, 0L),
                counts.getOrDefault(NotificationState.Word.UNKNOWN, 0L),
                counts.getOrDefault(NotificationState.Word.DEAD, 0L),
                others,
                oldest);
    }

    // ---- Backlog

    private Stream<Notification> alive(String gateway, Set<Integer> shards) {
        return alive.values().stream()
                .filter(row -> row.gateway().equals(gateway) && shards.contains(Backlog.shardOf(row.lane())));
    }

    List<Notification> sending(String gateway, Set<Integer> shards) {
        return alive(gateway, shards)
                .filter(row -> row.state() instanceof Sending)
                .sorted(Comparator.comparing(Notification::seq))
                .toList();
    }

    List<Notification> front(String gateway, String lane, int limit) {
        return queued.getOrDefault(new Lane(gateway, lane), new TreeSet<>(FRONT)).stream()
                .limit(limit)
                .toList();
    }

    List<List<Notification>> fronts(
            String gateway, Set<Integer> shards, @Nullable String after, int lanes, int perLane) {
        return queued.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(lane -> lane.gateway().equals(gateway)
                        && shards.contains(Backlog.shardOf(lane.name()))
                        && (after == null || lane.name().compareTo(after) > 0))
                .map(Lane::name)
                .sorted()
                .limit(lanes)
                .map(lane -> front(gateway, lane, perLane))
                .toList();
    }

    private static @Nullable Instant dueAt(Notification row) {
        return switch (row.state()) {
            case Scheduled state -> state.joinsAt();
            case Unknown state -> state.looksAt();
            default -> null;
        };
    }

    private static @Nullable Instant overdueAt(Notification row) {
        return switch (row.state()) {
            case Scheduled _, Queued _ -> row.content().expiresAt();
            case Unknown state -> state.until();
            default -> null;
        };
    }

    List<Notification> due(String gateway, Set<Integer> shards, Instant now, int limit) {
        return reached(gateway, shards, now, limit, MemoryRows::dueAt);
    }

    List<Notification> overdue(String gateway, Set<Integer> shards, Instant now, int limit) {
        return reached(gateway, shards, now, limit, MemoryRows::overdueAt);
    }

    private List<Notification> reached(
            String gateway,
            Set<Integer> shards,
            Instant now,
            int limit,
            Function<Notification, @Nullable Instant> when) {
        return alive(gateway, shards)
                .filter(row -> when.apply(row) != null && !when.apply(row).isAfter(now))
                .sorted(Comparator.comparing((Notification row) -> Objects.requireNonNull(when.apply(row)))
                        .thenComparing(Notification::seq))
                .limit(limit)
                .toList();
    }

    Optional<Instant> nextDue(String gateway, Set<Integer> shards) {
        return alive(gateway, shards)
                .flatMap(row -> Stream.of(Optional.ofNullable(dueAt(row)), Optional.ofNullable(overdueAt(row))))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }
}
