package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.gateway.CallResult;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/// A run that the gateway has accepted, and what its second answer said, once it is here.
final class AcceptedRun {
    final String id;
    /// The boot of the gateway that knows it.
    final String bootId;

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
