package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the person on call reads about the queue: each change once, repeated failures of the same kind only at debug. Never
/// a body, a key or a credential. Confined to the door's context.
final class QueueLog {
    private static final Logger LOG = System.getLogger("io.openclaw.bridge.queue");

    private @Nullable String lastTrouble;
    private boolean waiting;
    private boolean dead;

    void connected(Endpoint endpoint) {
        lastTrouble = null;
        LOG.log(Level.INFO, "The queue is connected to {0}.", endpoint);
    }

    void notConnected(Endpoint endpoint, String why, Duration delay) {
        boolean repeated = why.equals(lastTrouble);
        lastTrouble = why;
        LOG.log(
                repeated ? Level.DEBUG : Level.WARNING,
                "The queue is not connected to {0}: {1}. REST goes on. Next try in {2} ms, repeated failures are logged at debug.",
                endpoint,
                why,
                Long.toString(delay.toMillis()));
    }

    /// Messages are given back because they cannot be stored.
    void intakeWaits(Throwable failure, int messages, Duration delay) {
        LOG.log(
                waiting ? Level.DEBUG : Level.WARNING,
                "Messages cannot be stored ({0}); {1} go back to the broker, and are taken again in {2} ms.",
                kind(failure),
                Integer.toString(messages),
                Long.toString(delay.toMillis()));
        waiting = true;
    }

    void intakeGoesOn() {
        if (waiting) {
            waiting = false;
            LOG.log(Level.INFO, "Messages are stored again.");
        }
    }

    /// The first of a row; how many there are stands in the metrics.
    void deadLetter(String address) {
        LOG.log(
                dead ? Level.DEBUG : Level.WARNING,
                "A message is no notification; a copy with the reason is in {0}. Further ones are logged at debug and counted.",
                address);
        dead = true;
    }

    void deadLettersRefused(String address, String why) {
        LOG.log(Level.WARNING, "The broker does not take dead letters at {0}{1}.", address, why);
    }

    void eventRefused(String id, String why, Duration delay) {
        LOG.log(
                Level.DEBUG,
                "The broker did not take the event {0} ({1}); it goes again in {2} s.",
                id,
                why,
                Long.toString(delay.toSeconds()));
    }

    void storeFailed(Throwable failure) {
        LOG.log(Level.WARNING, "Events wait for the store ({0}).", kind(failure));
    }

    private static String kind(Throwable failure) {
        return failure instanceof StoreException store
                ? store.reason().toString()
                : failure.getClass().getSimpleName();
    }
}
