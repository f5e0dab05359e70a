package io.openclaw.bridge.fakegateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every request that reached the gateway: the newest ones whole, all of them counted.
final class Inbox {
    private final int capacity;
    private final Deque<ReceivedRequest> newest = new ArrayDeque<>();
    private final Map<String, long[]> counts = new LinkedHashMap<>();
    private int connections;

    Inbox(int capacity) {
        this.capacity = capacity;
    }

    void add(int connection, Request request, long at) {
        counts.computeIfAbsent(request.method(), ignored -> new long[1])[0]++;
        if (capacity > 0) {
            if (newest.size() == capacity) {
                newest.removeFirst();
            }
            newest.add(new ReceivedRequest(
                    connection, request.id(), request.method(), request.params(), request.traceparent(), at));
        }
    }

    int nextConnection() {
        return ++connections;
    }

    int connections() {
        return connections;
    }

    long count(String method) {
        long[] count = counts.get(method);
        return count == null ? 0 : count[0];
    }

    Map<String, Long> counts() {
        Map<String, Long> copy = new LinkedHashMap<>();
        counts.forEach((method, count) -> copy.put(method, count[0]));
        return copy;
    }

    List<ReceivedRequest> all() {
        return List.copyOf(newest);
    }
}
