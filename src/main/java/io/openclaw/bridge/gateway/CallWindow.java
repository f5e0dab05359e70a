package io.openclaw.bridge.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// How many calls may be outstanding at once, and which ones wait for a place. Outlives connections:
/// what the gateway could not bear before a reconnect it need not bear after.
///
/// Additive increase, multiplicative decrease: "server is busy" halves the window, at most once per
/// second (one overload brings a burst of such answers); a whole window of other answers gives one
/// place back.
final class CallWindow {
    /// At least a second between two halvings (design, section 4, row "busy").
    private static final Duration HALVING_PAUSE = Duration.ofSeconds(1);

    private final int maximum;
    private final int maxWaiting;
    private final Queue<PendingCall> waitingWhole = new ArrayDeque<>();
    private final Queue<PendingCall> waitingPart = new ArrayDeque<>();
    private int size;
    private int outstanding;
    private int outstandingPart;
    private int answersSinceGrowth;
    private long halvedAt;
    private boolean everHalved;

    CallWindow(int maximum, int maxWaiting) {
        this.maximum = maximum;
        this.maxWaiting = maxWaiting;
        this.size = maximum;
    }

    /// Takes a place; false where there is none now.
    boolean tryEnter(Call.Share share) {
        if (share == Call.Share.BESIDE) {
            return true;
        }
        if (!hasPlace(share)) {
            return false;
        }
        outstanding++;
        if (share == Call.Share.PART) {
            outstandingPart++;
        }
        return true;
    }

    private boolean hasPlace(Call.Share share) {
        return outstanding < size && (share == Call.Share.WHOLE || outstandingPart < sizeOfPart());
    }

    /// All but a quarter, rounded up, so that a window of one still serves everybody.
    private int sizeOfPart() {
        return Math.max(1, size - size / 4);
    }

    /// Queues a call that found no place; false where too many wait already.
    boolean enqueue(PendingCall call) {
        if (waiting() >= maxWaiting) {
            return false;
        }
        return (call.call.share() == Call.Share.WHOLE ? waitingWhole : waitingPart).add(call);
    }

    /// Gives a place back.
    void leave(Call.Share share) {
        if (share == Call.Share.BESIDE) {
            return;
        }
        outstanding--;
        if (share == Call.Share.PART) {
            outstandingPart--;
        }
    }

    /// The next waiting call that has got a place now, the longest waiting first; null where there is
    /// none.
    @Nullable
    PendingCall next() {
        PendingCall whole = waitingWhole.peek();
        PendingCall part = waitingPart.peek();
        boolean partFirst =
                part != null && hasPlace(Call.Share.PART) && (whole == null || part.startedAt - whole.startedAt < 0);
        Queue<PendingCall> queue = partFirst ? waitingPart : waitingWhole;
        PendingCall call = queue.peek();
        if (call == null || !tryEnter(call.call.share())) {
            return null;
        }
        return queue.remove();
    }

    /// The gateway answered this call, and was not busy.
    void onAnswer() {
        if (size < maximum && ++answersSinceGrowth >= size) {
            answersSinceGrowth = 0;
            size++;
        }
    }

    /// The gateway was busy.
    void onBusy(long now) {
        if (!everHalved || now - halvedAt >= HALVING_PAUSE.toNanos()) {
            everHalved = true;
            halvedAt = now;
            answersSinceGrowth = 0;
            size = Math.max(1, size / 2);
        }
    }

    /// Ends waiting calls that are due; answers how long until the next is, or [Deadlines#NONE].
    long expire(long now, CallResult result) {
        List<PendingCall> due = new ArrayList<>(); // ended after the walk: their owners may call again at once
        long wait = Math.min(takeDue(waitingWhole, now, due), takeDue(waitingPart, now, due));
        due.forEach(call -> call.end(result));
        return wait;
    }

    private static long takeDue(Queue<PendingCall> queue, long now, List<PendingCall> due) {
        long wait = Deadlines.NONE;
        for (Iterator<PendingCall> calls = queue.iterator(); calls.hasNext(); ) {
            PendingCall call = calls.next();
            if (call.isDue(now)) {
                calls.remove();
                due.add(call);
            } else {
                wait = Math.min(wait, call.deadline - now);
            }
        }
        return wait;
    }

    void endWaiting(CallResult result) {
        List<PendingCall> calls = new ArrayList<>(waitingWhole);
        calls.addAll(waitingPart);
        waitingWhole.clear();
        waitingPart.clear();
        calls.forEach(call -> call.end(result));
    }

    int size() {
        return size;
    }

    int outstanding() {
        return outstanding;
    }

    int waiting() {
        return waitingWhole.size() + waitingPart.size();
    }
}
