package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.mock.Failure;
import io.openclaw.bridge.mock.MockOpenClawBridge;
import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.SoleOwnership;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The mock under the durable path.
class MockDeliveryTest {
    private final VirtualClock clock = new VirtualClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final MockOpenClawBridge bridge = MockOpenClawBridge.deterministic(1);

    private Notification submit(String gateway, String session) {
        return store.accept(List.of(Rows.to(session).gateway(gateway).at(clock.now())))
                .await()
                .indefinitely()
                .getFirst()
                .row();
    }

    private NotificationState state(Notification row) {
        bridge.advance(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        bridge.advance(Duration.ofSeconds(1));
        return Objects.requireNonNull(store.row(row.id())).state();
    }

    @Test
    void mockDeliversItsOwnRowsOnly() {
        bridge.connectAndAwait();
        Deliveries deliveries = new Deliveries(
                store,
                store,
                new SoleOwnership(),
                new MemoryHolds(),
                bridge,
                DeliverySettings.defaults(),
                clock,
                Runnable::run,
                new Random(1),
                new DeliveryMetrics(new SimpleMeterRegistry()));
        store.waking(deliveries);
        deliveries.start();
        Notification own = submit("mock", "telegram:direct:1");
        Notification other = submit("default", "telegram:direct:2");
        assertThat(state(own)).isInstanceOf(NotificationState.Delivered.class);
        assertThat(state(other)).isInstanceOf(NotificationState.Queued.class);
        assertThat(bridge.sent().to("telegram:direct:1")).hasSize(1);

        bridge.failures().next(Failure.passing());
        Notification retried = submit("mock", "telegram:direct:1");
        clock.advance(Duration.ofSeconds(5));
        assertThat(state(retried)).isInstanceOf(NotificationState.Delivered.class);
    }
}
