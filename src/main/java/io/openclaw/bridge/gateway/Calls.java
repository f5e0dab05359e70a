package io.openclaw.bridge.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Every call that has not ended yet: waits here for a place in the window, then in its connection for
/// the answer. Confined to the client's context; the counters may be read anywhere.
final class Calls {
    private final Timer timer;
    private final CallWindow window;
    private final Deadlines deadlines;
    private @Nullable GatewayConnection connection;
    private long lastId;
    private long unsolicitedBefore;

    // Written on the context, read anywhere.
    private volatile long pausedUntil;
    private volatile boolean paused;
    private volatile int size;
    private volatile int outstanding;
    private volatile int waiting;
    private volatile long unsolicited;

    Calls(GatewaySettings settings, Timer timer) {
        this.timer = timer;
        this.window = new CallWindow(settings.window(), settings.maxWaiting());
        this.deadlines = new Deadlines(timer, this::expire);
        publish();
    }

    void use(GatewayConnection next) {
        connection = next;
        paused = false;
    }

    void start(PendingCall call, ClientState state) {
        GatewayConnection current = connection;
        if (current == null) {
            call.end(notConnected(state));
        } else if (paused && pausedUntil - timer.nanoTime() > 0 && call.call.share() != Call.Share.BESIDE) {
            call.end(new CallResult.NotWritten(
                    CallResult.Why.PAUSED, pause(), "the gateway is starting or stopping and asked to wait"));
        } else if (window.tryEnter(call.call.share())) {
            write(current, call);
        } else if (window.enqueue(call)) {
            deadlines.watch(call.deadline);
        } else {
            call.end(new CallResult.NotWritten(
                    CallResult.Why.OVERLOADED, Duration.ofSeconds(1), "too many calls wait for the gateway already"));
        }
        publish();
    }

    private void write(GatewayConnection current, PendingCall call) {
        if (current.write(Long.toString(++lastId, Character.MAX_RADIX), call)) {
            deadlines.watch(call.deadline);
        } else {
            window.leave(call.call.share());
            call.end(new CallResult.NotWritten(
                    CallResult.Why.TOO_LARGE, Duration.ZERO, "the message is larger than the gateway takes"));
        }
    }

    private CallResult notConnected(ClientState state) {
        String hint = state.hint();
        if (hint != null) {
            return new CallResult.NotWritten(
                    CallResult.Why.HUMAN_NEEDED, untilNextAttempt(state), "not connected to the gateway: " + hint);
        }
        String why = state instanceof ClientState.Waiting waiting
                ? ": " + waiting.reason().text()
                : "";
        return new CallResult.NotWritten(
                CallResult.Why.NOT_CONNECTED, untilNextAttempt(state), "not connected to the gateway" + why);
    }

    private Duration untilNextAttempt(ClientState state) {
        if (!(state instanceof ClientState.Waiting waiting)) {
            return Duration.ofSeconds(1);
        }
        Duration left = waiting.retry().delay().minus(Duration.between(waiting.since(), timer.now()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    void watch(long deadline) {
        deadlines.watch(deadline);
    }

    void onSlotFree(PendingCall call) {
        window.leave(call.call.share());
        GatewayConnection current = connection;
        if (current != null) {
            for (PendingCall next = window.next(); next != null; next = window.next()) {
                write(current, next);
            }
        }
        publish();
    }

    void onBusy() {
        window.onBusy(timer.nanoTime());
    }

    void onAnswer() {
        window.onAnswer();
    }

    /// The gateway takes nothing for a while, or until the next `hello-ok`: what waits is told so, what
    /// was written may still be answered.
    void onPause(Duration atLeast) {
        pausedUntil = timer.nanoTime() + atLeast.toNanos();
        paused = true;
        window.endWaiting(new CallResult.NotWritten(
                CallResult.Why.PAUSED, atLeast, "the gateway is starting or stopping and asked to wait"));
        publish();
    }

    void onConnectionEnd(GatewayConnection ended) {
        connection = null;
        paused = false;
        unsolicitedBefore += ended.unsolicitedAnswers();
        window.endWaiting(new CallResult.NotWritten(
                CallResult.Why.NOT_CONNECTED,
                Duration.ofSeconds(1),
                "the connection to the gateway was lost before the call's turn"));
        publish();
    }

    private long expire(long now) {
        long inFlight = connection == null ? Deadlines.NONE : connection.expire(now);
        long queued = window.expire(
                now,
                new CallResult.NotWritten(
                        CallResult.Why.DEADLINE,
                        Duration.ofSeconds(1),
                        "the deadline passed before the gateway had a place for the call"));
        publish();
        return Math.min(inFlight, queued);
    }

    private void publish() {
        size = window.size();
        outstanding = window.outstanding();
        waiting = window.waiting();
        unsolicited = unsolicitedBefore + (connection == null ? 0 : connection.unsolicitedAnswers());
    }

    int size() {
        return size;
    }

    int outstanding() {
        return outstanding;
    }

    int waiting() {
        return waiting;
    }

    long unsolicited() {
        return unsolicited;
    }

    /// How much longer the gateway wants us to hold back.
    Duration pause() {
        long left = paused ? pausedUntil - timer.nanoTime() : 0;
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }
}
