package io.openclaw.bridge.store;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// What a store counts. No label carries a session key or a text.
@Singleton
public final class StoreMetrics {
    private final Instance<MeterRegistry> registries;

    StoreMetrics(Instance<MeterRegistry> registries) {
        this.registries = registries;
    }

    /// Publishes this store's figures from now on, where the application has a registry.
    public void watch(SqlStore store) {
        if (registries.isResolvable()) {
            publish(store, registries.get());
        }
    }

    static void publish(SqlStore store, MeterRegistry registry) {
        FunctionTimer.builder(
                        "openclaw.store.commit",
                        store,
                        s -> s.figures().commits.sum(),
                        s -> s.figures().commitMillis(),
                        TimeUnit.MILLISECONDS)
                .description("Transactions, and how long they took")
                .register(registry);
        count(store, registry, "openclaw.store.rows", "Versions of rows written", f -> f.written);
        count(store, registry, "openclaw.store.late", "Changes that came after another one", f -> f.late);
        count(store, registry, "openclaw.store.failures", "Transactions that failed", f -> f.failures);
        count(store, registry, "openclaw.store.refused", "Rows that the database refused", f -> f.refusedRows);
        count(store, registry, "openclaw.store.pruned", "Old rows and events deleted", f -> f.pruned);
        Gauge.builder("openclaw.store.waiting", store, SqlStore::waiting)
                .description("Rows that wait to be written")
                .register(registry);
        Gauge.builder("openclaw.store.up", store, s -> s.isUp() ? 1 : 0)
                .description("1 while the database can be written")
                .register(registry);
        Gauge.builder(
                        "openclaw.store.shards",
                        store,
                        s -> s.ownership().shards().size())
                .description("Shards that this process delivers from")
                .register(registry);
        Gauge.builder("openclaw.store.disk.free", store, SqlStore::diskFree)
                .description(
                        "Usable space on the disk of the data folder: SQLite's file and the embedded broker's journal")
                .baseUnit("bytes")
                .register(registry);
    }

    private static void count(
            SqlStore store, MeterRegistry registry, String name, String about, Function<Figures, LongAdder> figure) {
        FunctionCounter.builder(name, store, s -> figure.apply(s.figures()).sum())
                .description(about)
                .register(registry);
    }
}
