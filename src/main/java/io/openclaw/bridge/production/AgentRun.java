package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.GatewayClient;
import io.openclaw.bridge.gateway.frame.Frame;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One try of an agent's turn: `agent`, which is accepted at once, then `agent.wait` until the run has
/// ended (contract 3.2 and 5).
///
/// The run outlives the socket that started it, so the wait goes on over reconnects to the same boot of
/// the gateway. `agent.wait` decides, because it alone tells whether the reply was posted;
/// the second answer of `agent` stands in where the gateway has forgotten the run, or (protocol 3) says
/// less.
final class AgentRun {
    /// One wait; repeated. Short enough to notice a dead gateway, long enough to be rare.
    private static final Duration WAIT = Duration.ofSeconds(30);

    /// For the answer of a wait to come back after the gateway's own timeout.
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Between two waits that the gateway did not take.
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final GatewayClient client;
    private final ConnectionWatch watch;
    private final ProofSearch proofs;
    private final RunLimit limit;

    AgentRun(GatewayClient client, ConnectionWatch watch, ProofSearch proofs, RunLimit limit) {
        this.client = client;
        this.watch = watch;
        this.proofs = proofs;
        this.limit = limit;
    }

    Uni<Outcome> once(Delivery delivery) {
        return limit.hold(() -> started(delivery));
    }

    private Uni<Outcome> started(Delivery delivery) {
        Call call = Call.of("agent", params(delivery))
                .within(delivery.left(Call.TIMEOUT))
                .answeredTwice()
                .tracedBy(delivery.message.traceparent());
        return client.call(call).chain(result -> switch (result) {
            case CallResult.Accepted(var first, var boot, var last) -> {
                delivery.leftFor(boot);
                yield follow(delivery, new Run(runId(first, delivery), boot, last));
            }
            case CallResult.Answered(var response, var boot) -> {
                delivery.leftFor(boot);
                yield onOneAnswer(delivery, response, boot);
            }
            case CallResult.NoAnswer(var _, var boot) -> {
                delivery.leftFor(boot);
                yield Uni.createFrom().item(Answers.ofSend(result));
            }
            case CallResult.Lost(var _, var boot) -> {
                delivery.leftFor(boot);
                yield Uni.createFrom().item(Answers.ofSend(result));
            }
            case CallResult.NotWritten _ -> Uni.createFrom().item(Answers.ofSend(result));
        });
    }

    /// A key that the gateway knows already is answered once: with the whole result, or `in_flight`
    /// (contract 3.5).
    private Uni<Outcome> onOneAnswer(Delivery delivery, Frame.Response response, String boot) {
        if (response.error() != null && !response.payload().has("runId")) {
            return Uni.createFrom().item(Answers.ofError(response.error()));
        }
        Run run = new Run(runId(response, delivery), boot, null);
        if (!response.payload().path("status").asText("").equals("in_flight")) {
            run.lastAnswer.set(response.payload());
        }
        return follow(delivery, run);
    }

    private static String runId(Frame.Response response, Delivery delivery) {
        return response.payload().path("runId").asText(delivery.key);
    }

    private Uni<Outcome> follow(Delivery delivery, Run run) {
        return delivery.message.awaitRun()
                ? await(delivery, run)
                : Uni.createFrom().item(new Outcome.Accepted(run.id));
    }

    private Uni<Outcome> await(Delivery delivery, Run run) {
        Duration left = delivery.left();
        if (left.isZero()) {
            return Uni.createFrom()
                    .item(new Outcome.Unknown(
                            Outcome.Unknown.Reason.NO_ANSWER,
                            "the agent's run " + run.id + " had not ended by the deadline"));
        }
        Duration wait = delivery.left(WAIT);
        ObjectNode params =
                JsonNodeFactory.instance.objectNode().put("runId", run.id).put("timeoutMs", wait.toMillis());
        Call call = Call.of("agent.wait", params)
                .within(wait.plus(GRACE))
                .using(Call.Share.BESIDE)
                .tracedBy(delivery.message.traceparent());
        return client.call(call).chain(result -> switch (result) {
            case CallResult.Answered(var response, var _) -> onWaited(delivery, run, response);
            case CallResult.Accepted _, CallResult.NoAnswer _ -> await(delivery, run);
            case CallResult.Lost _, CallResult.NotWritten _ -> afterReconnect(delivery, run);
        });
    }

    private Uni<Outcome> onWaited(Delivery delivery, Run run, Frame.Response response) {
        if (response.error() != null) {
            // Draining, busy: the run goes on, so does the wait, after a moment.
            return watch.pause(delivery.left(MOMENT)).chain(() -> await(delivery, run));
        }
        JsonNode last = run.lastAnswer.get();
        String status = response.payload().path("status").asText("");
        if (status.equals("ok") || status.equals("error")) {
            return Uni.createFrom().item(ended(delivery, run, response.payload(), last));
        }
        // "timeout": still running, or forgotten; then the second answer knows.
        return last != null ? Uni.createFrom().item(ended(delivery, run, last, last)) : await(delivery, run);
    }

    private static Outcome ended(Delivery delivery, Run run, JsonNode waited, @Nullable JsonNode last) {
        Optional<String> reply = RunReply.of(waited).or(() -> last == null ? Optional.empty() : RunReply.of(last));
        return Answers.ofRun(waited, run.id, delivery.route.channel() != null, reply);
    }

    /// The same boot still knows the run. Another one does not: only its history may.
    private Uni<Outcome> afterReconnect(Delivery delivery, Run run) {
        return watch.connected(delivery.left()).chain(ready -> {
            if (ready.isEmpty()) {
                return Uni.createFrom().item(lost(run, "and the gateway did not come back by the deadline"));
            }
            if (ready.get().bootId().equals(run.bootId)) {
                return await(delivery, run);
            }
            return proofs.find(delivery.route, delivery.key)
                    .map(proof -> proof instanceof Proof.Delivered(String reply)
                            ? new Outcome.Delivered(null, run.id, reply)
                            : lost(run, "with a restart of the gateway"))
                    .onFailure(BridgeException.class)
                    .recoverWithItem(() -> lost(run, "with a restart of the gateway"));
        });
    }

    private static Outcome lost(Run run, String how) {
        return new Outcome.Unknown(
                Outcome.Unknown.Reason.LOST, "the agent's run " + run.id + " was lost from sight " + how);
    }

    private static ObjectNode params(Delivery delivery) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("message", delivery.message.text());
        params.put("sessionKey", delivery.route.sessionKey());
        params.put("idempotencyKey", delivery.key);
        if (delivery.route.channel() != null) {
            params.put("deliver", true);
            params.put("channel", delivery.route.channel());
            params.put("to", delivery.route.target());
            DirectSend.put(params, "threadId", delivery.route.threadId());
            DirectSend.put(params, "accountId", delivery.route.accountId());
        }
        return params;
    }

    /// A run that the gateway has accepted.
    private static final class Run {
        final String id;
        final String bootId;
        /// The second answer's payload, once it is here.
        final AtomicReference<@Nullable JsonNode> lastAnswer = new AtomicReference<>();

        Run(String id, String bootId, @Nullable Uni<CallResult> last) {
            this.id = id;
            this.bootId = bootId;
            if (last != null) {
                last.subscribe().with(result -> {
                    if (result instanceof CallResult.Answered(var response, var _)) {
                        lastAnswer.set(response.payload() instanceof MissingNode ? null : response.payload());
                    }
                });
            }
        }
    }
}
