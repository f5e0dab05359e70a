package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Delivered;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Writes a row's next version down, and frees its lane when it is on disk. Confined to the delivery thread.
final class Ending {
    /// How often a late proof is tried against others who change the same row.
    private static final int TRIES = 5;

    private final Commits commits;
    private final DeliveryMetrics metrics;
    private final Witness witness;
    private final BiConsumer<Flight, @Nullable Notification> close;

    /// @param close frees the flight's lane; told the row as it is now on disk, null where that is not known
    Ending(
            Commits commits,
            DeliveryMetrics metrics,
            Witness witness,
            BiConsumer<Flight, @Nullable Notification> close) {
        this.commits = commits;
        this.metrics = metrics;
        this.witness = witness;
        this.close = close;
    }

    /// The flight is over with this.
    void end(Flight flight, Notification after) {
        end(true, flight.span.traceparent(), flight.row, after, () -> {}, now -> close.accept(flight, now));
    }

    /// A row without a flight.
    ///
    /// @param applied runs only if it was stored
    /// @param over runs in any case, last
    void change(Notification before, Notification after, Runnable applied, Runnable over) {
        end(false, null, before, after, applied, _ -> over.run());
    }

    private interface Over {
        void with(@Nullable Notification now);
    }

    private void end(
            boolean flown,
            @Nullable String trace,
            Notification before,
            Notification after,
            Runnable applied,
            Over over) {
        commits.add(before, after, new Fate(flown, trace, after, applied, over, TRIES));
    }

    private final class Fate implements Commits.Fate {
        private final boolean flown;
        private final @Nullable String trace;
        private final Notification after;
        private final Runnable applied;
        private final Over over;
        private final int tries;

        Fate(boolean flown, @Nullable String trace, Notification after, Runnable applied, Over over, int tries) {
            this.flown = flown;
            this.trace = trace;
            this.after = after;
            this.applied = applied;
            this.over = over;
            this.tries = tries;
        }

        @Override
        public void applied(Notification row) {
            if (flown || row.state().isTerminal()) {
                metrics.settled(row); // a row that merely joined its lane, or is to be looked for again, is not settled
                witness.settled(row, trace);
            }
            applied.run();
            over.with(row);
        }

        /// A proof is never discarded (design, section 6, "Fencing"); anything else that comes late is.
        @Override
        public void late(@Nullable Notification now) {
            metrics.late();
            if (after.state() instanceof Delivered proof
                    && now != null
                    && !now.state().isTerminal()
                    && tries > 0) {
                Notification proven = now.deliver(proof.at(), proof.messageId(), proof.runId(), proof.reply());
                commits.add(now, proven, new Fate(flown, trace, proven, applied, over, tries - 1));
            } else {
                over.with(now);
            }
        }
    }
}
