package io.openclaw.bridge.delivery;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Subscription;
import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Queued;
import io.openclaw.bridge.notification.NotificationState.Sending;
import io.openclaw.bridge.notification.NotificationStore;
import io.openclaw.bridge.notification.Ownership;
import io.openclaw.bridge.notification.Wakeups;
import io.openclaw.bridge.notification.admin.Holds;
import io.openclaw.bridge.notification.admin.LaneWatch;
import io.openclaw.bridge.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Delivers the stored notifications of one gateway through its bridge, in order within each lane, and writes down what
/// became of them. Made by boot, which registers it with the store and calls [#start()] and [#stop(Duration)].
///
/// Safe from any thread. Nothing polls: it is woken by commits, by the bridge's status, by times and by the ends of what
/// is under way; each time a round finds everything that can be done now.
public final class Deliveries implements Wakeups {
    private final OpenClawBridge bridge;
    private final Ownership ownership;
    private final DeliveryClock clock;
    private final String gateway;

    // The rest is touched on this thread only.
    private final DeliveryThread thread;
    private final LaneBook book;
    private final Turns turns;
    private final Fronts fronts;
    private final Commits commits;
    private final Witness witness = new Witness();
    private final Slots slots;
    private final Territory territory;
    private final Sender sender;
    private final Doubts doubts;
    private final Dispatcher dispatcher;
    private final Agenda agenda;
    private final Searches searches;
    private final Whys whys;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    /// Rows in doubt whose lane is held by another one.
    private final List<Notification> doubtful = new ArrayList<>();

    private @Nullable Subscription statuses;
    private boolean running;
    private boolean stopping;

    /// @param bridge whose gateway's rows are delivered, the mock's too
    /// @param executor lends the delivery thread
    public Deliveries(
            NotificationStore store,
            Backlog backlog,
            Ownership ownership,
            Holds holds,
            OpenClawBridge bridge,
            DeliverySettings settings,
            DeliveryClock clock,
            Executor executor,
            RandomGenerator random,
            DeliveryMetrics metrics) {
        this.bridge = bridge;
        this.ownership = ownership;
        this.clock = clock;
        gateway = bridge.status().gateway();
        thread = new DeliveryThread(executor, this::round, metrics::fault);
        book = new LaneBook(settings.memory());
        Pauses pauses = new Pauses(holds, gateway);
        turns = new Turns(settings, pauses, clock, thread);
        fronts = new Fronts(backlog, gateway, book, turns, pauses, settings.memory(), thread, clock, this::changed);
        commits = new Commits(store, thread, clock, metrics);
        slots = new Slots(bridge, settings.maxRuns());
        territory = new Territory(ownership, backlog, gateway, thread, clock, new Shards());
        Ending ending = new Ending(commits, metrics, witness, this::close);
        Schedule schedule = new Schedule(settings.schedule(), random);
        NextState nextState = new NextState(settings, schedule);
        DoubtRule rule = new DoubtRule(settings, schedule, nextState);
        doubts = new Doubts(
                bridge, rule, territory, pauses, slots, commits, ending, settings, clock, thread, metrics, this::close);
        sender = new Sender(
                bridge, territory, pauses, slots, nextState, ending, settings, clock, thread, metrics, doubts, witness);
        doubts.repeatedBy(sender);
        dispatcher = new Dispatcher(book, turns, slots, territory, commits, ending, sender, clock, thread, this::close);
        searches = new Searches(bridge, ending, slots, settings.agentDeadline(), clock, thread);
        whys = new Whys(book, turns, slots, doubts, territory, pauses, commits, clock, thread);
        agenda = new Agenda(backlog, gateway, territory, ending, nextState, searches::add, clock, thread);
        holds.onChange(() -> thread.execute(this::held));
        metrics.watch(slots::inFlight, doubts::size, () -> book.lanes().size(), book::rows);
    }

    /// Why lanes wait.
    public LaneWatch lanes() {
        return whys;
    }

    /// Who is told of attempts; before [#start()].
    public void tells(Telemetry telemetry) {
        witness.tells(telemetry);
    }

    /// Begins to deliver: first what was on its way when the last process ended, then the rest. Returns at once.
    public void start() {
        thread.execute(() -> {
            if (running || stopping) {
                return;
            }
            running = true;
            statuses = bridge.onStatus(_ -> thread.execute(() -> {}));
            ownership.onChange(shards -> thread.execute(() -> owned(shards)));
            owned(ownership.shards());
        });
    }

    /// Claims nothing more. What is on its way may end within the budget; what was claimed and not sent is let be.
    ///
    /// @return completes when all outcomes are on disk, or at the end of the budget: what then is still on its way will
    ///     be in doubt at the next start
    public CompletableFuture<Void> stop(Duration budget) {
        thread.execute(() -> {
            stopping = true;
            sender.stop();
            if (!running) {
                over();
                return;
            }
            clock.after(budget, () -> thread.execute(this::over));
        });
        return stopped;
    }

    private void over() {
        if (statuses != null) {
            statuses.close();
        }
        running = false;
        turns.stop();
        fronts.stop();
        commits.stop();
        territory.stop();
        doubts.stop();
        dispatcher.stop();
        agenda.stop();
        stopped.complete(null);
    }

    @Override
    public void committed(List<Notification> rows) {
        thread.execute(() -> rows.forEach(this::heard));
    }

    @Override
    public void elsewhere(@Nullable Set<String> lanes) {
        thread.execute(() -> elsewhereHeard(lanes));
    }

    private void elsewhereHeard(@Nullable Set<String> names) {
        if (!running) {
            return;
        }
        if (names == null) {
            book.lanes().forEach(lane -> lane.complete = false); // whatever is behind the front is on disk
            fronts.startOver();
        } else {
            names.stream()
                    .filter(name -> territory.isActive(Backlog.shardOf(name)))
                    .forEach(fronts::changedElsewhere);
        }
        agenda.look();
    }

    /// Something was paused or resumed.
    private void held() {
        if (running) {
            book.lanes().stream().filter(lane -> territory.isActive(lane.shard)).forEach(turns::settle);
            fronts.resumed();
        }
    }

    private void heard(Notification row) {
        if (!running || !row.gateway().equals(gateway) || !territory.isActive(Backlog.shardOf(row.lane()))) {
            return; // what is on disk is found when it is its turn
        }
        agenda.heard(row);
        Lane lane = book.committed(row);
        if (lane != null) {
            changed(lane);
        } else if (row.state() instanceof Queued) {
            fronts.absent(row.lane());
        }
    }

    private void changed(Lane lane) {
        if (territory.isActive(lane.shard)) {
            turns.settle(lane);
        }
        fronts.tend(lane);
    }

    /// The lane is free again.
    private void close(Flight flight, @Nullable Notification now) {
        Lane lane = flight.lane;
        lane.flight = null;
        territory.closed(flight);
        if (now != null && now.state() instanceof Queued && now.lane().equals(lane.name)) {
            book.committed(now);
        }
        if (now != null && now.state() instanceof Sending && territory.isActive(lane.shard)) {
            hold(lane, now); // claimed by somebody who had lost the right to
        } else {
            holdNext(lane);
        }
        changed(lane);
    }

    private void hold(Lane lane, Notification row) {
        Flight flight = new Flight(lane, row);
        flight.written = true;
        flight.keysBefore = sender.written();
        lane.flight = flight;
        turns.remove(lane);
        territory.opened(flight);
        doubts.add(flight, DoubtRule.OWNER_LOST, "whoever had claimed it is gone; it may have left");
    }

    /// The lane's next row in doubt; there should be one at most.
    private void holdNext(Lane lane) {
        Optional<Notification> next =
                doubtful.stream().filter(row -> row.lane().equals(lane.name)).findFirst();
        next.ifPresent(doubtful::remove);
        next.filter(_ -> territory.isActive(lane.shard)).ifPresent(row -> hold(lane, row));
    }

    private void owned(Set<Integer> shards) {
        if (running) {
            territory.owned(shards);
        }
    }

    /// Everything that can be done now. Runs behind every bunch of tasks.
    private void round() {
        if (!running) {
            return;
        }
        slots.newRound();
        Instant now = clock.now();
        if (!stopping) {
            if (commits.isReady()) {
                doubts.settle(now);
                dispatcher.errands(now);
                dispatcher.claim(now);
            }
            searches.round();
            agenda.round();
            fronts.fill();
        }
        commits.flush();
        if (stopping && slots.taken() == 0 && commits.pending() == 0) {
            over();
        }
    }

    private final class Shards implements Territory.Listener {
        @Override
        public void inDoubt(List<Notification> rows) {
            for (Notification row : rows) {
                Lane lane = book.hold(row.lane());
                if (lane.flight == null) {
                    hold(lane, row);
                } else if (!lane.flight.row.id().equals(row.id())) {
                    doubtful.add(row);
                }
            }
        }

        @Override
        public void active(Set<Integer> shards) {
            for (Lane lane : new HashSet<>(book.lanes())) {
                if (!shards.contains(lane.shard)) {
                    turns.remove(lane);
                    fronts.tend(lane);
                }
            }
            fronts.shards(shards);
            agenda.look();
        }
    }
}
