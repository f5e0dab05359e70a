package io.openclaw.bridge.store;

import java.time.Duration;

/// How long a process owns its shards without a word (design, section 6, "Claim").
///
/// @param lease from one renewal on, by the database's clock
/// @param renew how often it is renewed
/// @param margin how much must be left for a claim and for a frame
record LeaseTimes(Duration lease, Duration renew, Duration margin) {
    /// Long enough for what a busy machine or a collection of garbage takes.
    static final Duration SHORTEST = Duration.ofSeconds(6);

    /// @throws IllegalArgumentException with a sentence for people, if it is too short
    static LeaseTimes of(Duration lease) {
        if (lease.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "openclaw.store.lease is " + lease + ", but a process may well be busy for so long: at least 6 s");
        }
        return new LeaseTimes(lease, lease.dividedBy(3), lease.dividedBy(6));
    }

    LeaseTimes {
        if (lease.compareTo(renew.plus(margin)) <= 0) {
            throw new IllegalArgumentException("a lease of " + lease + " ends before it is renewed");
        }
    }
}
