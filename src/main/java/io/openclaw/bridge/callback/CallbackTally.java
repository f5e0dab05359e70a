package io.openclaw.bridge.callback;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What the callbacks count. Safe from any thread.
public final class CallbackTally {
    /// How one try ended.
    public enum Result {
        /// 2xx.
        DELIVERED,
        /// Another answer, or none.
        FAILED,
        /// By the guard.
        REFUSED,
        /// 410.
        GONE;

        /// As a label.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Result, LongAdder> tries = new EnumMap<>(Result.class);
    private final Map<Result, LongAdder> nanos = new EnumMap<>(Result.class);
    private final LongAdder givenUp = new LongAdder();
    private final LongAdder storeFailures = new LongAdder();
    private final AtomicBoolean blocked = new AtomicBoolean();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();

    CallbackTally() {
        for (Result result : Result.values()) {
            tries.put(result, new LongAdder());
            nanos.put(result, new LongAdder());
        }
    }

    void tried(Result result, Duration took) {
        counter(tries, result).increment();
        counter(nanos, result).add(took.toNanos());
    }

    void gaveUp() {
        givenUp.increment();
    }

    void storeFailed() {
        storeFailures.increment();
    }

    /// @return whether that is news
    boolean block() {
        return blocked.compareAndSet(false, true);
    }

    void now(int underWay, int inMemory) {
        inFlight.set(underWay);
        held.set(inMemory);
    }

    private static LongAdder counter(Map<Result, LongAdder> counters, Result result) {
        return counters.getOrDefault(result, new LongAdder());
    }

    /// Tries that ended so.
    public long tries(Result result) {
        return counter(tries, result).sum();
    }

    /// Their time together, in nanoseconds.
    public double nanos(Result result) {
        return counter(nanos, result).doubleValue();
    }

    /// Events that nobody took in time.
    public long givenUp() {
        return givenUp.sum();
    }

    /// Reads and writes of the outbox that failed.
    public long storeFailures() {
        return storeFailures.sum();
    }

    /// Whether callbacks wait that cannot be signed, because there is no secret any more.
    public boolean isBlocked() {
        return blocked.get();
    }

    /// Requests under way.
    public int inFlight() {
        return inFlight.get();
    }

    /// Events in memory.
    public int held() {
        return held.get();
    }
}
