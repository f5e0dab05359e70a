package io.openclaw.bridge.store;

import java.time.Duration;

/// How long a process owns its shards without a word (design, section 6, "Claim").
///
/// @param lease from one renewal on, by the database's clock
/// @param renew how often it is renewed
/// @param margin how much must be left for a claim and for a frame
record LeaseTimes(Duration lease, Duration renew, Duration margin) {
    static final LeaseTimes STANDARD =
            new LeaseTimes(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5));

    LeaseTimes {
        if (lease.compareTo(renew.plus(margin)) <= 0) {
            throw new IllegalArgumentException("a lease of " + lease + " ends before it is renewed");
        }
    }
}
