package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.SoleOwnership;
import io.openclaw.bridge.notification.Wakeups;
import io.openclaw.bridge.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A delivery in virtual time, on the test's own thread, with everything around it.
final class DeliveryRig {
    final VirtualClock clock = new VirtualClock();
    final MemoryStore store = new MemoryStore(clock);
    final ScriptedBridge bridge = new ScriptedBridge(clock);
    final MemoryHolds holds = new MemoryHolds();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    SoleOwnership ownership = new SoleOwnership("owner-1");
    DeliverySettings settings = DeliverySettings.defaults();
    Telemetry telemetry = Telemetry.UNTRACED;
    Deliveries deliveries;
    private AtomicBoolean process = new AtomicBoolean();

    DeliveryRig() {
        // No frame without its claim on disk.
        bridge.onSend = message -> {
            UUID id = UUID.fromString(
                    Objects.requireNonNull(message.idempotencyKey()).split(":", -1)[1]);
            Notification row = Objects.requireNonNull(store.row(id));
            assertThat(row.state()).isInstanceOf(NotificationState.Sending.class);
            assertThat(message.idempotencyKey()).isEqualTo(row.gatewayKey());
        };
    }

    DeliveryRig with(DeliverySettings value) {
        settings = value;
        return this;
    }

    /// The process starts.
    DeliveryRig start() {
        registry = new SimpleMeterRegistry();
        AtomicBoolean alive = new AtomicBoolean(true);
        process = alive;
        deliveries = new Deliveries(
                store,
                store,
                ownership,
                holds,
                bridge,
                settings,
                clock,
                new Machine(alive),
                new Random(42),
                new DeliveryMetrics(registry));
        deliveries.tells(telemetry);
        Deliveries mine = deliveries;
        store.waking(new Generation(() -> deliveries == mine, mine));
        deliveries.start();
        return this;
    }

    /// Another process starts in its place.
    void crash() {
        kill();
        ownership = new SoleOwnership("owner-" + clock.ran() + "-" + store.calls());
        start();
    }

    /// The process is gone, without a word.
    void kill() {
        process.set(false);
        bridge.outstanding.clear();
    }

    Notification submit(Rows rows) {
        return submit(List.of(rows)).getFirst();
    }

    List<Notification> submit(List<Rows> rows) {
        return store.accept(rows.stream().map(row -> row.at(clock.now())).toList()).await().indefinitely().stream()
                .map(Acceptance::row)
                .toList();
    }

    Notification now(Notification row) {
        return Objects.requireNonNull(store.row(row.id()));
    }

    String word(Notification row) {
        return now(row).state().word().wire();
    }

    void advance(Duration duration) {
        clock.advance(duration);
    }

    double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private record Machine(AtomicBoolean alive) implements Executor {
        @Override
        public void execute(Runnable task) {
            if (alive.get()) {
                task.run();
            }
        }
    }

    /// A store tells the processes that listen; one that is gone hears nothing.
    private record Generation(BooleanSupplier alive, Deliveries deliveries) implements Wakeups {
        @Override
        public void committed(List<Notification> rows) {
            if (alive.getAsBoolean()) {
                deliveries.committed(rows);
            }
        }

        @Override
        public void elsewhere(@Nullable Set<String> lanes) {
            if (alive.getAsBoolean()) {
                deliveries.elsewhere(lanes);
            }
        }
    }
}
