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

/// The gateway's circuit breaker: SmallRye's state machine, fed with verdicts. Opens after so many
/// consecutive failures, closes after two successful probes.
///
/// Two things are ours. *What counts*: a message that the gateway refuses says nothing about its
/// health, so only verdicts are fed, not calls.
/// *Who probes*: `health` calls, never people's messages; after the timeout and at every `hello-ok`.
/// Therefore SmallRye's own delay is zero and the wait is on our timer.
///
/// Confined to the client's event loop, but for the state, which may be read anywhere.
final class Breaker {
    /// Design, section 4: "closes after 2 successes".
    private static final int SUCCESSES = 2;

    private final Guard guard;
    private final Duration timeout;
    private final Timer timer;
    private final Supplier<Uni<Probe>> probe;
    private final Runnable onChange;
    private Timer.@Nullable Task nextProbe;
    private boolean probing;
    private volatile BridgeStatus.Breaker state = BridgeStatus.Breaker.CLOSED;

    /// What a probe found.
    enum Probe {
        HEALTHY,
        FAILED,
        /// There was no connection to probe; the next `hello-ok` or the next timeout tries again.
        IMPOSSIBLE
    }

    /// Stands for a failure in SmallRye's books.
    private static final class CountedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CountedFailure() {
            super("counted", null, false, false);
        }
    }

    Breaker(int threshold, Duration timeout, Timer timer, Supplier<Uni<Probe>> probe, Runnable onChange) {
        this.timeout = timeout;
        this.timer = timer;
        this.probe = probe;
        this.onChange = onChange;
        this.guard = Guard.create()
                .withCircuitBreaker()
                .requestVolumeThreshold(threshold)
                .failureRatio(1.0)
                .successThreshold(SUCCESSES)
                .delay(0, ChronoUnit.MILLIS)
                .failOn(CountedFailure.class)
                .onStateChange(this::onStateChange)
                .done()
                .build();
    }

    BridgeStatus.Breaker state() {
        return state;
    }

    /// Why nothing may leave now; empty where the breaker is closed.
    Optional<Outcome.NotSent> refusal() {
        BridgeStatus.Breaker now = state;
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
        if (state.state() == BridgeStatus.BreakerState.CLOSED) {
            switch (verdict) {
                case SUCCESS -> feed(true);
                case FAILURE -> feed(false);
                case NEUTRAL -> {}
            }
        }
    }

    /// A new `hello-ok`: a good moment to probe.
    void onReady() {
        probe();
    }

    private void feed(boolean success) {
        try {
            guard.get(
                    () -> {
                        if (!success) {
                            throw new CountedFailure();
                        }
                        return Boolean.TRUE;
                    },
                    Boolean.class);
        } catch (CountedFailure e) {
            // counted, which was the purpose
        }
    }

    private void onStateChange(CircuitBreakerState next) {
        switch (next) {
            case CLOSED -> state = new BridgeStatus.Breaker(BridgeStatus.BreakerState.CLOSED, null, state.trips());
            case OPEN -> open();
            case HALF_OPEN ->
                state = new BridgeStatus.Breaker(BridgeStatus.BreakerState.HALF_OPEN, null, state.trips());
        }
        onChange.run();
    }

    private void open() {
        boolean again = state.state() == BridgeStatus.BreakerState.HALF_OPEN;
        Instant until = timer.now().plus(timeout);
        state = new BridgeStatus.Breaker(BridgeStatus.BreakerState.OPEN, until, state.trips() + (again ? 0 : 1));
        if (nextProbe != null) {
            nextProbe.cancel();
        }
        nextProbe = timer.schedule(timeout, this::probe);
    }

    private void probe() {
        if (probing || state.state() == BridgeStatus.BreakerState.CLOSED) {
            return;
        }
        probing = true;
        probe.get().subscribe().with(found -> {
            probing = false;
            switch (found) {
                case HEALTHY -> {
                    feed(true);
                    probe(); // until it is closed
                }
                case FAILED -> feed(false);
                case IMPOSSIBLE -> open();
            }
        });
    }
}
