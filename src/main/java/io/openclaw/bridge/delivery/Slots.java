package io.openclaw.bridge.delivery;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.notification.admin.LaneWatch;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How many rows may be claimed now. Confined to the delivery thread.
///
/// What the bridge says is behind by what was handed to it a moment ago, and by what is claimed and not handed to it yet:
/// both are counted here.
final class Slots {
    private final OpenClawBridge bridge;
    private final int maxRuns;

    /// Claimed and not handed to the bridge yet.
    private int claiming;

    /// Direct messages at the bridge.
    private int directs;

    /// Agent runs claimed or at the bridge.
    private int runs;

    private @Nullable Instant pausedUntil;
    private @Nullable Instant pausedOn;

    // Of this round.
    private @Nullable BridgeStatus status;
    private int free;

    Slots(OpenClawBridge bridge, int maxRuns) {
        this.bridge = bridge;
        this.maxRuns = maxRuns;
    }

    /// A new round has begun: what the bridge said in the last one no longer counts.
    void newRound() {
        status = null;
    }

    private BridgeStatus status(Instant now) {
        BridgeStatus known = status;
        if (known != null) {
            return known;
        }
        BridgeStatus fresh = bridge.status();
        status = fresh;
        if (pausedOn != null && !pausedOn.equals(fresh.connection().since())) {
            pausedOn = null; // a new hello-ok ends every pause
            pausedUntil = null;
        }
        boolean open = isConnected(fresh)
                && fresh.breaker().state() == BridgeStatus.BreakerState.CLOSED
                && (pausedUntil == null || !pausedUntil.isAfter(now));
        int available =
                Math.min(fresh.admission().available(), fresh.admission().window() - directs);
        free = open ? available - claiming : 0;
        return fresh;
    }

    private static boolean isConnected(BridgeStatus status) {
        return status.connection().state() == ConnectionState.CONNECTED;
    }

    boolean isConnected(Instant now) {
        return isConnected(status(now));
    }

    /// Since when this connection stands.
    Instant connectedSince(Instant now) {
        return status(now).connection().since();
    }

    @Nullable
    String bootId(Instant now) {
        BridgeStatus.Facts facts = status(now).facts();
        return facts == null ? null : facts.bootId();
    }

    int free(Instant now) {
        status(now);
        return Math.max(0, free);
    }

    /// Why nothing may leave, other than that every place is taken; null for no such reason.
    LaneWatch.@Nullable Wait obstacle(Instant now) {
        BridgeStatus known = status(now);
        BridgeStatus.Connection connection = known.connection();
        if (!isConnected(known)) {
            String hint = connection.hint() != null ? connection.hint() : connection.lastError();
            return wait(
                    LaneWatch.Reason.NOT_CONNECTED,
                    "the gateway is not connected" + (hint == null ? "" : ": " + hint),
                    null);
        }
        if (known.breaker().state() != BridgeStatus.BreakerState.CLOSED) {
            return wait(
                    LaneWatch.Reason.BREAKER_OPEN,
                    "the circuit breaker is open after repeated failures of the gateway; it is probed and closes by itself",
                    known.breaker().openUntil());
        }
        if (pausedUntil != null && pausedUntil.isAfter(now)) {
            return wait(LaneWatch.Reason.GATEWAY_BUSY, "the gateway is starting or stopping", pausedUntil);
        }
        if (isStuck(now)) {
            return wait(
                    LaneWatch.Reason.GATEWAY_BUSY, "the gateway takes nothing now: its window is used by others", null);
        }
        return free(now) == 0
                ? wait(
                        LaneWatch.Reason.NO_FREE_SLOT,
                        "as many messages are under way as the gateway takes at once",
                        null)
                : null;
    }

    private static LaneWatch.Wait wait(LaneWatch.Reason reason, String detail, @Nullable Instant until) {
        return new LaneWatch.Wait(reason, detail, until, null, null);
    }

    int freeRuns() {
        return maxRuns - runs;
    }

    /// Whether the bridge takes nothing for a reason that it will not tell the end of, and nothing of ours will end.
    boolean isStuck(Instant now) {
        return free(now) == 0
                && directs == 0
                && claiming == 0
                && isConnected(now)
                && status(now).breaker().state() == BridgeStatus.BreakerState.CLOSED;
    }

    /// The gateway is starting or stopping: nothing is claimed until then, or until the next hello-ok.
    void pause(Duration duration, Instant now) {
        pausedOn = bridge.status().connection().since();
        pausedUntil = now.plus(duration);
        status = null;
    }

    void claimed(Flight flight) {
        claiming++;
        free--;
        if (flight.isAgent()) {
            runs++;
        }
    }

    /// A claim was not stored, or must not be used.
    void unclaimed(Flight flight) {
        claiming--;
        if (flight.isAgent()) {
            runs--;
        }
    }

    void written(Flight flight) {
        claiming--;
        if (!flight.isAgent()) {
            directs++;
        }
    }

    void answered(Flight flight) {
        if (flight.isAgent()) {
            runs--;
        } else {
            directs--;
        }
    }

    /// Rows between their claim and their answer.
    int taken() {
        return claiming + directs + runs;
    }

    /// Frames at the bridge.
    int inFlight() {
        return directs + runs;
    }
}
