package io.openclaw.bridge.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Every call that has not ended yet: waits here for a place in the window, then in its connection for
/// the answer. Confined to the client's context; the counters may be read anywhere.
final class Calls {
    private static final CallResult TOO_LATE = new CallResult.NotWritten(
            CallResult.Why.DEADLINE,
            Duration.ofSeconds(1),
            "the deadline passed before the gateway had a place for the call");

    private static final CallResult NOT_PERMITTED = new CallResult.NotWritten(
            CallResult.Why.DEADLINE, Duration.ofSeconds(1), "its caller would not let it leave any more");

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
        } else if (call.call.share() != Call.Share.BESIDE && !pause().isZero()) {
            call.end(paused());
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

    /// Writes a call that has got its place, or ends it and gives the place back.
    private void write(GatewayConnection current, PendingCall call) {
        CallResult refusal = call.isAbandoned() || call.isDue(timer.nanoTime())
                ? TOO_LATE
                : !call.call.isPermitted()
                        ? NOT_PERMITTED
                        : current.write(Long.toString(++lastId, Character.MAX_RADIX), call);
        if (refusal == null) {
            deadlines.watch(call.deadline);
        } else {
            window.leave(call.call.share());
            call.end(refusal);
        }
    }

    /// Hands places that have become free to those who wait for one.
    private void fill() {
        while (connection != null) { // asked each time: the end of one call may be the end of all
            PendingCall next = window.next();
            if (next == null) {
                return;
            }
            write(connection, next);
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

    void onUnsolicited() {
        publish();
    }

    void onSlotFree(PendingCall call) {
        window.leave(call.call.share());
        fill();
        publish();
    }

    void onBusy() {
        window.onBusy(timer.nanoTime());
    }

    void onAnswer() {
        window.onAnswer();
        fill();
    }

    /// The gateway takes nothing for a while, or until the next `hello-ok`: what waits is told so, what
    /// was written may still be answered.
    void onPause(Duration atLeast) {
        Duration longest = atLeast.compareTo(pause()) > 0 ? atLeast : pause();
        pausedUntil = timer.nanoTime() + longest.toNanos();
        paused = true;
        window.endWaiting(paused());
        publish();
    }

    private CallResult paused() {
        return new CallResult.NotWritten(
                CallResult.Why.PAUSED, pause(), "the gateway is starting or stopping and asked to wait");
    }

    /// From here on there is no connection, whatever its calls still do.
    void detach() {
        if (connection != null) {
            unsolicitedBefore += connection.unsolicitedAnswers();
            connection = null;
            paused = false;
            deadlines.rest();
        }
    }

    /// Ends what waits for a place that will not come.
    void endWaiting() {
        window.endWaiting(new CallResult.NotWritten(
                CallResult.Why.NOT_CONNECTED,
                Duration.ofSeconds(1),
                "the connection to the gateway was lost before the call's turn"));
        publish();
    }

    private long expire(long now) {
        long inFlight = connection == null ? Deadlines.NONE : connection.expire(now);
        long queued = window.expire(now, TOO_LATE);
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
