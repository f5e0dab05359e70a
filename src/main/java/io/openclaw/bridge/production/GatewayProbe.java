package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.GatewayClient;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks the gateway for its `health`, past the window: to tell a slow message from a dead gateway, and
/// to close an open breaker. Confined to the client's event loop.
final class GatewayProbe {
    /// Design, section 4, row "no answer": failure if a `health` call is also unanswered for 5 s.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GatewayClient client;
    /// Asked and not answered yet: a dead gateway leaves many messages without an answer, and one
    /// question
    /// serves them all.
    private @Nullable Uni<CallResult> asking;

    GatewayProbe(GatewayClient client) {
        this.client = client;
    }

    Uni<Breaker.Probe> probe() {
        return health().map(result -> switch (result) {
            case CallResult.Answered(var response, var _) ->
                response.ok() ? Breaker.Probe.HEALTHY : Breaker.Probe.FAILED;
            case CallResult.NoAnswer _ -> Breaker.Probe.FAILED;
            case CallResult.Accepted _, CallResult.Lost _, CallResult.NotWritten _ -> Breaker.Probe.IMPOSSIBLE;
        });
    }

    /// A message without an answer says nothing about the gateway yet; if `health` stays unanswered
    /// too, it does. Asks at once, and whether or not anybody goes on waiting.
    Uni<Outcome.Unknown> examine(Outcome.Unknown unknown) {
        return health().map(result ->
                new Outcome.Unknown(unknown.reason(), unknown.detail(), result instanceof CallResult.NoAnswer));
    }

    private Uni<CallResult> health() {
        if (asking != null) {
            return asking;
        }
        Uni<CallResult> answer = client.call(Call.of("health", JsonNodeFactory.instance.objectNode())
                        .within(PATIENCE)
                        .using(Call.Share.BESIDE))
                .invoke(() -> asking = null)
                .memoize()
                .indefinitely();
        asking = answer;
        answer.subscribe().with(_ -> {});
        return answer;
    }
}
