package io.openclaw.bridge.notification;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The events of a [MemoryStore]. Not thread-safe: the store's lock guards it.
final class MemoryOutbox {
    private final TreeMap<Long, Outlet.Event> events = new TreeMap<>();
    private long lastSeq;

    void add(Outlet outlet, Notification row, String body, Instant now) {
        long seq = ++lastSeq;
        events.put(
                seq,
                new Outlet.Event(
                        seq,
                        outlet.name(),
                        row.id() + ":" + row.version(),
                        row.state().word().wire(),
                        row.content().callbackUrl() == null
                                ? null
                                : row.content().callbackUrl().toString(),
                        body,
                        row.content().traceparent(),
                        now,
                        0,
                        now));
    }

    Collection<Outlet.Event> all() {
        return List.copyOf(events.values());
    }

    List<Outlet.Event> due(String outlet, Instant now, int limit) {
        return events.values().stream()
                .filter(event -> event.outlet().equals(outlet) && !event.dueAt().isAfter(now))
                .sorted(Comparator.comparing(Outlet.Event::dueAt).thenComparing(Outlet.Event::seq))
                .limit(limit)
                .toList();
    }

    @Nullable
    Instant nextDue(String outlet) {
        return events.values().stream()
                .filter(event -> event.outlet().equals(outlet))
                .map(Outlet.Event::dueAt)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    void done(List<Outlet.Event> told) {
        told.forEach(event -> events.remove(event.seq()));
    }

    void again(List<Outlet.Event> later) {
        later.forEach(event -> events.computeIfPresent(event.seq(), (_, _) -> event));
    }
}
