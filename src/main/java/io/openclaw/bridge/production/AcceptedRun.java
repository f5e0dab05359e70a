package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.gateway.CallResult;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/// A run that the gateway has accepted, and what its second answer said, once it is here.
final class AcceptedRun {
    final String id;
    /// The boot of the gateway that it was last waited for at.
    private volatile String bootId;

    private volatile boolean outlivedItsBoot;

    private final @Nullable Uni<CallResult> second;
    private volatile @Nullable JsonNode last;

    /// @param second the answer to come; null where none will
    AcceptedRun(String id, String bootId, @Nullable Uni<CallResult> second) {
        this.id = id;
        this.bootId = bootId;
        this.second = second;
        if (second != null) {
            second.subscribe().with(this::learn);
        }
    }

    /// Whether it was last waited for at this boot.
    boolean isKnownTo(String boot) {
        return bootId.equals(boot);
    }

    /// The gateway was started anew: it may resume the run by itself, under the same id.
    void movedTo(String boot) {
        bootId = boot;
        outlivedItsBoot = true;
    }

    boolean outlivedItsBoot() {
        return outlivedItsBoot;
    }

    private void learn(CallResult result) {
        if (result instanceof CallResult.Answered(var response, var _)) {
            learn(response.payload());
        }
    }

    void learn(JsonNode payload) {
        if (payload.isObject()) {
            last = payload;
        }
    }

    /// The second answer's payload; null while it is not here.
    @Nullable
    JsonNode last() {
        return last;
    }

    boolean awaitsLast() {
        return second != null && last == null;
    }

    /// Completes when the second answer is here or will not come, or with the limit.
    Uni<Void> lastWithin(Uni<Void> limit) {
        return second == null
                ? Uni.createFrom().voidItem()
                : Uni.combine().any().of(second.replaceWithVoid(), limit);
    }
}
