package io.openclaw.bridge.mock;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The gateway's memory of idempotency keys: in memory, 5 minutes from the answer, the newest 1,000
/// answered ones (contract 3.5, 11a).
///
/// Touched under the [Stage]'s lock only.
final class KeyMemory {
    static final Duration KEPT = Duration.ofMinutes(5);
    private static final int LIMIT = 1_000;

    /// `send` and `agent` remember apart.
    private record Id(DeliveryStyle style, String key) {}

    /// One key and who waits for its answer.
    static final class Entry {
        private final Id id;
        private final Call first;
        private final Route route;
        private final List<Call> callers = new ArrayList<>();
        private @Nullable Outcome answer;
        private Instant answeredAt = Instant.MAX;

        private Entry(Id id, Call first, Route route) {
            this.id = id;
            this.first = first;
            this.route = route;
        }

        Call first() {
            return first;
        }

        Route route() {
            return route;
        }

        /// Those who wait: the first, and repeats in flight.
        List<Call> callers() {
            return callers;
        }

        /// Empty while in flight.
        Optional<Outcome> answer() {
            return Optional.ofNullable(answer);
        }
    }

    private final Map<Id, Entry> entries = new LinkedHashMap<>();

    Optional<Entry> find(Route route, String key, Instant now) {
        forgetOld(now);
        return Optional.ofNullable(entries.get(new Id(route.delivery(), key)));
    }

    Entry begin(Call call, Route route) {
        Entry entry = new Entry(new Id(route.delivery(), call.key()), call, route);
        entries.put(entry.id, entry);
        return entry;
    }

    /// Whether the gateway that began it still runs.
    boolean holds(Entry entry) {
        return entries.get(entry.id) == entry;
    }

    void answer(Entry entry, Outcome answer, Instant now) {
        entry.answer = answer;
        entry.answeredAt = now;
        entries.remove(entry.id);
        entries.put(entry.id, entry);
    }

    void forget(Entry entry) {
        entries.remove(entry.id);
    }

    /// A new boot knows nothing.
    ///
    /// @return what was in flight
    List<Entry> forgetAll() {
        List<Entry> inFlight = entries.values().stream()
                .filter(entry -> entry.answer().isEmpty())
                .toList();
        entries.clear();
        return inFlight;
    }

    private void forgetOld(Instant now) {
        int surplus = entries.size() - LIMIT;
        for (Iterator<Entry> oldest = entries.values().iterator(); oldest.hasNext(); ) {
            Entry entry = oldest.next();
            if (entry.answer().isEmpty()) {
                continue;
            }
            if (surplus-- <= 0 && entry.answeredAt.plus(KEPT).isAfter(now)) {
                return;
            }
            oldest.remove();
        }
    }
}
