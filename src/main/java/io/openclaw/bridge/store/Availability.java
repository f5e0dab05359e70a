package io.openclaw.bridge.store;

import io.openclaw.bridge.notification.StoreException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the database can be written, and if not, why. Safe from any thread.
final class Availability {
    private static final System.Logger LOG = System.getLogger(Availability.class.getName());

    private volatile @Nullable StoreException outage;
    private volatile State state = new State(Instant.now(), null);

    /// @param since when it went up, or down
    /// @param lastError null while it is up
    record State(Instant since, @Nullable String lastError) {}

    boolean isUp() {
        return outage == null;
    }

    /// Why it is down; null while it is up.
    @Nullable
    StoreException outage() {
        return outage;
    }

    State state() {
        return state;
    }

    synchronized void down(StoreException failure) {
        String error = failure.getMessage();
        if (outage == null) {
            LOG.log(System.Logger.Level.WARNING, "The store is down and will be tried again: {0}", error);
        }
        state = new State(outage == null ? Instant.now() : state.since, error);
        outage = failure;
    }

    synchronized void up() {
        outage = null;
        state = new State(Instant.now(), null);
        LOG.log(System.Logger.Level.INFO, "The store is up again");
    }
}
