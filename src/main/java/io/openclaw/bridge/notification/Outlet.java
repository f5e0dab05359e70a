package io.openclaw.bridge.notification;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody outside who is told what became of notifications: callbacks, a queue. The store writes an [Event] in the
/// transaction of the change, so that none is lost; the outlet publishes it afterwards, at least once.
public interface Outlet {
    /// Of the outlet, in the store.
    String name();

    /// Whether it wants to tell of this row's present state. Called for each row that came to an end or was parked, on the
    /// store's thread: must be quick, must not throw.
    boolean wants(Notification row);

    /// Events of this outlet were committed. On the store's thread.
    void committed();

    /// Something to tell.
    ///
    /// @param seq its place in the order of all events; 0 until stored
    /// @param id `<notification id>:<version>`, stable over all repeats
    /// @param type the state's word, as in `delivered`
    /// @param url where to, for outlets that need one
    /// @param body the notification's view at that moment, JSON
    /// @param traceparent the trace that the notification came with (W3C trace context); null for none
    /// @param attempts how often it was tried
    /// @param dueAt when it is to be told next
    record Event(
            long seq,
            String outlet,
            String id,
            String type,
            @Nullable String url,
            String body,
            @Nullable String traceparent,
            Instant createdAt,
            int attempts,
            Instant dueAt) {
        /// Neither body nor URL: both are the caller's secrets.
        @Override
        public String toString() {
            return "Event[" + outlet + ", " + id + ", " + type + "]";
        }
    }

    /// The events on disk, as an outlet needs them. Failures are [StoreException]s.
    interface Outbox {
        /// Due ones, the longest due first.
        Uni<List<Event>> due(String outlet, Instant now, int limit);

        /// When the next one is due; null where there is none.
        Uni<@Nullable Instant> nextDue(String outlet);

        /// Told, or given up: forgotten.
        Uni<Void> done(List<Event> events);

        /// To be tried again, with the event's `attempts` and `dueAt`.
        Uni<Void> again(List<Event> events);
    }
}
