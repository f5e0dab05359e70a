package io.openclaw.bridge.callback;

import io.openclaw.bridge.callback.CallbackTally.Result;
import io.openclaw.bridge.callback.HostQueues.Turn;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Outlet.Outbox;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Publishes the outbox's events, at least once, until a receiver takes them, says 410, or they are too old.
///
/// Woken by commits and by one timer for the next due time. What it finds it claims by moving it [#CLAIM] into the future,
/// in one write, before anything leaves: so neither it nor another replica finds it again meanwhile, and what a crash
/// interrupts comes back by itself. (Two replicas that read at the same instant may still both send; the `webhook-id` is the
/// same.) What a slow host cannot take soon is put off until it probably can, so it neither fills memory nor hides the
/// events of others.
///
/// All state is confined to one thread; `start`, `stop` and the outlet's word come from any.
public final class CallbackSender {
    /// Much longer than the longest try: what waits in memory for so long that its try might outlast its claim is dropped.
    static final Duration CLAIM = Duration.ofSeconds(60);

    /// Nothing tells of what a replica left behind that died; this look does.
    static final Duration PATROL = Duration.ofSeconds(60);

    /// Events in memory; each is at most some 100 KiB, most are 1.
    static final int CAPACITY = 512;

    static final int PAGE = 128;

    /// Until those are looked for again that are due on disk, but whose end just could not be written.
    private static final Duration UNWRITTEN = Duration.ofSeconds(5);

    /// Whatever the clocks say: no busy loop.
    private static final Duration SHORTEST = Duration.ofMillis(50);

    private final CallbackOutlet outlet;
    private final Outbox outbox;
    private final Courier courier;
    private final Executor thread;
    private final InstantSource clock;
    private final Alarm alarm;
    private final BackOff backOff;
    private final CallbackSettings settings;
    private final CallbackTally tally = new CallbackTally();
    private final StoreTrouble trouble = new StoreTrouble(tally);
    private final OutboxWriter writer;
    private final HostQueues queues;

    /// From the claim until what became of it is on disk.
    private final Set<String> held = new HashSet<>();

    private final Duration longestTry;
    private final AtomicBoolean woken = new AtomicBoolean();
    private boolean running;
    private boolean looking;
    private boolean lookAgain;
    private @Nullable Instant plannedAt;
    private Runnable planned = () -> {};
    private @Nullable CompletableFuture<@Nullable Void> stopped;

    /// @param thread runs tasks one after the other, in order
    CallbackSender(
            CallbackOutlet outlet,
            Outbox outbox,
            Courier courier,
            Executor thread,
            InstantSource clock,
            Alarm alarm,
            BackOff backOff,
            CallbackSettings settings) {
        this.outlet = outlet;
        this.outbox = outbox;
        this.courier = courier;
        this.thread = thread;
        this.clock = clock;
        this.alarm = alarm;
        this.backOff = backOff;
        this.settings = settings;
        this.longestTry = settings.connectTimeout().plus(settings.timeout()).plusSeconds(1);
        this.writer = new OutboxWriter(outbox, thread, alarm, this::written, trouble);
        this.queues = new HostQueues(settings.concurrency(), settings.concurrencyPerHost());
    }

    /// What it counts.
    public CallbackTally tally() {
        return tally;
    }

    /// Sends what waits, and from now on what comes. Without a secret nothing is sent.
    public void start() {
        if (settings.keys().isEmpty()) {
            CallbackLog.off();
            return;
        }
        outlet.onCommitted(this::wake);
        thread.execute(() -> {
            running = stopped == null;
            look();
        });
    }

    /// Nothing new leaves; what has not left goes back to the outbox; what is under way may end within the budget. Begins
    /// at once, subscribed or not; never fails.
    public Uni<Void> stop(Duration budget) {
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        outlet.onCommitted(() -> {});
        thread.execute(() -> end(budget, end));
        return Uni.createFrom().completionStage(end);
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            thread.execute(() -> {
                woken.set(false);
                look();
            });
        }
    }

    // ---- what to send

    private void look() {
        if (!running) {
            return;
        }
        if (looking || held.size() > CAPACITY - PAGE) {
            lookAgain = true;
            return;
        }
        looking = true;
        lookAgain = false;
        outbox.due(CallbackOutlet.NAME, clock.instant(), PAGE)
                .subscribe()
                .with(events -> thread.execute(() -> found(events)), this::storeFailed);
    }

    private void found(List<Event> events) {
        if (!running) {
            looked(false);
            return;
        }
        Instant now = clock.instant();
        Map<Event, HostQueue> taken = new LinkedHashMap<>();
        List<Event> claims = new ArrayList<>();
        for (Event event : events) {
            if (held.contains(event.id())) {
                continue; // what became of it could not be written yet
            }
            HostQueue queue = queues.of(Courier.host(event));
            boolean soon = queue.hasRoom();
            Event claim = at(event, event.attempts(), soon ? now.plus(CLAIM) : queue.putOff(now));
            claims.add(claim);
            if (soon) {
                queue.promised++;
                taken.put(claim, queue);
                held.add(event.id());
            }
        }
        if (claims.isEmpty()) {
            looked(false, !events.isEmpty());
            return;
        }
        outbox.again(claims)
                .subscribe()
                .with(
                        _ -> thread.execute(() -> claimed(claims, taken, events.size() == PAGE)),
                        failure -> {
                            thread.execute(() -> release(taken));
                            storeFailed(failure);
                        });
    }

    private void release(Map<Event, HostQueue> taken) {
        taken.forEach((claim, queue) -> {
            held.remove(claim.id());
            queue.promised--;
        });
    }

    private void claimed(List<Event> claims, Map<Event, HostQueue> taken, boolean more) {
        for (Event claim : claims) {
            HostQueue queue = taken.get(claim);
            if (queue == null) {
                plan(claim.dueAt());
            } else {
                queue.promised--;
                queues.add(queue, claim);
            }
        }
        if (!running) {
            giveBack(queues.clear());
        }
        pump();
        looked(more);
    }

    private void looked(boolean more) {
        looked(more, false);
    }

    private void looked(boolean more, boolean unwritten) {
        looking = false;
        trouble.over();
        if (more || lookAgain) {
            look();
        }
        if (running && !looking) {
            plan(clock.instant().plus(unwritten ? UNWRITTEN : PATROL));
        }
        if (running && !looking && !unwritten) {
            outbox.nextDue(CallbackOutlet.NAME)
                    .subscribe()
                    .with(next -> thread.execute(() -> plan(next)), this::storeFailed);
        }
        finishStop();
    }

    private void storeFailed(Throwable failure) {
        thread.execute(() -> {
            looking = false;
            plan(clock.instant().plus(trouble.delay(failure)));
            finishStop();
        });
    }

    /// Looks then, unless it looks earlier anyway.
    private void plan(@Nullable Instant at) {
        if (!running || at == null || (plannedAt != null && !at.isBefore(plannedAt))) {
            return;
        }
        planned.run();
        plannedAt = at;
        Duration wait = Duration.between(clock.instant(), at);
        planned = alarm.schedule(wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait, () -> {
            plannedAt = null;
            look();
        });
    }

    // ---- sending

    private void pump() {
        while (running) {
            Turn turn = queues.next();
            if (turn == null) {
                break;
            }
            Instant began = clock.instant();
            if (began.plus(longestTry).isAfter(turn.event().dueAt())) {
                // Its claim might end before its try does: it comes back by itself.
                queues.ended(turn.queue());
                held.remove(turn.event().id());
                plan(turn.event().dueAt());
            } else {
                courier.deliver(turn.event(), answer -> thread.execute(() -> ended(turn, began, answer)));
            }
        }
        tally.now(queues.inFlight(), held.size());
    }

    private void ended(Turn turn, Instant began, Answer answer) {
        HostQueue queue = turn.queue();
        Event event = turn.event();
        Instant now = clock.instant();
        queues.ended(queue);
        queue.took(Duration.between(began, now));
        Result result = result(answer);
        tally.tried(result, Duration.between(began, now));
        switch (result) {
            case DELIVERED -> {
                CallbackLog.delivered(queue);
                writer.done(event);
            }
            case GONE -> {
                CallbackLog.gone(queue, event.id());
                writer.done(event);
            }
            case FAILED, REFUSED -> repeat(queue, event, answer, now);
        }
        if (queue.isOverfull()) {
            writer.again(queues.putOff(queue, now));
        }
        pump();
        finishStop();
    }

    private static Result result(Answer answer) {
        return switch (answer) {
            case Answer.Status status when status.isTaken() -> Result.DELIVERED;
            case Answer.Status status when status.isGone() -> Result.GONE;
            case Answer.Refused _ -> Result.REFUSED;
            case Answer.Status _, Answer.Failed _ -> Result.FAILED;
        };
    }

    private void repeat(HostQueue queue, Event event, Answer answer, Instant now) {
        int tried = event.attempts() + 1;
        String retryAfter = answer instanceof Answer.Status status ? status.retryAfter() : null;
        backOff.next(event, tried, now, retryAfter)
                .ifPresentOrElse(
                        next -> {
                            CallbackLog.failed(queue, answer.why(), Duration.between(now, next));
                            writer.again(List.of(at(event, tried, next)));
                        },
                        () -> {
                            CallbackLog.gaveUp(queue, event.id(), tried, answer.why());
                            tally.gaveUp();
                            writer.done(event);
                        });
    }

    /// What became of these is on disk.
    private void written(List<Event> events) {
        events.forEach(event -> held.remove(event.id()));
        tally.now(queues.inFlight(), held.size());
        // Those done are not due any more, but their old due time lies in the claim's future: a look too many at worst.
        events.stream().map(Event::dueAt).min(Comparator.naturalOrder()).ifPresent(this::plan);
        if (lookAgain && held.size() <= CAPACITY - PAGE) {
            look();
        }
        finishStop();
    }

    static Event at(Event event, int attempts, Instant dueAt) {
        return new Event(
                event.seq(),
                event.outlet(),
                event.id(),
                event.type(),
                event.url(),
                event.body(),
                event.createdAt(),
                attempts,
                dueAt);
    }

    // ---- the end

    private void end(Duration budget, CompletableFuture<@Nullable Void> end) {
        running = false;
        planned.run();
        stopped = end;
        giveBack(queues.clear());
        alarm.schedule(budget, this::close);
        finishStop();
    }

    /// Due at once, for whoever starts next.
    private void giveBack(List<Event> events) {
        Instant now = clock.instant();
        if (!events.isEmpty()) {
            writer.again(events.stream()
                    .map(event -> at(event, event.attempts(), now))
                    .toList());
        }
    }

    private void finishStop() {
        if (stopped != null && queues.inFlight() == 0 && writer.isIdle() && !looking) {
            close();
        }
    }

    private void close() {
        if (stopped != null && !stopped.isDone()) {
            courier.close();
            stopped.complete(null);
        }
    }
}
