package io.openclaw.bridge.delivery;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Notification;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/// Looks in the gateway's history for parked rows, a few at a time, while there is a connection. What is not found now
/// is looked for at its next time. Confined to the delivery thread.
final class Searches {
    /// At once: people's messages come first, these are days old.
    private static final int AT_ONCE = 4;

    /// The others wait for their next time.
    private static final int WAITING = 1_000;

    private final OpenClawBridge bridge;
    private final Ending ending;
    private final Slots slots;
    private final Duration agentDeadline;
    private final DeliveryClock clock;
    private final Executor thread;
    private final Queue<Notification> waiting = new ArrayDeque<>();
    private int underWay;

    Searches(
            OpenClawBridge bridge,
            Ending ending,
            Slots slots,
            Duration agentDeadline,
            DeliveryClock clock,
            Executor thread) {
        this.bridge = bridge;
        this.ending = ending;
        this.slots = slots;
        this.agentDeadline = agentDeadline;
        this.clock = clock;
        this.thread = thread;
    }

    void add(Notification parked) {
        if (waiting.size() < WAITING) {
            waiting.add(parked);
        }
    }

    void round() {
        if (waiting.isEmpty()) {
            return;
        }
        if (!slots.isConnected(clock.now())) {
            waiting.clear(); // until their next time
            return;
        }
        while (underWay < AT_ONCE && !waiting.isEmpty()) {
            search(waiting.remove());
        }
    }

    private void search(Notification row) {
        underWay++;
        Uni.createFrom()
                .deferred(() -> bridge.findProof(Outbound.of(row, agentDeadline)))
                .subscribe()
                .with(
                        proof -> thread.execute(() -> {
                            underWay--;
                            if (proof instanceof Proof.Delivered(String reply)) {
                                String run = NextState.isAgent(row) ? row.gatewayKey() : null;
                                ending.change(row, row.deliver(clock.now(), null, run, reply), () -> {}, () -> {});
                            }
                        }),
                        _ -> thread.execute(() -> underWay--));
    }
}
