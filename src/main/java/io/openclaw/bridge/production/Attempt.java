package io.openclaw.bridge.production;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/// One try of a message, guarded: stopped by an open breaker, counted by it.
final class Attempt {
    private final DirectSend direct;
    private final AgentRun agent;
    private final Breaker breaker;
    private final GatewayProbe probe;
    private final ConnectionWatch watch;

    Attempt(DirectSend direct, AgentRun agent, Breaker breaker, GatewayProbe probe, ConnectionWatch watch) {
        this.direct = direct;
        this.agent = agent;
        this.breaker = breaker;
        this.probe = probe;
        this.watch = watch;
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
            Uni<Outcome> once =
                    delivery.route.delivery() == DeliveryStyle.DIRECT ? direct.once(delivery) : agent.once(delivery);
            return once.chain(outcome -> counted(delivery, outcome));
        });
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
