package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Outlet.Event;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which event leaves next: the hosts take turns, none has more than its share under way. Confined to the sender's thread.
final class HostQueues {
    /// So many idle hosts are remembered with their speed.
    private static final int MOST_HOSTS = 1_000;

    private final int concurrency;
    private final int perHost;
    private final Map<String, HostQueue> hosts = new HashMap<>();

    /// Hosts with something waiting and a free place, each once.
    private final Deque<HostQueue> ready = new ArrayDeque<>();

    private int inFlight;

    HostQueues(int concurrency, int perHost) {
        this.concurrency = concurrency;
        this.perHost = perHost;
    }

    HostQueue of(String host) {
        return hosts.computeIfAbsent(host, name -> new HostQueue(name, perHost));
    }

    void add(HostQueue queue, Event event) {
        queue.waiting.add(event);
        makeReady(queue);
    }

    /// Takes the next event; null while none may leave.
    @Nullable
    Turn next(Instant now) {
        if (inFlight >= concurrency) {
            return null;
        }
        HostQueue queue = ready.poll();
        Event event = queue == null ? null : queue.waiting.poll();
        if (queue == null || event == null) {
            return null;
        }
        queue.started(now);
        inFlight++;
        makeReady(queue);
        return new Turn(queue, event);
    }

    void ended(HostQueue queue) {
        queue.inFlight--;
        inFlight--;
        makeReady(queue);
        if (queue.isIdle() && hosts.size() > MOST_HOSTS) {
            hosts.remove(queue.host);
        }
    }

    private void makeReady(HostQueue queue) {
        if (!queue.waiting.isEmpty() && queue.inFlight < perHost && !ready.contains(queue)) {
            ready.add(queue);
        }
    }

    /// Takes out those that a slow host will not take soon.
    ///
    /// @return with the times when they may come again
    List<Event> putOff(HostQueue queue, Instant now) {
        List<Event> later = new ArrayList<>();
        while (queue.isOverfull(now)) {
            Event last = queue.waiting.removeLast();
            later.add(Claims.at(last, last.attempts(), queue.putOff(now)));
        }
        return later;
    }

    /// Everything that has not left.
    List<Event> clear() {
        List<Event> all = new ArrayList<>();
        for (HostQueue queue : hosts.values()) {
            all.addAll(queue.waiting);
            queue.waiting.clear();
        }
        ready.clear();
        return all;
    }

    int inFlight() {
        return inFlight;
    }

    record Turn(HostQueue queue, Event event) {}
}
