package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.GatewayClient;
import io.openclaw.bridge.gateway.frame.Frame;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

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

    /// For an answer to come after what it depends on.
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Between two waits that the gateway did not take, or answered too soon.
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
        String text = TextGuard.turn(delivery.message.text());
        Quotation quotation = new Quotation(delivery.message.text(), text);
        Call call = Call.of("agent", params(delivery, text))
                .within(delivery.left(Call.TIMEOUT))
                .answeredTwice()
                .tracedBy(delivery.traceparent())
                .permittedBy(delivery.message.permit());
        return client.call(call).chain(result -> {
            delivery.noteDeparture(result);
            return switch (result) {
                case CallResult.Accepted(var first, var boot, var last) ->
                    followed(delivery, new AcceptedRun(runId(first, delivery), boot, last));
                case CallResult.Answered(var response, var boot)
                when isAboutRun(response) -> onOneAnswer(delivery, response, boot);
                case CallResult.Answered _, CallResult.NoAnswer _, CallResult.Lost _, CallResult.NotWritten _ ->
                    Uni.createFrom().item(Answers.ofSend(result, quotation));
            };
        });
    }

    /// A failed run is answered with an error *and* what became of it; an error alone means that there
    /// is none.
    private static boolean isAboutRun(Frame.Response response) {
        return response.error() == null || response.payload().has("runId");
    }

    /// A key that the gateway knows already is answered once: with the whole result, or `in_flight`
    /// (contract 3.5).
    private Uni<Outcome> onOneAnswer(Delivery delivery, Frame.Response response, String boot) {
        AcceptedRun run = new AcceptedRun(runId(response, delivery), boot, null);
        if (!status(response.payload()).equals("in_flight")) {
            run.learn(response.payload());
        }
        return followed(delivery, run);
    }

    private static String runId(Frame.Response response, Delivery delivery) {
        return response.payload().path("runId").asText(delivery.key);
    }

    private Uni<Outcome> followed(Delivery delivery, AcceptedRun run) {
        if (delivery.message.awaitRun()) {
            return awaited(delivery, run);
        }
        JsonNode last = run.last();
        return last != null && status(last).equals("error")
                ? ended(delivery, run, last) // known already, so it is told
                : Uni.createFrom().item(new Outcome.Accepted(run.id));
    }

    /// A loop and not a recursion: a run may be waited for thousands of times.
    private Uni<Outcome> awaited(Delivery delivery, AcceptedRun run) {
        return Multi.createBy()
                .repeating()
                .uni(() -> waited(delivery, run))
                .whilst(Optional::isEmpty)
                .collect()
                .last()
                .map(Optional::orElseThrow);
    }

    /// One wait; empty where another one is called for.
    private Uni<Optional<Outcome>> waited(Delivery delivery, AcceptedRun run) {
        Duration left = delivery.left();
        if (left.isZero()) {
            return known(
                    run.outlivedItsBoot()
                            ? lost(run, "with a restart of the gateway")
                            : new Outcome.Unknown(
                                    Outcome.Unknown.Reason.NO_ANSWER,
                                    "the agent's run " + run.id + " had not ended by the deadline"));
        }
        Duration wait = delivery.left(WAIT);
        ObjectNode params = JsonNodeFactory.instance
                .objectNode()
                .put("runId", run.id)
                .put("timeoutMs", Math.max(1, wait.toMillis()));
        Call call = Call.of("agent.wait", params)
                .within(delivery.left(wait.plus(GRACE)))
                .using(Call.Share.BESIDE)
                .tracedBy(delivery.message.traceparent());
        long asked = client.timer().nanoTime();
        return client.call(call).chain(result -> switch (result) {
            case CallResult.Answered(var response, var _) -> onWaited(delivery, run, response, asked);
            case CallResult.Accepted _, CallResult.NoAnswer _ -> again();
            case CallResult.NotWritten _
            when run.last() == null -> afterMoment(delivery).chain(() -> afterReconnect(delivery, run));
            case CallResult.Lost _, CallResult.NotWritten _ -> afterReconnect(delivery, run);
        });
    }

    private Uni<Optional<Outcome>> onWaited(Delivery delivery, AcceptedRun run, Frame.Response response, long asked) {
        JsonNode payload = response.payload();
        if (response.error() == null
                && (status(payload).equals("ok") || status(payload).equals("error"))) {
            return ended(delivery, run, payload).map(Optional::of);
        }
        JsonNode last = run.last();
        if (last != null) {
            // It was told already: the gateway has forgotten the run since, or takes no new waits.
            return ended(delivery, run, last).map(Optional::of);
        }
        // Draining, busy, still running or still queued: the run goes on, so does the wait, but not at
        // once where
        // the gateway answered at once.
        boolean tooSoon = client.timer().nanoTime() - asked < MOMENT.toNanos();
        Uni<Void> pause = tooSoon ? afterMoment(delivery) : Uni.createFrom().voidItem();
        return pause.chain(() -> run.outlivedItsBoot() ? provenByHistory(delivery, run) : again());
    }

    private Uni<Void> afterMoment(Delivery delivery) {
        return watch.pause(delivery.left(MOMENT));
    }

    /// The run has ended; what is missing of its story is looked for where it may still be found.
    private Uni<Outcome> ended(Delivery delivery, AcceptedRun run, JsonNode end) {
        boolean posted = delivery.route.channel() != null;
        Optional<String> reply = reply(run, end);
        if (reply.isEmpty() && posted && (Answers.isUnposted(end) || Answers.mayBeUnposted(end))) {
            return replyInHistory(delivery).map(found -> Answers.ofRun(end, run.id, true, found));
        }
        if (reply.isEmpty() && status(end).equals("ok") && !end.has("terminalReply") && run.awaitsLast()) {
            // Protocol 3 tells the reply in the second answer only, which may be behind this one.
            return run.lastWithin(watch.pause(delivery.left(GRACE)))
                    .map(_ -> Answers.ofRun(end, run.id, posted, reply(run, end)));
        }
        return Uni.createFrom().item(Answers.ofRun(end, run.id, posted, reply));
    }

    private static Optional<String> reply(AcceptedRun run, JsonNode end) {
        return RunReply.of(end).or(() -> Optional.ofNullable(run.last()).flatMap(RunReply::of));
    }

    private Uni<Optional<String>> replyInHistory(Delivery delivery) {
        return delivery.left().isZero()
                ? Uni.createFrom().item(Optional.empty())
                : proofs.find(delivery.route, delivery.key, delivery.left(Call.READ_TIMEOUT))
                        .map(proof -> proof instanceof Proof.Delivered(String text)
                                ? Optional.ofNullable(text)
                                : Optional.<String>empty())
                        .onFailure(BridgeException.class)
                        .recoverWithItem(Optional.empty());
    }

    /// What was told before the socket went is told. Else the same boot still knows the run; of another
    /// one, only its
    /// history tells at once.
    private Uni<Optional<Outcome>> afterReconnect(Delivery delivery, AcceptedRun run) {
        JsonNode last = run.last();
        if (last != null) {
            return ended(delivery, run, last).map(Optional::of);
        }
        return watch.connected(delivery.left()).chain(ready -> {
            if (ready.isEmpty()) {
                return known(lost(run, "and the gateway did not come back by the deadline"));
            }
            String boot = ready.get().bootId();
            if (run.isKnownTo(boot)) {
                return again();
            }
            run.movedTo(boot);
            return provenByHistory(delivery, run);
        });
    }

    /// A gateway that was started anew may resume the run by itself and tell of it later, or never; its
    /// history may
    /// have the reply already.
    private Uni<Optional<Outcome>> provenByHistory(Delivery delivery, AcceptedRun run) {
        return replyInHistory(delivery).map(reply -> reply.map(text -> new Outcome.Delivered(null, run.id, text)));
    }

    private static Outcome lost(AcceptedRun run, String how) {
        return new Outcome.Unknown(
                Outcome.Unknown.Reason.LOST, "the agent's run " + run.id + " was lost from sight " + how);
    }

    private static Uni<Optional<Outcome>> known(Outcome outcome) {
        return Uni.createFrom().item(Optional.of(outcome));
    }

    private static Uni<Optional<Outcome>> again() {
        return Uni.createFrom().item(Optional.empty());
    }

    private static String status(JsonNode run) {
        return run.path("status").asText("");
    }

    private static ObjectNode params(Delivery delivery, String text) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put("message", text);
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
}
