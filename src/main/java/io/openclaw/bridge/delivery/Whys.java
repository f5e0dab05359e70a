package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Scheduled;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.LaneReads.LaneLoad;
import io.openclaw.bridge.notification.admin.LaneWatch;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says why lanes wait: by what this process knows of them, else by what their first row says. The first reason that
/// alone would hold the lane up, in the order in which they are asked before a frame leaves.
final class Whys implements LaneWatch {
    private final LaneBook book;
    private final Turns turns;
    private final Slots slots;
    private final Doubts doubts;
    private final Territory territory;
    private final Pauses pauses;
    private final Commits commits;
    private final DeliveryClock clock;
    private final DeliveryThread thread;

    Whys(
            LaneBook book,
            Turns turns,
            Slots slots,
            Doubts doubts,
            Territory territory,
            Pauses pauses,
            Commits commits,
            DeliveryClock clock,
            DeliveryThread thread) {
        this.book = book;
        this.turns = turns;
        this.slots = slots;
        this.doubts = doubts;
        this.territory = territory;
        this.pauses = pauses;
        this.commits = commits;
        this.clock = clock;
        this.thread = thread;
    }

    @Override
    public Uni<List<Wait>> why(List<LaneLoad> lanes) {
        return Uni.createFrom()
                .emitter(caller -> thread.execute(
                        () -> caller.complete(lanes.stream().map(this::why).toList())));
    }

    private Wait why(LaneLoad load) {
        Instant now = clock.now();
        Lane lane = book.find(load.lane());
        Flight flight = lane == null ? null : lane.flight;
        if (flight != null) {
            return underWay(flight, now);
        }
        Notification front = load.front();
        Hold hold = pauses.on(front);
        if (hold != null) {
            return new Wait(Reason.PAUSED, hold.sentence() + "; resume it to let it go", null, null, hold);
        }
        if (!territory.isActive(Backlog.shardOf(load.lane()))) {
            return of(Reason.OTHER_REPLICA, "another bridge on this database delivers it, and knows more", null, front);
        }
        return switch (front.state()) {
            case Scheduled(Instant joinsAt) -> of(Reason.SCHEDULED, "its first message is for later", joinsAt, front);
            case Sending _ -> of(Reason.IN_DOUBT, "it perhaps left, and is about to be looked for", null, front);
            case Queued queued -> queued.notBefore().isAfter(now) ? later(queued, front) : due(lane, front, now);
            default -> of(Reason.NEXT, "it has just changed", null, null);
        };
    }

    private Wait underWay(Flight flight, Instant now) {
        Notification row = flight.row;
        if (!doubts.has(flight)) {
            return of(Reason.UNDER_WAY, "its first message is on its way", null, row);
        }
        Hold hold = pauses.on(row);
        if (hold != null) {
            return new Wait(
                    Reason.IN_DOUBT,
                    "it perhaps left, and is not repeated while paused: " + hold.sentence(),
                    null,
                    row.id(),
                    hold);
        }
        return of(
                Reason.IN_DOUBT,
                slots.isConnected(now)
                        ? "it perhaps left, and is being found out"
                        : "it perhaps left, and is found out when the gateway is connected",
                null,
                row);
    }

    private static Wait later(Queued queued, Notification row) {
        Attempt last = row.attempts().isEmpty() ? null : row.attempts().getLast();
        String why = last == null || last.code() == null ? "" : " after " + last.code();
        Instant aside = queued.stepsAsideAt();
        return of(
                Reason.RETRY_LATER,
                "its first message is tried again later" + why
                        + (aside == null ? "" : ", and holds up the others until " + aside + " at the latest"),
                queued.notBefore(),
                row);
    }

    private Wait due(@Nullable Lane lane, Notification front, Instant now) {
        if (!commits.isHealthy()) {
            return of(Reason.STORE_DOWN, "the database cannot be written, so nothing new is sent", null, null);
        }
        Wait obstacle = slots.obstacle(now);
        if (obstacle != null) {
            return obstacle;
        }
        if (lane != null) {
            Instant paced = turns.pacedUntil(lane);
            if (paced != null) {
                return of(
                        Reason.CHANNEL_PACE,
                        "its channel keeps to the pace of openclaw.delivery.pacing.channel",
                        paced,
                        null);
            }
            Instant wakes = Turns.sleepsUntil(lane);
            if (wakes != null) {
                return of(
                        Reason.SESSION_PACE, "the session keeps to the pace of openclaw.delivery.pacing", wakes, null);
            }
        }
        if (NextState.isAgent(front) && slots.freeRuns() <= 0) {
            return of(Reason.AGENT_LIMIT, "as many agents are at work as may be at once", null, null);
        }
        return of(Reason.NEXT, "nothing holds it up: its turn comes", null, null);
    }

    private static Wait of(Reason reason, String detail, @Nullable Instant until, @Nullable Notification row) {
        return new Wait(reason, detail, until, row == null ? null : row.id(), null);
    }
}
