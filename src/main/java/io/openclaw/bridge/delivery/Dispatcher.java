package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Claims rows for the places that are free, lane by lane, and lets expired rows and those that step aside out of their
/// lanes. Confined to the delivery thread.
final class Dispatcher {
    /// Changes without a frame in one commit.
    private static final int ERRANDS = 200;

    /// How soon to look again where the bridge takes nothing and will not say when that ends: a pause of the gateway, or
    /// other callers in the window.
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    /// How long a lane rests where the store did not let us claim.
    private static final Duration REST = Duration.ofSeconds(1);

    private final LaneBook book;
    private final Turns turns;
    private final Slots slots;
    private final Territory territory;
    private final Commits commits;
    private final Ending ending;
    private final Sender sender;
    private final DeliveryClock clock;
    private final Executor thread;
    private final Alarm alarm;
    private final BiConsumer<Flight, @Nullable Notification> close;

    Dispatcher(
            LaneBook book,
            Turns turns,
            Slots slots,
            Territory territory,
            Commits commits,
            Ending ending,
            Sender sender,
            DeliveryClock clock,
            Executor thread,
            BiConsumer<Flight, @Nullable Notification> close) {
        this.book = book;
        this.turns = turns;
        this.slots = slots;
        this.territory = territory;
        this.commits = commits;
        this.ending = ending;
        this.sender = sender;
        this.clock = clock;
        this.thread = thread;
        this.alarm = new Alarm(clock, thread, () -> {});
        this.close = close;
    }

    /// Rows that have nothing to do with the gateway.
    void errands(Instant now) {
        for (int i = 0; i < ERRANDS; i++) {
            Lane lane = turns.nextErrand();
            if (lane == null) {
                return;
            }
            Flight flight = open(lane);
            Notification row = flight.row;
            ending.end(flight, Turns.isExpired(row, now) ? row.expire(now) : row.stepAside());
        }
    }

    void claim(Instant now) {
        while (turns.isAnybodyWaiting() && slots.free(now) > 0) {
            Lane lane = turns.next(slots.freeRuns() > 0);
            if (lane == null) {
                return; // agents without a place, or channels ahead of their pace
            }
            Flight flight = open(lane);
            if (Turns.isExpired(flight.row, now)) {
                ending.end(flight, flight.row.expire(now));
            } else {
                claim(flight, now);
            }
        }
        if (turns.isAnybodyWaiting() && slots.isStuck(now)) {
            alarm.noLaterThan(now.plus(LOOK_AGAIN));
        }
    }

    private Flight open(Lane lane) {
        Flight flight = new Flight(lane, book.take(lane));
        lane.flight = flight;
        territory.opened(flight);
        return flight;
    }

    private void claim(Flight flight, Instant now) {
        slots.claimed(flight);
        turns.left(flight.lane, flight.row);
        Notification after = flight.row.claim(territory.owner(), now, slots.bootId(now));
        commits.add(flight.row, after, new Commits.Fate() {
            @Override
            public void applied(Notification row) {
                flight.row = row;
                sender.claimed(flight);
            }

            @Override
            public void late(@Nullable Notification found) {
                slots.unclaimed(flight);
                if (found != null && found.version() == flight.row.version()) {
                    clock.after(REST, () -> thread.execute(() -> close.accept(flight, found)));
                } else {
                    close.accept(flight, found);
                }
            }
        });
    }

    void stop() {
        alarm.cancel();
    }
}
