package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Answer.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one boot of the gateway remembers of idempotency keys, of all methods and clients together. Lost at its end.
///
/// Nothing is looked at when read: only the sweep forgets, so a key lives 5 to 6 minutes.
final class KeyCache {
    static final long TTL = 300_000;
    static final long SWEEP_EVERY = 60_000;
    static final int MAX_KEYS = 1_000;

    /// In order of their time, because putting renews it.
    private final LinkedHashMap<String, Entry> answered = new LinkedHashMap<>();

    private final Map<String, List<Reply>> inFlight = new HashMap<>();

    private record Entry(Answer answer, long at, boolean running) {}

    @Nullable
    Answer get(String key) {
        Entry entry = answered.get(key);
        return entry == null ? null : entry.answer;
    }

    void put(String key, Answer answer, long now) {
        put(key, new Entry(answer, now, false));
    }

    /// An `agent` key whose run has not ended: the sweep leaves it alone.
    void putRunning(String key, Answer answer, long now) {
        put(key, new Entry(answer, now, true));
    }

    private void put(String key, Entry entry) {
        answered.remove(key);
        answered.put(key, entry);
    }

    /// True when the key was in flight: the reply will get the first one's answer.
    boolean join(String key, Reply reply) {
        List<Reply> waiting = inFlight.get(key);
        if (waiting != null) {
            waiting.add(reply);
        }
        return waiting != null;
    }

    void begin(String key, Reply reply) {
        List<Reply> waiting = new ArrayList<>(1);
        waiting.add(reply);
        inFlight.put(key, waiting);
    }

    /// Answers everybody who waits for the key.
    void settle(String key, Answer answer) {
        List<Reply> waiting = inFlight.remove(key);
        if (waiting != null) {
            waiting.forEach(reply -> reply.send(answer));
        }
    }

    int inFlight() {
        return inFlight.size();
    }

    int size() {
        return answered.size();
    }

    void sweep(long now) {
        for (Iterator<Entry> each = answered.values().iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (!entry.running && now - entry.at > TTL) {
                each.remove();
            }
        }
        int excess = answered.size() - MAX_KEYS;
        for (Iterator<Entry> each = answered.values().iterator(); excess > 0 && each.hasNext(); ) {
            if (!each.next().running) {
                each.remove();
                excess--;
            }
        }
    }
}
