package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.GatewayClient;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/// Asks the gateway for its `health`, past the window: to tell a slow message from a dead gateway, and
/// to close an open breaker.
final class GatewayProbe {
    /// Design, section 4, row "no answer": failure if a `health` call is also unanswered for 5 s.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final GatewayClient client;

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
    /// too, it does.
    Uni<Outcome> examine(Outcome outcome) {
        if (!(outcome instanceof Outcome.Unknown unknown) || unknown.reason() != Outcome.Unknown.Reason.NO_ANSWER) {
            return Uni.createFrom().item(outcome);
        }
        return health().map(result ->
                new Outcome.Unknown(unknown.reason(), unknown.detail(), result instanceof CallResult.NoAnswer));
    }

    private Uni<CallResult> health() {
        return client.call(Call.of("health", JsonNodeFactory.instance.objectNode())
                .within(PATIENCE)
                .using(Call.Share.BESIDE));
    }
}
