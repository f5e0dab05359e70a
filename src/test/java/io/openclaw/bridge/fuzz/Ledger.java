package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The model: what the service has said that it keeps. Safe from any thread.
final class Ledger {
    /// @param sent the fields as they were handed in
    /// @param corrections what it may say instead since it was sent again with other words
    private record Row(JsonNode sent, Set<ObjectNode> corrections) {}

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final Map<String, Queue<JsonNode>> unnamed = new ConcurrentHashMap<>();
    private final AtomicInteger mangled = new AtomicInteger();

    /// Came by a door that tells no ids.
    void possible(@Nullable JsonNode sent) {
        if (sent != null && sent.path("message").isTextual()) {
            unnamed.computeIfAbsent(sent.path("message").asText(), _ -> new ConcurrentLinkedQueue<>())
                    .add(sent);
        }
    }

    /// One whose bytes were changed on the way: it may be a notification still, of other words.
    void mangled() {
        mangled.incrementAndGet();
    }

    /// It was accepted, or found again under its key.
    void accepted(String id, JsonNode sent) {
        if (rows.putIfAbsent(id, new Row(sent, ConcurrentHashMap.newKeySet())) == null) {
            synchronized (ids) {
                ids.add(id);
            }
        }
    }

    /// Perhaps it was sent again with these.
    void corrected(String id, ObjectNode correction) {
        Row row = rows.get(id);
        if (row != null) {
            row.corrections.add(correction);
        }
    }

    /// One that there is, or seldom one that there is not.
    String anyId(Dice dice) {
        synchronized (ids) {
            return ids.isEmpty() || dice.oneIn(10)
                    ? new UUID(dice.seed(), dice.seed()).toString()
                    : ids.get(dice.below(ids.size()));
        }
    }

    int size() {
        return rows.size();
    }

    boolean knows(String id) {
        return rows.containsKey(id);
    }

    Set<String> all() {
        return new LinkedHashSet<>(rows.keySet());
    }

    /// What of it is not as it was sent; null for nothing.
    @Nullable
    String difference(JsonNode view) {
        Row row = rows.get(view.path("id").asText());
        if (row == null) {
            boolean sent = unnamed.getOrDefault(view.path("message").asText(), new ConcurrentLinkedQueue<>()).stream()
                    .anyMatch(one -> Judge.difference(one, view) == null);
            return sent || mangled.getAndDecrement() > 0 ? null : "nobody sent it";
        }
        String difference = Judge.difference(row.sent, view);
        for (ObjectNode correction : row.corrections) {
            ObjectNode corrected = row.sent.deepCopy();
            corrected.remove(List.of("deliverAt", "expiresAt", "ttl", "delivery"));
            corrected.setAll(correction);
            difference = difference == null ? null : Judge.difference(corrected, view);
        }
        return difference;
    }
}
