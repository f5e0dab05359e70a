package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Whose turn it is. Lanes that could go stand in lines, each in its own order of arrival: one for direct messages, one
/// for agents, one for each channel with a pace; lanes that must wait sleep until their time. Confined to the delivery
/// thread.
final class Turns {
    private final DeliverySettings settings;
    private final Pauses pauses;
    private final DeliveryClock clock;
    private final Alarm alarm;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final List<Line> rota = new ArrayList<>();
    private int next;

    /// Lanes whose first row must be changed rather than sent: it has expired, or steps aside.
    private final Set<Lane> errands = new LinkedHashSet<>();

    private final PriorityQueue<Wake> sleepers = new PriorityQueue<>(Comparator.comparing((Wake wake) -> wake.at));
    private final @Nullable Pacer sessions;

    /// Lanes in order of arrival.
    static final class Line {
        private final boolean agents;
        private final @Nullable String channel;
        private final @Nullable Pacer pacer;
        private final LinkedHashSet<Lane> waiting = new LinkedHashSet<>();

        private Line(boolean agents, @Nullable String channel, @Nullable Pacer pacer) {
            this.agents = agents;
            this.channel = channel;
            this.pacer = pacer;
        }
    }

    /// A lane's sleep; one that was given up stays in the queue until its time, no longer being its lane's.
    static final class Wake {
        private final Instant at;
        private final Lane lane;

        private Wake(Instant at, Lane lane) {
            this.at = at;
            this.lane = lane;
        }
    }

    Turns(DeliverySettings settings, Pauses pauses, DeliveryClock clock, Executor thread) {
        this.settings = settings;
        this.pauses = pauses;
        this.clock = clock;
        this.alarm = new Alarm(clock, thread, this::wakeUp);
        this.sessions = settings.sessionPace().map(Pacer::new).orElse(null);
    }

    /// Puts the lane where it belongs now.
    void settle(Lane lane) {
        Wake before = lane.wake;
        remove(lane);
        if (lane.flight != null || lane.rows.isEmpty()) {
            return;
        }
        Notification first = lane.rows.getFirst();
        Instant now = clock.now();
        Queued queued = (Queued) first.state();
        boolean due = !queued.notBefore().isAfter(now);
        if (isExpired(first, now) || !due && stepsAside(queued, now)) {
            errands.add(lane);
        } else if (!due) {
            sleep(lane, waitsUntil(queued), before);
        } else if (pauses.on(first) == null) { // else it is settled again when the hold is lifted
            Duration pause = sessions == null ? Duration.ZERO : sessions.wait(lane.name, clock.nanoTime());
            if (pause.isPositive()) {
                sleep(lane, now.plus(pause), before);
            } else {
                lane.line = line(lane, first);
                lane.line.waiting.add(lane);
            }
        }
    }

    void remove(Lane lane) {
        if (lane.line != null) {
            lane.line.waiting.remove(lane);
            lane.line = null;
        }
        lane.wake = null;
        errands.remove(lane);
    }

    private void sleep(Lane lane, Instant until, @Nullable Wake before) {
        if (before != null && before.at.equals(until)) {
            lane.wake = before; // still in the queue: a lane that is flooded while it sleeps must not fill it
            return;
        }
        lane.wake = new Wake(until, lane);
        sleepers.add(lane.wake);
        alarm.noLaterThan(until);
    }

    private void wakeUp() {
        Instant now = clock.now();
        for (Wake wake = sleepers.peek(); wake != null; wake = sleepers.peek()) {
            if (wake.lane.wake == wake) {
                if (wake.at.isAfter(now)) {
                    alarm.noLaterThan(wake.at);
                    return;
                }
                sleepers.remove();
                settle(wake.lane);
            } else {
                sleepers.remove(); // it was settled elsewhere since
            }
        }
    }

    private Line line(Lane lane, Notification first) {
        boolean agents = NextState.isAgent(first);
        String channel = settings.channelPace().isEmpty() ? null : channel(lane.name);
        Pace pace = channel == null ? null : settings.channelPace().get(channel);
        String name = (agents ? "agent " : "direct ") + (pace == null ? "" : channel);
        return lines.computeIfAbsent(name, _ -> {
            Line made = new Line(agents, pace == null ? null : channel, pacer(channel, pace));
            rota.add(made);
            return made;
        });
    }

    /// One for both styles of a channel.
    private @Nullable Pacer pacer(@Nullable String channel, @Nullable Pace pace) {
        if (pace == null) {
            return null;
        }
        for (Line line : rota) {
            if (line.pacer != null && channel != null && channel.equals(line.channel)) {
                return line.pacer;
            }
        }
        return new Pacer(pace);
    }

    /// `agent:<id>:telegram:direct:1` is telegram's, `agent:<id>:main` is an agent's own session.
    static String channel(String lane) {
        String[] parts = lane.split(":", 4);
        return parts[0].equals("agent") && parts.length > 3 ? parts[2] : parts[0];
    }

    /// The lane whose first row must be changed; null for none.
    @Nullable
    Lane nextErrand() {
        if (errands.isEmpty()) {
            return null;
        }
        Lane lane = errands.iterator().next();
        errands.remove(lane);
        return lane;
    }

    /// The lane whose first row goes now; null for none that may. It is out of its line.
    ///
    /// @param agents whether an agent's turn may begin now
    @Nullable
    Lane next(boolean agents) {
        for (int i = 0; i < rota.size(); i++) {
            Line line = rota.get((next + i) % rota.size());
            if (!line.waiting.isEmpty() && (agents || !line.agents) && isInPace(line)) {
                Lane lane = line.waiting.removeFirst();
                lane.line = null;
                next = (next + i + 1) % rota.size();
                return lane;
            }
        }
        return null;
    }

    private boolean isInPace(Line line) {
        if (line.pacer == null) {
            return true;
        }
        Duration pause = line.pacer.wait("", clock.nanoTime());
        if (pause.isPositive()) {
            alarm.noLaterThan(clock.now().plus(pause)); // the round behind it looks again
        }
        return !pause.isPositive();
    }

    /// The lane's row is on its way.
    void left(Lane lane, Notification row) {
        long now = clock.nanoTime();
        if (sessions != null) {
            sessions.left(lane.name, now);
        }
        if (!settings.channelPace().isEmpty()) {
            Pacer pacer = line(lane, row).pacer;
            if (pacer != null) {
                pacer.left("", now);
            }
        }
    }

    /// How long the lane's line, and the lane itself, must keep to a pace; null for not at all.
    @Nullable
    Instant pacedUntil(Lane lane) {
        Duration channel = lane.line == null || lane.line.pacer == null
                ? Duration.ZERO
                : lane.line.pacer.wait("", clock.nanoTime());
        return channel.isPositive() ? clock.now().plus(channel) : null;
    }

    /// When the lane itself is to be looked at again; null where it does not sleep.
    static @Nullable Instant sleepsUntil(Lane lane) {
        return lane.wake == null ? null : lane.wake.at;
    }

    /// Whether somebody could go if the bridge let them.
    boolean isAnybodyWaiting() {
        for (Line line : rota) {
            if (!line.waiting.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    int waitingAgents() {
        int sum = 0;
        for (Line line : rota) {
            sum += line.agents ? line.waiting.size() : 0;
        }
        return sum;
    }

    static boolean isExpired(Notification row, Instant now) {
        Instant expiresAt = row.content().expiresAt();
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    private static boolean stepsAside(Queued queued, Instant now) {
        return queued.stepsAsideAt() != null && !queued.stepsAsideAt().isAfter(now);
    }

    /// When something is to be done with the first row of a lane that must wait.
    static Instant waitsUntil(Queued queued) {
        Instant aside = queued.stepsAsideAt();
        return aside != null && aside.isBefore(queued.notBefore()) ? aside : queued.notBefore();
    }

    void stop() {
        alarm.cancel();
    }
}
