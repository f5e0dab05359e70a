package io.openclaw.bridge.production;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.gateway.Timer;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gateway's circuit breaker: SmallRye's counts and opens, this class probes and closes.
///
/// It opens after so many consecutive failures, is probed with `health` calls, never with people's
/// messages, after a while and at every `hello-ok`, and closes after two healthy probes.
///
/// What is counted is a verdict, not a call: a message that the gateway refuses says nothing about its
/// health. SmallRye's own half-open would let the next *message* be its probe, on a clock and a thread of
/// its own; so its delay is out of reach, and a fresh one takes over once the probes were healthy.
///
/// Confined to the client's event loop, but for the state, which may be read anywhere.
final class Breaker {
    /// Design, section 4: "closes after 2 successes".
    private static final int SUCCESSES = 2;

    /// Longer than any bridge stays open without a probe: SmallRye's half-open never comes.
    private static final long NEVER_DAYS = 365;

    private final int threshold;
    private final Duration timeout;
    private final Timer timer;
    private final Supplier<Uni<Probe>> probe;
    private final Runnable onChange;

    private Guard counter;
    private State state = new State.Closed();
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

    /// A failure in SmallRye's books.
    private static final class CountedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CountedFailure() {
            super("counted", null, false, false);
        }
    }

    private sealed interface State {
        record Closed() implements State {}

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
        this.counter = counter(threshold);
    }

    private Guard counter(int failures) {
        return Guard.create()
                .withCircuitBreaker()
                .requestVolumeThreshold(failures)
                .failureRatio(1.0)
                .delay(NEVER_DAYS, ChronoUnit.DAYS)
                .failOn(CountedFailure.class)
                .onStateChange(this::onCounted)
                .done()
                .build();
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
        if (state instanceof State.Closed) {
            switch (verdict) {
                case NEUTRAL -> {}
                case SUCCESS -> count(true);
                case FAILURE -> count(false);
            }
        }
    }

    private void count(boolean success) {
        try {
            counter.get(
                    () -> {
                        if (!success) {
                            throw new CountedFailure();
                        }
                        return true;
                    },
                    Boolean.class);
        } catch (CountedFailure counted) {
            // which was the purpose
        }
    }

    private void onCounted(CircuitBreakerState next) {
        if (next == CircuitBreakerState.OPEN) {
            trips++;
            open();
            nextProbe = timer.schedule(timeout, this::probe);
        }
    }

    /// A new `hello-ok`: a good moment to probe.
    void onReady() {
        probe();
    }

    /// A person says that the gateway is well: closed, and counting anew. A probe under way has nothing to say any more.
    void reset() {
        cancelNextProbe();
        if (!(state instanceof State.Closed)) {
            counter = counter(threshold);
            become(new State.Closed());
        }
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
        if (state instanceof State.Closed) {
            return; // it was reset meanwhile
        }
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
            counter = counter(threshold);
            become(new State.Closed());
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
