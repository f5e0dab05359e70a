package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Unknown;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What happens to rows because their time has come: scheduled ones join their lanes, expired ones end, parked ones are
/// looked for and in the end forgotten. One timer, set to the next time that the disk knows or that was heard of since.
/// Confined to the delivery thread.
final class Agenda {
    /// Changes in one commit: claims wait behind them.
    private static final int PAGE = 200;

    /// After a failed reading, and after a page of which nothing could be changed.
    private static final Duration REST = Duration.ofSeconds(1);

    private final Backlog backlog;
    private final String gateway;
    private final Territory territory;
    private final Ending ending;
    private final NextState nextState;
    private final Consumer<Notification> search;
    private final DeliveryClock clock;
    private final Executor thread;
    private final Alarm alarm;

    private boolean waiting;
    private boolean running;
    private @Nullable Instant heard;

    /// Whether this run changed anything.
    private boolean useful;

    // Of the page at hand.
    private int open;
    private int changes;
    private int stored;
    private @Nullable Runnable then;

    /// @param search is told of parked rows whose proof is to be looked for now
    Agenda(
            Backlog backlog,
            String gateway,
            Territory territory,
            Ending ending,
            NextState nextState,
            Consumer<Notification> search,
            DeliveryClock clock,
            Executor thread) {
        this.backlog = backlog;
        this.gateway = gateway;
        this.territory = territory;
        this.ending = ending;
        this.nextState = nextState;
        this.search = search;
        this.clock = clock;
        this.thread = thread;
        this.alarm = new Alarm(clock, thread, this::look);
    }

    /// A row was stored or changed: it may have a time.
    void heard(Notification row) {
        switch (row.state()) {
            case Scheduled scheduled -> {
                at(scheduled.joinsAt());
                at(row.content().expiresAt());
            }
            case Queued _ -> at(row.content().expiresAt());
            case Unknown parked -> {
                at(parked.looksAt());
                at(parked.until());
            }
            default -> {}
        }
    }

    private void at(@Nullable Instant time) {
        if (time == null) {
            return;
        }
        if (running) {
            heard = heard == null || time.isBefore(heard) ? time : heard; // the disk's next time may be older than this
        } else {
            alarm.noLaterThan(time);
        }
    }

    /// Reads what is due, once the round lets it.
    void look() {
        waiting = true;
    }

    /// Begins what is to be done.
    void round() {
        if (waiting && !running && !territory.active().isEmpty()) {
            waiting = false;
            running = true;
            heard = null;
            useful = false;
            alarm.cancel();
            due();
        }
    }

    private void due() {
        Instant now = clock.now();
        read(() -> backlog.due(gateway, territory.active(), now, PAGE), rows -> {
            rows.forEach(row -> due(row, now));
            after(rows.size() == PAGE ? this::due : this::overdue);
        });
    }

    private void due(Notification row, Instant now) {
        switch (row.state()) {
            case Scheduled _ -> change(row, Turns.isExpired(row, now) ? row.expire(now) : row.join(now), () -> {});
            // The next look is on disk before this one begins: the page must not wait for a gateway.
            case Unknown parked -> {
                Notification noted = row.lookAgain(nextState.looksAt(parked.since(), parked.until(), now));
                change(row, noted, () -> search.accept(noted));
            }
            default -> {}
        }
    }

    private void overdue() {
        Instant now = clock.now();
        read(() -> backlog.overdue(gateway, territory.active(), now, PAGE), rows -> {
            for (Notification row : rows) {
                switch (row.state()) {
                    case Scheduled _, Queued _ -> change(row, row.expire(now), () -> {});
                    case Unknown _ -> change(row, row.forget(now), () -> {});
                    default -> {}
                }
            }
            after(rows.size() == PAGE ? this::overdue : this::next);
        });
    }

    private void next() {
        read(() -> backlog.nextDue(gateway, territory.active()), next -> over(next.orElse(null)));
    }

    private void over(@Nullable Instant next) {
        running = false;
        // Where the disk says that something is due and has nothing to show for it: not in a circle.
        Instant soonest = useful ? Instant.MIN : clock.now().plus(REST);
        at(heard, soonest);
        at(next, soonest);
    }

    private void at(@Nullable Instant time, Instant soonest) {
        if (time != null) {
            alarm.noLaterThan(time.isBefore(soonest) && !time.isAfter(clock.now()) ? soonest : time);
        }
    }

    private void change(Notification before, Notification after, Runnable applied) {
        open++;
        ending.change(
                before,
                after,
                () -> {
                    stored++;
                    useful = true;
                    applied.run();
                },
                () -> {
                    open--;
                    goOn();
                });
    }

    /// Goes on when the page is on disk.
    private void after(Runnable step) {
        changes = open;
        then = step;
        goOn();
    }

    private void goOn() {
        Runnable step = then;
        if (open > 0 || step == null) {
            return;
        }
        then = null;
        if (changes > 0 && stored == 0) {
            over(clock.now().plus(REST)); // others are at these rows, or may claim here: not in a circle
        } else {
            step.run();
        }
    }

    private <T> void read(Supplier<Uni<? extends T>> reading, Consumer<T> use) {
        stored = 0;
        Uni.createFrom()
                .<T>deferred(reading)
                .subscribe()
                .with(result -> thread.execute(() -> use.accept(result)), _ -> thread.execute(this::failed));
    }

    private void failed() {
        over(clock.now().plus(REST));
    }

    void stop() {
        alarm.cancel();
        waiting = false;
    }
}
