package io.openclaw.bridge.intake.rest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/// A line a minute at most about those who try many credentials.
final class FailureLog {
    private static final Logger LOG = Logger.getLogger("io.openclaw.bridge.access");
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong next = new AtomicLong(System.nanoTime());

    void tooMany(String address) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            LOG.warnf(
                    "%s keeps sending credentials that are not valid and is answered 429: a caller with an old key, or somebody who guesses. Not said again for a minute.",
                    address);
        }
    }
}
