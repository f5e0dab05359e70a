package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.gateway.Timer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gateway's circuit breaker. Opens after so many consecutive failures; is probed with `health`
/// calls,
/// never with people's messages, after a while and at every `hello-ok`; closes after two healthy
/// probes.
///
/// What counts is a verdict, not a call: a message that the gateway refuses says nothing about its
/// health.
/// (SmallRye's breaker counts calls, lets the next call be its probe, and becomes half-open by itself
/// on a
/// thread and a clock of its own.)
///
/// Confined to the client's event loop, but for the state, which may be read anywhere.
final class Breaker {
    /// Design, section 4: "closes after 2 successes".
    private static final int SUCCESSES = 2;

    private final int threshold;
    private final Duration timeout;
    private final Timer timer;
    private final Supplier<Uni<Probe>> probe;
    private final Runnable onChange;

    private State state = new State.Closed(0);
    private long trips;
    private boolean probing;
    private Timer.@Nullable Task nextProbe;
    private volatile BridgeStatus.Breaker view = BridgeStatus.Breaker.CLOSED;

    /// What a probe found.
    enum Probe {
        HEALTHY,
        FAILED,
        /// There was no connection to probe; the next `hello-ok` tries again.
        IMPOSSIBLE
    }

    private sealed interface State {
        /// @param failures in a row
        record Closed(int failures) implements State {}

        record Open(Instant until) implements State {}

        /// @param successes in a row
        record HalfOpen(int successes) implements State {}
    }

    Breaker(int threshold, Duration timeout, Timer timer, Supplier<Uni<Probe>> probe, Runnable onChange) {
        this.threshold = threshold;
        this.timeout = timeout;
        this.timer = timer;
        this.probe = probe;
        this.onChange = onChange;
    }

    BridgeStatus.Breaker state() {
        return view;
    }

    /// Why nothing may leave now; empty where the breaker is closed.
    Optional<Outcome.NotSent> refusal() {
        BridgeStatus.Breaker now = view;
        if (now.state() == BridgeStatus.BreakerState.CLOSED) {
            return Optional.empty();
        }
        Duration left = now.openUntil() == null ? Duration.ZERO : Duration.between(timer.now(), now.openUntil());
        return Optional.of(new Outcome.NotSent(
                Outcome.NotSent.Reason.BREAKER_OPEN,
                left.isPositive() ? left : Duration.ofSeconds(1),
                "the circuit breaker is open after repeated failures of the gateway"));
    }

    /// Counts what an attempt said about the gateway. While not closed only probes count.
    void record(Outcome.Verdict verdict) {
        switch (verdict) {
            case NEUTRAL -> {}
            case SUCCESS -> {
                if (state instanceof State.Closed) {
                    state = new State.Closed(0);
                }
            }
            case FAILURE -> {
                if (state instanceof State.Closed(int failures)) {
                    onFailure(failures + 1);
                }
            }
        }
    }

    private void onFailure(int failures) {
        if (failures < threshold) {
            state = new State.Closed(failures);
        } else {
            trips++;
            open();
            nextProbe = timer.schedule(timeout, this::probe);
        }
    }

    /// A new `hello-ok`: a good moment to probe.
    void onReady() {
        probe();
    }

    /// The bridge was closed: nothing is probed before the next `hello-ok`.
    void onIdle() {
        cancelNextProbe();
    }

    private void probe() {
        if (probing || state instanceof State.Closed) {
            return;
        }
        cancelNextProbe();
        if (state instanceof State.Open) {
            become(new State.HalfOpen(0));
        }
        probing = true;
        probe.get().subscribe().with(this::onProbed);
    }

    private void onProbed(Probe found) {
        probing = false;
        switch (found) {
            case HEALTHY -> onHealthy(state instanceof State.HalfOpen half ? half.successes() + 1 : 1);
            case FAILED -> {
                open();
                nextProbe = timer.schedule(timeout, this::probe);
            }
            case IMPOSSIBLE -> open();
        }
    }

    private void onHealthy(int successes) {
        if (successes >= SUCCESSES) {
            become(new State.Closed(0));
        } else {
            become(new State.HalfOpen(successes));
            probe();
        }
    }

    private void open() {
        become(new State.Open(timer.now().plus(timeout)));
    }

    private void cancelNextProbe() {
        if (nextProbe != null) {
            nextProbe.cancel();
            nextProbe = null;
        }
    }

    private void become(State next) {
        state = next;
        BridgeStatus.Breaker before = view;
        view = switch (next) {
            case State.Closed _ -> new BridgeStatus.Breaker(BridgeStatus.BreakerState.CLOSED, null, trips);
            case State.Open open -> new BridgeStatus.Breaker(BridgeStatus.BreakerState.OPEN, open.until(), trips);
            case State.HalfOpen _ -> new BridgeStatus.Breaker(BridgeStatus.BreakerState.HALF_OPEN, null, trips);
        };
        if (!view.equals(before)) {
            onChange.run();
        }
    }
}
