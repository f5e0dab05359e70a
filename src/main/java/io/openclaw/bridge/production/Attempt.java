package io.openclaw.bridge.production;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.telemetry.Span;
import io.openclaw.bridge.telemetry.Spans;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;

/// One try of a message, guarded: stopped by an open breaker, counted by it.
final class Attempt {
    private final DirectSend direct;
    private final AgentRun agent;
    private final Breaker breaker;
    private final GatewayProbe probe;
    private final ConnectionWatch watch;
    private volatile Spans spans = Spans.OFF;

    Attempt(DirectSend direct, AgentRun agent, Breaker breaker, GatewayProbe probe, ConnectionWatch watch) {
        this.direct = direct;
        this.agent = agent;
        this.breaker = breaker;
        this.probe = probe;
        this.watch = watch;
    }

    /// Who is told of the gateway's calls from now on.
    void tracedBy(Spans value) {
        spans = value;
    }

    Uni<Outcome> once(Delivery delivery) {
        return Uni.createFrom().deferred(() -> {
            var refusal = breaker.refusal();
            if (refusal.isPresent()) {
                return Uni.createFrom().item(refusal.get());
            }
            if (delivery.left().isZero()) {
                return Uni.createFrom()
                        .item(new Outcome.NotSent(
                                Outcome.NotSent.Reason.DEADLINE,
                                Duration.ofSeconds(1),
                                "the deadline passed before the message could leave"));
            }
            String method = delivery.route.delivery() == DeliveryStyle.DIRECT ? "send" : "agent";
            Span span = spans.begin(Spans.Kind.CLIENT, "gateway " + method, delivery.message.traceparent());
            delivery.tracedBy(span.traceparentOr(delivery.message.traceparent()));
            Uni<Outcome> once =
                    delivery.route.delivery() == DeliveryStyle.DIRECT ? direct.once(delivery) : agent.once(delivery);
            return traced(span, method, delivery, once).chain(outcome -> counted(delivery, outcome));
        });
    }

    private static Uni<Outcome> traced(Span span, String method, Delivery delivery, Uni<Outcome> once) {
        if (span == Span.NONE) {
            return once;
        }
        span.with("rpc.system", "openclaw").with("rpc.method", method);
        return once.onItemOrFailure()
                .invoke((outcome, failure) -> {
                    span.with("openclaw.gateway.boot_id", delivery.bootId());
                    if (outcome == null) {
                        span.end(failure.getClass().getSimpleName());
                    } else {
                        span.end(
                                outcome.verdict() == Outcome.Verdict.SUCCESS
                                        ? null
                                        : SendWitness.word(outcome).toLowerCase(Locale.ROOT));
                    }
                })
                .onCancellation()
                .invoke(() -> span.end("cancelled"));
    }

    private Uni<Outcome> counted(Delivery delivery, Outcome outcome) {
        if (outcome instanceof Outcome.Unknown unknown && unknown.reason() == Outcome.Unknown.Reason.NO_ANSWER) {
            return examined(delivery, unknown);
        }
        breaker.record(outcome.verdict());
        return Uni.createFrom().item(outcome);
    }

    /// The breaker hears what the probe found in any case; the caller only within the deadline.
    private Uni<Outcome> examined(Delivery delivery, Outcome.Unknown unknown) {
        Uni<Outcome> known = probe.examine(unknown)
                .<Outcome>map(examined -> examined)
                .invoke(examined -> breaker.record(examined.verdict()))
                .memoize()
                .indefinitely();
        known.subscribe().with(_ -> {});
        Duration left = delivery.left();
        return left.isZero()
                ? Uni.createFrom().item(unknown)
                : Uni.combine().any().of(known, watch.pause(left).replaceWith(unknown));
    }
}
