package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Outlet.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// What waits for one host, and how quick that host is. A host may keep in memory what it will probably take soon; the rest
/// is put off on disk. Confined to the sender's thread.
final class HostQueue {
    /// In memory, behind others of the same host.
    static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /// However quick it is: four hosts that hang all of a sudden do not fill the memory of all.
    static final int MOST_HELD = 96;

    /// However many were put off: the host may recover.
    static final Duration LONGEST_PUT_OFF = Duration.ofMinutes(10);

    /// Before anything is known of it.
    private static final double FIRST_GUESS_MS = 50;

    /// Weight of the latest try in the average.
    private static final double LATEST = 0.3;

    final String host;
    final Deque<Event> waiting = new ArrayDeque<>();

    /// Claimed, but the claim is not on disk yet.
    int promised;

    int inFlight;

    /// Since when something is under way and nothing has ended.
    private Instant quietSince = Instant.EPOCH;

    /// Whether its last try failed: the log tells of changes only.
    boolean failing;

    private final int concurrency;
    private double averageMs = FIRST_GUESS_MS;
    private Instant lastPutOff = Instant.EPOCH;

    /// @param concurrency tries at once
    HostQueue(String host, int concurrency) {
        this.host = host;
        this.concurrency = concurrency;
    }

    /// Whether one more may wait in memory.
    boolean hasRoom(Instant now) {
        int size = size();
        return size < 2 * concurrency || (size < MOST_HELD && delay(now).compareTo(LONGEST_WAIT) <= 0);
    }

    /// Whether so many wait that the last should rather do so on disk, now that it is known how slow the host is.
    boolean isOverfull(Instant now) {
        return waiting.size() > concurrency && delay(now).compareTo(LONGEST_WAIT) > 0;
    }

    /// When one that finds no room may come again: behind those that were put off before it.
    Instant putOff(Instant now) {
        Instant free = now.plus(delay(now));
        Instant next = (free.isAfter(lastPutOff) ? free : lastPutOff).plusMillis(Math.round(millis(now) / concurrency));
        Instant latest = now.plus(LONGEST_PUT_OFF);
        lastPutOff = next.isAfter(latest) ? latest : next;
        return onTheBeat(now, lastPutOff);
    }

    /// A little later, so that many are found by one look.
    private static Instant onTheBeat(Instant now, Instant at) {
        long wait = Duration.between(now, at).toMillis();
        long beat = wait < 4_000 ? 250 : wait < 60_000 ? 5_000 : 30_000;
        return Instant.ofEpochMilli((at.toEpochMilli() / beat + 1) * beat);
    }

    private Duration delay(Instant now) {
        return Duration.ofMillis(Math.round(size() * millis(now) / concurrency));
    }

    /// For one try: as long as they took, or as long as those under way have been taking.
    private double millis(Instant now) {
        return inFlight == 0
                ? averageMs
                : Math.max(averageMs, (double) Duration.between(quietSince, now).toMillis());
    }

    private int size() {
        return waiting.size() + promised + inFlight;
    }

    void started(Instant now) {
        if (inFlight == 0) {
            quietSince = now;
        }
        inFlight++;
    }

    void took(Duration time, Instant now) {
        quietSince = now;
        averageMs = (1 - LATEST) * averageMs + LATEST * time.toMillis();
    }

    boolean isIdle() {
        return size() == 0;
    }
}
