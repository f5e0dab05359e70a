package io.openclaw.bridge.gateway;

import io.smallrye.mutiny.subscription.UniEmitter;

/// A call on its way: who waits for it and until when. One exit: the first `end` counts.
final class PendingCall {
    final Call call;
    final long startedAt;
    final long deadline;
    private final UniEmitter<? super CallResult> emitter;

    PendingCall(Call call, long now, UniEmitter<? super CallResult> emitter) {
        this.call = call;
        this.startedAt = now;
        this.deadline = now + call.timeout().toNanos();
        this.emitter = emitter;
    }

    boolean isDue(long now) {
        return deadline - now <= 0;
    }

    void end(CallResult result) {
        emitter.complete(result);
    }
}
