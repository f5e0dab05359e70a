package io.openclaw.bridge.queue;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the queue counts. Safe from any thread.
public final class QueueTally {
    /// What became of a message.
    public enum Result {
        /// A new notification.
        STORED,
        /// It was there already.
        REPLAYED,
        /// No notification.
        DEAD_LETTER;

        /// As a label.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Result, LongAdder> settled = new EnumMap<>(Result.class);
    private final LongAdder received = new LongAdder();
    private final LongAdder unkeyed = new LongAdder();
    private final LongAdder released = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder passedOn = new LongAdder();
    private final LongAdder missed = new LongAdder();

    QueueTally() {
        for (Result result : Result.values()) {
            settled.put(result, new LongAdder());
        }
    }

    void received() {
        received.increment();
    }

    void settled(Result result) {
        settled.getOrDefault(result, new LongAdder()).increment();
    }

    void unkeyed() {
        unkeyed.increment();
    }

    void released(int messages) {
        released.add(messages);
    }

    void published(int events) {
        published.add(events);
    }

    void refused(int events) {
        refused.add(events);
    }

    void passedOn() {
        passedOn.increment();
    }

    void missed(long events) {
        missed.add(events);
    }

    /// Messages that the broker brought.
    public long receivedCount() {
        return received.sum();
    }

    /// Messages that ended so.
    public long settledCount(Result result) {
        return settled.getOrDefault(result, new LongAdder()).sum();
    }

    /// Messages without any idempotency key: a crash at the wrong moment doubles them.
    public long unkeyedCount() {
        return unkeyed.sum();
    }

    /// Messages that went back to the broker because they could not be stored.
    public long releasedCount() {
        return released.sum();
    }

    /// Outcomes that the broker has.
    public long publishedCount() {
        return published.sum();
    }

    /// Tries of outcomes that the broker did not take.
    public long refusedCount() {
        return refused.sum();
    }

    /// Gateway events that were passed on.
    public long passedOnCount() {
        return passedOn.sum();
    }

    /// Gateway events that were not.
    public long missedCount() {
        return missed.sum();
    }
}
