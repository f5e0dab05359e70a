package io.openclaw.bridge.store;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Moments as the database has them: microseconds since 1970, which is what PostgreSQL's clock gives.
final class Micros {
    /// Beyond it a moment is for ever; some 290,000 years.
    private static final long LATEST_SECOND = Long.MAX_VALUE / 1_000_000 - 1;

    private Micros() {}

    static long of(Instant moment) {
        long second = Math.clamp(moment.getEpochSecond(), -LATEST_SECOND, LATEST_SECOND);
        return second * 1_000_000 + moment.getNano() / 1_000;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
    }
}
