package io.openclaw.bridge.mock;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Route;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the simulated gateway takes messages, with its habits: what it has taken it finishes, whoever
/// still listens; a repeated key gets the first result; a new boot has forgotten.
///
/// Touched under the [Stage]'s lock only.
final class SendDesk {
    private static final Outcome NOT_PERMITTED = new Outcome.NotSent(
            Outcome.NotSent.Reason.DEADLINE, Duration.ofSeconds(1), "its caller would not let it leave any more");

    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

    /// A place in a session's history.
    private record Row(String session, String key) {}

    private final Stage stage;
    private final MockRoutes routes;
    private final MockConnection connection;
    private final SentMessages sent;
    private final Failures failures;
    private final Replies replies;
    private final KeyMemory keys = new KeyMemory();
    private final Map<Call, DeliveryStyle> inFlight = new LinkedHashMap<>();
    private final Map<Row, Proof> history;

    private Duration latency = Duration.ZERO;
    private long messages;

    SendDesk(
            Stage stage,
            MockRoutes routes,
            MockConnection connection,
            SentMessages sent,
            Failures failures,
            Replies replies,
            int keep) {
        this.stage = stage;
        this.routes = routes;
        this.connection = connection;
        this.sent = sent;
        this.failures = failures;
        this.replies = replies;
        this.history = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Row, Proof> eldest) {
                return size() > keep;
            }
        };
    }

    void latency(Duration value) {
        latency = value;
    }

    /// How many callers wait for messages of that style.
    int inFlight(DeliveryStyle style) {
        return Collections.frequency(inFlight.values(), style);
    }

    void send(Call call) {
        Route route;
        try {
            route = routes.route(call.message());
        } catch (InvalidSessionKeyException e) {
            record(call, null, e.outcome().orElseThrow());
            call.fail(e);
            return;
        }
        Optional<Outcome> never =
                call.message().flaw(route.delivery()).<Outcome>map(flaw -> flaw).or(connection::obstacle);
        if (never.isPresent()) {
            end(call, route, never.get());
            return;
        }
        BooleanSupplier permit = call.message().permit();
        if (permit != null && !permit.getAsBoolean()) {
            end(call, route, NOT_PERMITTED);
            return;
        }
        keys.find(route, call.key(), stage.now()).ifPresentOrElse(entry -> join(entry, call), () -> take(call, route));
    }

    private void end(Call call, Route route, Outcome never) {
        record(call, route, never);
        call.end(never);
    }

    /// The same key again: the first result, or whatever it becomes.
    private void join(KeyMemory.Entry entry, Call call) {
        entry.answer()
                .ifPresentOrElse(answer -> call.end(view(call, entry.route(), answer)), () -> waitFor(entry, call));
    }

    private void take(Call call, Route route) {
        Optional<Failures.Planned> planned = failures.take(route.sessionKey());
        if (planned.isPresent() && planned.get().outcome() instanceof Outcome.NotSent never) {
            end(call, route, never);
            return;
        }
        KeyMemory.Entry entry = keys.begin(call, route);
        if (route.delivery() == DeliveryStyle.AGENT
                && planned.map(p -> begins(p.outcome()) || p.reachesPeople()).orElse(true)) {
            history.put(row(entry), new Proof.TurnBegun());
        }
        waitFor(entry, call);
        stage.after(latency, () -> finish(entry, planned.orElse(null)));
    }

    private void waitFor(KeyMemory.Entry entry, Call call) {
        entry.callers().add(call);
        inFlight.put(call, entry.route().delivery());
        Duration deadline = Objects.requireNonNullElse(call.message().deadline(), DEFAULT_DEADLINE);
        if (latency.compareTo(deadline) > 0) {
            stage.after(deadline, () -> {
                inFlight.remove(call);
                call.end(new Unknown(Unknown.Reason.NO_ANSWER, "no answer within " + deadline));
            });
        }
    }

    private void finish(KeyMemory.Entry entry, Failures.@Nullable Planned planned) {
        if (!keys.holds(entry)) {
            return; // the gateway that took it is gone
        }
        Outcome truth = planned == null || planned.reachesPeople() ? success(entry) : planned.outcome();
        Outcome told = planned == null ? truth : planned.outcome();
        boolean answerLost = planned != null
                && planned.reachesPeople()
                && told instanceof Unknown unknown
                && !gatewayItself(unknown);
        Outcome repeated = answerLost ? truth : told;
        if (remembers(repeated)) {
            keys.answer(entry, repeated, stage.now());
        } else {
            keys.forget(entry);
        }
        // The gateway's history never learns of what it delivered by itself later (contract 11a).
        if (!(told instanceof Unknown unknown && gatewayItself(unknown))) {
            proofOf(truth, entry.route()).ifPresent(proof -> history.put(row(entry), proof));
        }
        record(entry.first(), entry.route(), truth);
        for (Call call : entry.callers()) {
            inFlight.remove(call);
            call.end(view(call, entry.route(), told));
        }
    }

    private Outcome success(KeyMemory.Entry entry) {
        OutboundMessage message = entry.first().message();
        return switch (entry.route().delivery()) {
            case DIRECT ->
                new Outcome.Delivered("mock-" + ++messages, entry.first().key(), null);
            case AGENT ->
                new Outcome.Delivered(
                        null, entry.first().key(), replies.reply(message).orElse(null));
        };
    }

    /// Callers in flight hear that nobody knows; the gateway goes on with what it has.
    void loseCallers(String cause) {
        inFlight.keySet().forEach(call -> call.end(new Unknown(Unknown.Reason.LOST, cause)));
        inFlight.clear();
    }

    /// Keys and what was in flight are gone; the history stays.
    void restart() {
        Unknown lost = new Unknown(Unknown.Reason.LOST, "the gateway restarted with the message in flight");
        keys.forgetAll().forEach(entry -> record(entry.first(), entry.route(), lost));
        loseCallers(lost.detail());
    }

    void reset() {
        restart();
        history.clear();
        latency = Duration.ZERO;
        messages = 0;
    }

    Proof proof(OutboundMessage message, String key) {
        return history.getOrDefault(new Row(routes.route(message).sessionKey(), key), new Proof.None());
    }

    private void record(Call call, @Nullable Route route, Outcome truth) {
        Outcome outcome = route == null ? truth : view(call, route, truth);
        sent.add(new SentMessage(
                call.message(), call.key(), route, call.receipt(outcome, stage.now()), outcome, stage.now()));
    }

    private static Row row(KeyMemory.Entry entry) {
        return new Row(entry.route().sessionKey(), entry.first().key());
    }

    /// Whoever does not wait for the run's end only hears of its begin.
    private static Outcome view(Call call, Route route, Outcome answer) {
        boolean waits =
                route.delivery() == DeliveryStyle.DIRECT || call.message().awaitRun();
        return !waits && answer instanceof Outcome.Delivered ? new Outcome.Accepted(call.key()) : answer;
    }

    /// Whether an agent's turn was begun that ends so.
    private static boolean begins(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered _, Outcome.Accepted _ -> true;
            case Refused refused ->
                refused.reason() == Refused.Reason.REPLY_NOT_DELIVERED || refused.reason() == Refused.Reason.RUN_FAILED;
            case Outcome.LateRetry _, Unknown _, Outcome.Busy _, Outcome.Paused _, Outcome.Retry _, Outcome.NotSent _ ->
                false;
        };
    }

    private static Optional<Proof> proofOf(Outcome truth, Route route) {
        boolean direct = route.delivery() == DeliveryStyle.DIRECT;
        return switch (truth) {
            case Outcome.Delivered delivered
            when direct || delivered.reply() != null -> Optional.of(new Proof.Delivered(delivered.reply()));
            case Refused refused when refused.reply() != null -> Optional.of(new Proof.Delivered(refused.reply()));
            default -> Optional.empty();
        };
    }

    /// Unknown because the gateway said so, not because its answer was lost.
    private static boolean gatewayItself(Unknown unknown) {
        return switch (unknown.reason()) {
            case GATEWAY_HOLDS, PLATFORM_UNCLEAR -> true;
            case NO_ANSWER, LOST -> false;
        };
    }

    /// Which answers the gateway keeps under the key (contract 3.5, 11a): all that came after it had
    /// taken the message.
    private static boolean remembers(Outcome answer) {
        return switch (answer) {
            case Outcome.Delivered _, Outcome.Accepted _, Outcome.LateRetry _ -> true;
            case Unknown unknown -> gatewayItself(unknown);
            case Refused refused ->
                switch (refused.reason()) {
                    case PLATFORM_REFUSED, PARTIAL_DELIVERY, REPLY_NOT_DELIVERED, RUN_FAILED -> true;
                    case INVALID_SESSION_KEY, UNKNOWN_AGENT, UNSUPPORTED_CHANNEL, INVALID_REQUEST, FORBIDDEN -> false;
                };
            case Outcome.Busy _, Outcome.Paused _, Outcome.Retry _, Outcome.NotSent _ -> false;
        };
    }
}
