package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls that one connection has written and that wait for answers, by request id. Dies with its
/// socket, ending every call once.
///
/// Late, unknown and duplicate answers find no entry and are counted, nothing more.
final class PendingCalls {
    /// How long the second answer of an accepted run is waited for: an agent's longest deadline (15
    /// min, design, section 4) and a little.
    static final Duration LAST_ANSWER = Duration.ofMinutes(16);

    private final String bootId;
    private final Timer timer;
    private final Calls owner;
    private final Map<String, PendingCall> first = new HashMap<>();
    private final Map<String, LastAnswer> last = new HashMap<>();
    private long unsolicited;

    /// @param owner hears of every call that no longer occupies the window, and of every deadline
    PendingCalls(String bootId, Timer timer, Calls owner) {
        this.bootId = bootId;
        this.timer = timer;
        this.owner = owner;
    }

    void add(String id, PendingCall call) {
        first.put(id, call);
    }

    long unsolicited() {
        return unsolicited;
    }

    void onResponse(Frame.Response response) {
        PendingCall call = first.remove(response.id());
        if (call != null) {
            owner.onSlotFree(call);
            call.end(
                    call.call.twoAnswers() && isAcceptance(response)
                            ? accepted(response)
                            : new CallResult.Answered(response, bootId));
            return;
        }
        LastAnswer waiting = last.get(response.id());
        if (waiting == null || isAcceptance(response)) { // the first answer may come twice, too
            unsolicited++;
            owner.onUnsolicited();
        } else {
            last.remove(response.id());
            waiting.end(new CallResult.Answered(response, bootId));
        }
    }

    private static boolean isAcceptance(Frame.Response response) {
        return response.ok() && response.payload().path("status").asText("").equals("accepted");
    }

    private CallResult accepted(Frame.Response response) {
        LastAnswer waiting = new LastAnswer(timer.nanoTime() + LAST_ANSWER.toNanos());
        last.put(response.id(), waiting);
        owner.watch(waiting.deadline);
        return new CallResult.Accepted(response, bootId, waiting.uni);
    }

    /// Ends what is due; answers how long until the next is, or [Deadlines#NONE].
    long expire(long now) {
        long wait = Deadlines.NONE;
        List<PendingCall> due = new ArrayList<>();
        for (Iterator<PendingCall> calls = first.values().iterator(); calls.hasNext(); ) {
            PendingCall call = calls.next();
            if (call.isDue(now)) {
                calls.remove();
                due.add(call);
            } else {
                wait = Math.min(wait, call.deadline - now);
            }
        }
        List<LastAnswer> given = new ArrayList<>();
        for (Iterator<LastAnswer> answers = last.values().iterator(); answers.hasNext(); ) {
            LastAnswer answer = answers.next();
            if (answer.deadline - now <= 0) {
                answers.remove();
                given.add(answer);
            } else {
                wait = Math.min(wait, answer.deadline - now);
            }
        }
        for (PendingCall call : due) {
            owner.onSlotFree(call);
            call.end(new CallResult.NoAnswer(Duration.ofNanos(now - call.startedAt), bootId));
        }
        given.forEach(answer -> answer.end(new CallResult.NoAnswer(LAST_ANSWER, bootId)));
        return wait;
    }

    void endAll(CloseReason reason) {
        CallResult lost = new CallResult.Lost(reason, bootId);
        List<PendingCall> calls = List.copyOf(first.values());
        List<LastAnswer> answers = List.copyOf(last.values());
        first.clear();
        last.clear();
        for (PendingCall call : calls) {
            owner.onSlotFree(call);
            call.end(lost);
        }
        answers.forEach(waiting -> waiting.end(lost));
    }

    /// The second answer of an accepted run, which may come before anybody asks for it.
    private static final class LastAnswer {
        private final long deadline;
        private final Uni<CallResult> uni;
        private @Nullable UniEmitter<? super CallResult> emitter;

        LastAnswer(long deadline) {
            this.deadline = deadline;
            this.uni = Uni.createFrom()
                    .<CallResult>emitter(e -> emitter = e)
                    .memoize()
                    .indefinitely();
            this.uni.subscribe().with(_ -> {});
        }

        void end(CallResult result) {
            if (emitter != null) {
                PendingCall.complete(emitter, result);
            }
        }
    }
}
