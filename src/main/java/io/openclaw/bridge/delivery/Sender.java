package io.openclaw.bridge.delivery;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.ConnectionException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.SessionException;
import io.openclaw.bridge.notification.Notification;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/// Hands a claimed row to the bridge, and what became of it on. Confined to the delivery thread.
final class Sender {
    /// Longest pause that a gateway is believed.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final OpenClawBridge bridge;
    private final Territory territory;
    private final Pauses pauses;
    private final Slots slots;
    private final NextState nextState;
    private final Ending ending;
    private final DeliverySettings settings;
    private final DeliveryClock clock;
    private final Executor thread;
    private final DeliveryMetrics metrics;
    private final Doubtful doubtful;
    private final Witness witness;
    private boolean stopping;
    private long written;

    /// Who finds out what became of it.
    interface Doubtful {
        void add(Flight flight, String code, String detail);
    }

    Sender(
            OpenClawBridge bridge,
            Territory territory,
            Pauses pauses,
            Slots slots,
            NextState nextState,
            Ending ending,
            DeliverySettings settings,
            DeliveryClock clock,
            Executor thread,
            DeliveryMetrics metrics,
            Doubtful doubtful,
            Witness witness) {
        this.bridge = bridge;
        this.territory = territory;
        this.pauses = pauses;
        this.slots = slots;
        this.nextState = nextState;
        this.ending = ending;
        this.settings = settings;
        this.clock = clock;
        this.thread = thread;
        this.metrics = metrics;
        this.doubtful = doubtful;
        this.witness = witness;
    }

    /// How many frames this process has handed to the bridge.
    long written() {
        return written;
    }

    void stop() {
        stopping = true;
    }

    /// The claim is on disk: the last moment to let it be.
    void claimed(Flight flight) {
        Instant now = clock.now();
        if (stopping) {
            letBe(flight, now, "STOPPING", "the service stops");
        } else if (!territory.mayWrite(flight.lane.shard)) {
            letBe(flight, now, "LEASE", "the right to deliver to this session was about to end");
        } else if (pauses.on(flight.row) != null) {
            letBe(flight, now, "HELD", "its session was paused before it could leave");
        } else if (Turns.isExpired(flight.row, now)) {
            letBe(flight, now, "EXPIRED", "its time was over before it could leave");
        } else {
            write(flight, now);
        }
    }

    /// What was in doubt before stays in doubt.
    private void letBe(Flight flight, Instant now, String code, String detail) {
        slots.unclaimed(flight);
        flight.written = false;
        if (flight.repeat) {
            doubtful.add(flight, code, detail);
        } else {
            ending.end(flight, flight.row.defer(now.plus(MOMENT), now, code, detail)); // not in a circle
        }
    }

    private void write(Flight flight, Instant now) {
        flight.span = witness.begin(flight.row, slots.bootId(now));
        OutboundMessage message;
        try {
            int shard = flight.lane.shard;
            Notification row = flight.row;
            message = Outbound.of(
                    row,
                    settings.agentDeadline(),
                    () -> territory.isStillOurs(shard) && pauses.on(row) == null,
                    flight.span.traceparent());
        } catch (RuntimeException e) {
            slots.written(flight);
            ended(
                    flight,
                    new Outcome.Refused(
                            Outcome.Refused.Reason.INVALID_REQUEST,
                            "INVALID_MESSAGE",
                            "not a message that can be sent"));
            return;
        }
        if (!flight.repeat) {
            flight.keysBefore = written;
        }
        written++;
        flight.written = true;
        flight.connectedSince = slots.connectedSince(now);
        slots.written(flight);
        Uni.createFrom()
                .deferred(() -> bridge.sendToAgent(message))
                .subscribe()
                .with(
                        receipt -> thread.execute(() -> ended(flight, outcome(receipt))),
                        failure -> thread.execute(() -> ended(flight, outcome(failure))));
    }

    private static Outcome outcome(Receipt receipt) {
        return switch (receipt.status()) {
            case SENT -> new Outcome.Delivered(receipt.messageId(), receipt.runId(), receipt.reply());
            case QUEUED -> new Outcome.Accepted(receipt.runId() == null ? "" : receipt.runId());
            case FAILED ->
                new Outcome.Unknown(Outcome.Unknown.Reason.LOST, "the bridge said failed and did not say why");
        };
    }

    /// A failure that says nothing of the frame means that it may have left. Its message is not kept: it may quote the
    /// text.
    private static Outcome outcome(Throwable failure) {
        if (failure instanceof BridgeException known && known.outcome().isPresent()) {
            return known.outcome().get();
        }
        String name = failure.getClass().getSimpleName();
        return switch (failure) {
            case SessionException _ ->
                new Outcome.Refused(Outcome.Refused.Reason.INVALID_SESSION_KEY, "INVALID_SESSION_KEY", name);
            case ConnectionException _ ->
                new Outcome.NotSent(Outcome.NotSent.Reason.NOT_CONNECTED, Duration.ofSeconds(1), name);
            default -> new Outcome.Unknown(Outcome.Unknown.Reason.LOST, "the bridge failed: " + name);
        };
    }

    private void ended(Flight flight, Outcome outcome) {
        Instant now = clock.now();
        slots.answered(flight);
        metrics.answered(outcome);
        Witness.ended(flight.span, outcome);
        if (outcome instanceof Outcome.Paused(Duration pause, String _)) {
            slots.pause(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, now);
        }
        if (flight.repeat && neverLeft(outcome)) {
            flight.written = false;
            doubtful.add(flight, outcome.getClass().getSimpleName(), outcome.detail());
            return;
        }
        switch (nextState.of(flight.row, outcome, now)) {
            case NextState.Step.To(Notification after) -> ending.end(flight, after);
            case NextState.Step.InDoubt(String code, String detail) -> doubtful.add(flight, code, detail);
        }
    }

    private static boolean neverLeft(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Busy _, Outcome.Paused _, Outcome.NotSent _ -> true;
            case Outcome.Delivered _,
                    Outcome.Accepted _,
                    Outcome.Refused _,
                    Outcome.LateRetry _,
                    Outcome.Unknown _,
                    Outcome.Retry _ -> false;
        };
    }
}
