package io.openclaw.bridge.queue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.openclaw.bridge.notification.Broker;
import io.openclaw.bridge.queue.QueueTally.Result;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/// What is counted about the queue. No label carries an address or a key.
@Singleton
public final class QueueMetrics {
    private final Instance<MeterRegistry> registries;

    QueueMetrics(Instance<MeterRegistry> registries) {
        this.registries = registries;
    }

    /// Publishes these figures from now on, where the application has a registry.
    public void watch(QueueDoor door) {
        if (registries.isResolvable()) {
            publish(door, registries.get());
        }
    }

    static void publish(QueueDoor door, MeterRegistry registry) {
        QueueTally tally = door.tally();
        for (Result result : Result.values()) {
            FunctionCounter.builder("openclaw.queue.messages", tally, t -> t.settledCount(result))
                    .tag("result", result.label())
                    .description("Messages taken from the queue, by what became of them")
                    .register(registry);
        }
        counter(
                registry,
                tally,
                "openclaw.queue.received",
                "Messages brought by the broker",
                QueueTally::receivedCount);
        counter(
                registry,
                tally,
                "openclaw.queue.unkeyed",
                "Messages without idempotency key and message id: a crash between commit and settlement doubles them",
                QueueTally::unkeyedCount);
        counter(
                registry,
                tally,
                "openclaw.queue.released",
                "Messages given back to the broker because they could not be stored",
                QueueTally::releasedCount);
        counter(registry, tally, "openclaw.queue.events.published", "Outcomes published", QueueTally::publishedCount);
        counter(
                registry,
                tally,
                "openclaw.queue.events.refused",
                "Tries of outcomes that the broker did not take",
                QueueTally::refusedCount);
        counter(
                registry,
                tally,
                "openclaw.queue.gateway.events",
                "Gateway events passed on",
                QueueTally::passedOnCount);
        counter(
                registry,
                tally,
                "openclaw.queue.gateway.events.missed",
                "Gateway events that were not, and were announced as a gap",
                QueueTally::missedCount);
        Gauge.builder("openclaw.queue.connected", door, d -> d.status().state() == Broker.State.CONNECTED ? 1 : 0)
                .description("1 while messages can come and go")
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry,
            QueueTally tally,
            String name,
            String description,
            ToDoubleFunction<QueueTally> figure) {
        FunctionCounter.builder(name, tally, figure).description(description).register(registry);
    }
}
