package io.openclaw.bridge.production;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/// What a real bridge counts about its connection and its sends (seeds/003, "Connection Metrics" and others). No label carries a
/// session key or a text.
@Singleton
public final class BridgeMetrics {
    private final Instance<MeterRegistry> registries;

    BridgeMetrics(Instance<MeterRegistry> registries) {
        this.registries = registries;
    }

    /// Publishes this bridge's figures from now on, where the application has a registry.
    public void watch(ProductionOpenClawBridge bridge) {
        if (registries.isResolvable()) {
            publish(bridge, registries.get());
        }
    }

    static void publish(ProductionOpenClawBridge bridge, MeterRegistry registry) {
        bridge.onSend(new SendMetrics(registry));
        ConnectionSpells.publish(bridge, registry);
        Gauge.builder(
                        "openclaw.gateway.connected",
                        bridge,
                        b -> b.connectionState() == ConnectionState.CONNECTED ? 1 : 0)
                .description("1 while messages can be sent")
                .register(registry);
        FunctionCounter.builder(
                        "openclaw.gateway.connection.attempts",
                        bridge,
                        b -> b.snapshot().attempts())
                .description("Connections tried")
                .register(registry);
        FunctionCounter.builder(
                        "openclaw.gateway.connection.failures",
                        bridge,
                        b -> b.snapshot().failures())
                .description("Attempts that did not reach hello-ok")
                .register(registry);
        FunctionCounter.builder(
                        "openclaw.gateway.reconnects", bridge, b -> b.snapshot().reconnects())
                .description("Working connections that were lost and made again")
                .register(registry);
        FunctionCounter.builder(
                        "openclaw.gateway.answers.unsolicited",
                        bridge,
                        b -> b.snapshot().unsolicited())
                .description("Answers that met no call: late, duplicate or unknown")
                .register(registry);
        Gauge.builder(
                        "openclaw.gateway.human.needed",
                        bridge,
                        b -> b.status().connection().hint() == null ? 0 : 1)
                .description("1 while the connection waits for a person; the log and the status say what to do")
                .register(registry);
        Gauge.builder(
                        "openclaw.breaker.open",
                        bridge,
                        b -> b.status().breaker().state() == BridgeStatus.BreakerState.CLOSED ? 0 : 1)
                .description("1 while the circuit breaker lets no message through (open or half open)")
                .register(registry);
        FunctionCounter.builder(
                        "openclaw.breaker.trips",
                        bridge,
                        b -> b.status().breaker().trips())
                .description("How often the circuit breaker opened")
                .register(registry);
        Gauge.builder(
                        "openclaw.gateway.calls.outstanding",
                        bridge,
                        b -> b.snapshot().outstanding())
                .description("Calls written and not answered yet")
                .register(registry);
        Gauge.builder(
                        "openclaw.gateway.calls.waiting",
                        bridge,
                        b -> b.snapshot().waiting())
                .description("Calls that wait for a place in the window")
                .register(registry);
        Gauge.builder("openclaw.gateway.window", bridge, b -> b.snapshot().window())
                .description("Calls that may be outstanding at once now")
                .register(registry);
    }
}
