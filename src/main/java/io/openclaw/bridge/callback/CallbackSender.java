package io.openclaw.bridge.callback;

import io.openclaw.bridge.callback.CallbackTally.Result;
import io.openclaw.bridge.callback.HostQueues.Turn;
import io.openclaw.bridge.notification.Delays;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.notification.Outlet.Outbox;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Publishes the outbox's events, at least once, until a receiver takes them, says 410, or they are too old. Woken by
/// commits and due times. Two replicas that look at the same instant may both send an event; its `webhook-id` is the same.
///
/// All state is confined to one thread; `start`, `stop` and the outlet's word come from any.
public final class CallbackSender {
    private final CallbackOutlet outlet;
    private final Outbox outbox;
    private final Courier courier;
    private final Executor thread;
    private final InstantSource clock;
    private final Delays delays;
    private final BackOff backOff;
    private final CallbackTally tally = new CallbackTally();
    private final HostQueues queues;
    private final Claims claims;
    private final OutboxWriter writer;
    private final boolean signed;
    private final Duration longestTry;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable CompletableFuture<@Nullable Void> stopped;

    /// @param thread runs tasks one after the other, in order
    CallbackSender(
            CallbackOutlet outlet,
            Outbox outbox,
            Courier courier,
            Executor thread,
            InstantSource clock,
            Delays delays,
            BackOff backOff,
            CallbackSettings settings) {
        this.outlet = outlet;
        this.outbox = outbox;
        this.courier = courier;
        this.thread = thread;
        this.clock = clock;
        this.delays = delays;
        this.backOff = backOff;
        this.signed = !settings.keys().isEmpty();
        this.longestTry = settings.connectTimeout().plus(settings.timeout()).plusSeconds(1);
        this.queues = new HostQueues(settings.concurrency(), settings.concurrencyPerHost());
        this.claims = new Claims(outbox, thread, clock, delays, new StoreTrouble(tally), queues, this::pump);
        this.writer = new OutboxWriter(outbox, thread, delays, this::written, new StoreTrouble(tally));
    }

    /// What it counts.
    public CallbackTally tally() {
        return tally;
    }

    /// Whether there is a secret to sign with.
    boolean isSigned() {
        return signed;
    }

    /// Sends what waits, and from now on what comes. Without a secret nothing is sent, and what waits for one is said.
    public void start() {
        if (!signed) {
            CallbackLog.off();
            lookForBlocked();
            return;
        }
        outlet.onCommitted(this::wake);
        thread.execute(() -> {
            if (stopped == null) {
                claims.start();
            }
        });
    }

    /// Events of notifications that were accepted while there was a secret; without one no new callback is promised. Looked
    /// for now and then: a commit's signal may be about another outlet's events.
    private void lookForBlocked() {
        outbox.nextDue(CallbackOutlet.NAME)
                .subscribe()
                .with(
                        next -> {
                            if (next != null) {
                                blocked();
                            } else {
                                delays.after(Claims.PATROL, this::lookForBlocked);
                            }
                        },
                        _ -> delays.after(Claims.PATROL, this::lookForBlocked));
    }

    private void blocked() {
        if (tally.block()) {
            CallbackLog.blocked();
        }
    }

    /// Nothing new leaves; what has not left goes back to the outbox; what is under way may end within the budget. Begins
    /// at once, subscribed or not; never fails.
    public Uni<Void> stop(Duration budget) {
        CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        outlet.onCommitted(() -> {});
        thread.execute(() -> {
            stopped = end;
            claims.stop();
            delays.after(budget, () -> close(end));
            pump();
        });
        return Uni.createFrom().completionStage(end);
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            thread.execute(() -> {
                woken.set(false);
                claims.look();
            });
        }
    }

    /// Lets leave what may; after the stop, gives back what has not left.
    private void pump() {
        if (stopped != null) {
            giveBack(queues.clear());
            if (queues.inFlight() == 0 && writer.isIdle() && !claims.isLooking()) {
                close(stopped);
            }
        } else {
            Instant now = clock.instant();
            for (Turn turn = queues.next(now); turn != null; turn = queues.next(now)) {
                leave(turn, now);
            }
        }
        tally.now(queues.inFlight(), claims.size());
    }

    private void leave(Turn turn, Instant began) {
        if (began.plus(longestTry).isAfter(turn.event().dueAt())) {
            queues.ended(turn.queue());
            claims.release(turn.event()); // its claim might end before its try does
            return;
        }
        courier.deliver(turn.event(), answer -> thread.execute(() -> ended(turn, began, answer)));
    }

    private void ended(Turn turn, Instant began, Answer answer) {
        HostQueue queue = turn.queue();
        Event event = turn.event();
        Instant now = clock.instant();
        Duration took = Duration.between(began, now);
        Result result = result(answer);
        queues.ended(queue);
        queue.took(took, now);
        tally.tried(result, took);
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
        writer.again(queues.putOff(queue, now));
        pump();
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
                            writer.again(List.of(Claims.at(event, tried, next)));
                        },
                        () -> {
                            CallbackLog.gaveUp(queue, event.id(), tried, answer.why());
                            tally.gaveUp();
                            writer.done(event);
                        });
    }

    /// What became of these is on disk.
    private void written(List<Event> events) {
        events.forEach(claims::release);
        claims.lookIfWanted();
        pump();
    }

    /// Due at once, for whoever starts next.
    private void giveBack(List<Event> events) {
        Instant now = clock.instant();
        writer.again(events.stream()
                .map(event -> Claims.at(event, event.attempts(), now))
                .toList());
    }

    private void close(CompletableFuture<@Nullable Void> end) {
        if (!end.isDone()) {
            courier.close();
            end.complete(null);
        }
    }
}
