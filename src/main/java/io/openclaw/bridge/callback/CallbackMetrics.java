package io.openclaw.bridge.callback;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.callback.CallbackTally.Result;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/// What is counted about callbacks. No label carries a host or a URL.
@Singleton
public final class CallbackMetrics {
    private final Instance<MeterRegistry> registries;

    CallbackMetrics(Instance<MeterRegistry> registries) {
        this.registries = registries;
    }

    /// Publishes these figures from now on, where the application has a registry.
    public void watch(CallbackTally tally) {
        if (registries.isResolvable()) {
            publish(tally, registries.get());
        }
    }

    static void publish(CallbackTally tally, MeterRegistry registry) {
        for (Result result : Result.values()) {
            FunctionTimer.builder(
                            "openclaw.callback.tries",
                            tally,
                            t -> t.tries(result),
                            t -> t.nanos(result),
                            TimeUnit.NANOSECONDS)
                    .tag("result", result.label())
                    .description("Callbacks tried, and how long the receivers took")
                    .register(registry);
        }
        FunctionCounter.builder("openclaw.callback.given.up", tally, CallbackTally::givenUp)
                .description("Callbacks that no receiver took in time")
                .register(registry);
        FunctionCounter.builder("openclaw.callback.store.failures", tally, CallbackTally::storeFailures)
                .description("Reads and writes of the outbox that failed")
                .register(registry);
        Gauge.builder("openclaw.callback.blocked", tally, t -> t.isBlocked() ? 1 : 0)
                .description("1 where callbacks wait that cannot be signed: their secret is not set any more")
                .register(registry);
        Gauge.builder("openclaw.callback.in.flight", tally, CallbackTally::inFlight)
                .description("Callbacks under way")
                .register(registry);
        Gauge.builder("openclaw.callback.held", tally, CallbackTally::held)
                .description("Callbacks in memory, under way or about to leave")
                .register(registry);
    }
}
