package io.openclaw.bridge.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusHubTest {
    private final HandPump pump = new HandPump();
    private final StatusHub hub = new StatusHub(pump);
    private final List<Long> seen = new ArrayList<>();

    @Test
    void aListenerHearsEveryChangeInOrder() {
        hub.subscribe(status -> seen.add(status.connection().reconnects()));

        hub.publish(status(1));
        pump.run();
        hub.publish(status(2));
        hub.publish(status(3));
        pump.run();

        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aSlowListenerMayMissSomeButNeverTheLatest() {
        hub.subscribe(status -> seen.add(status.connection().reconnects()));

        for (int i = 1; i <= 1_000; i++) {
            hub.publish(status(i));
        }
        pump.run();

        assertThat(seen).hasSizeLessThan(1_000).isSorted().endsWith(1_000L);
    }

    @Test
    void aThrowingListenerHearsTheNextOne() {
        hub.subscribe(status -> {
            seen.add(status.connection().reconnects());
            throw new AssertionError("boom");
        });

        hub.publish(status(1));
        hub.publish(status(2));
        pump.run();

        assertThat(seen).containsExactly(1L, 2L);
    }

    private static BridgeStatus status(long reconnects) {
        return new BridgeStatus(
                BridgeStatus.Mode.MOCK,
                "mock",
                new BridgeStatus.Connection(ConnectionState.CONNECTED, Instant.EPOCH, reconnects, null, null),
                BridgeStatus.Breaker.CLOSED,
                new BridgeStatus.Admission(64, 0, 0, 0, 64),
                null);
    }
}
