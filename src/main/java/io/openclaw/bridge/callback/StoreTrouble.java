package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// How long to leave a store alone that does not do its work: 1 s, doubled up to 30 s. Says once that it began and once that
/// it is over. Confined to the sender's thread.
final class StoreTrouble {
    private static final Logger LOG = System.getLogger(CallbackSender.class.getName());
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final CallbackTally tally;
    private Duration next = FIRST;
    private boolean on;

    StoreTrouble(CallbackTally tally) {
        this.tally = tally;
    }

    Duration delay(Throwable failure) {
        tally.storeFailed();
        if (!on) {
            on = true;
            String what = failure instanceof StoreException e
                    ? e.reason().toString()
                    : failure.getClass().getSimpleName();
            LOG.log(Level.WARNING, "Callbacks wait for the store ({0}).", what);
        }
        Duration delay = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return delay;
    }

    void over() {
        if (on) {
            on = false;
            LOG.log(Level.INFO, "The store is back; callbacks go on.");
        }
        next = FIRST;
    }
}
