package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Outlet.Outbox;
import io.openclaw.bridge.notification.StoreException;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An outbox in memory that survives "restarts" and fails on demand. Answers at once. Safe from any thread.
final class Letters implements Outbox {
    private final Map<String, Event> events = new LinkedHashMap<>();
    private int seq;
    private int looks;
    boolean readsFail;
    boolean writesFail;

    synchronized Event put(String id, String url, Instant now) {
        return put(id, url, "{\"id\":\"" + id + "\"}", now);
    }

    synchronized Event put(String id, String url, String body, Instant now) {
        Event event = new Event(++seq, CallbackOutlet.NAME, id, "delivered", url, body, null, now, 0, now);
        events.put(id, event);
        return event;
    }

    synchronized List<Event> all() {
        return new ArrayList<>(events.values());
    }

    synchronized int looks() {
        return looks;
    }

    @Override
    public Uni<List<Event>> due(String outlet, Instant now, int limit) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                looks++;
                check(readsFail);
                return events.values().stream()
                        .filter(event -> !event.dueAt().isAfter(now))
                        .sorted(Comparator.comparing(Event::dueAt).thenComparing(Event::seq))
                        .limit(limit)
                        .toList();
            }
        });
    }

    @Override
    public Uni<@Nullable Instant> nextDue(String outlet) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                check(readsFail);
                return events.values().stream()
                        .map(Event::dueAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
            }
        });
    }

    @Override
    public Uni<Void> done(List<Event> told) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                check(writesFail);
                told.forEach(event -> events.remove(event.id()));
                return null;
            }
        });
    }

    @Override
    public Uni<Void> again(List<Event> later) {
        return Uni.createFrom().item(() -> {
            synchronized (this) {
                check(writesFail);
                later.forEach(event -> events.replace(event.id(), event));
                return null;
            }
        });
    }

    private static void check(boolean fail) {
        if (fail) {
            throw new StoreException(StoreException.Reason.UNAVAILABLE, "as asked for");
        }
    }
}
