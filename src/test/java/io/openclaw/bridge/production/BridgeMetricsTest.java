package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.fakegateway.Fault;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What seeds/003 wants counted, is.
class BridgeMetricsTest {
    private final BridgeWorld world = new BridgeWorld();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void publish() {
        BridgeMetrics.publish(world.bridge, registry);
        world.connect();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double errors(String type) {
        return registry.get("openclaw.send.errors").tag("type", type).counter().count();
    }

    @Test
    void sendsAreTimedByResultAndErrorsCountedByType() {
        world.send(BridgeWorld.direct());
        world.inject(new Fault.PlatformMood("TG403"));
        world.outcome(BridgeWorld.direct());

        assertThat(registry.get("openclaw.send").tag("result", "sent").timer().count())
                .isEqualTo(1);
        assertThat(registry.get("openclaw.send").tag("result", "failed").timer().count())
                .isEqualTo(1);
        assertThat(errors("platform_refused")).isEqualTo(1);
        assertThat(errors("no_answer")).isZero();
    }

    @Test
    void aConnectionThatEndsTellsHowLongItLasted() {
        assertThat(gauge("openclaw.gateway.connected")).isEqualTo(1);
        await().until(() -> gauge("openclaw.gateway.connection.age") >= 0);
        world.gateway.dropSockets();
        world.awaitStatus(status -> status.connection().state() != ConnectionState.CONNECTED);

        await().until(() ->
                registry.get("openclaw.gateway.connection.duration").timer().count() == 1);
        assertThat(registry.get("openclaw.gateway.connection.duration").timer().totalTime(TimeUnit.NANOSECONDS))
                .isNotNegative();
        assertThat(gauge("openclaw.gateway.connected")).isZero();
        assertThat(gauge("openclaw.gateway.connection.age")).isZero();
        assertThat(gauge("openclaw.breaker.open")).isZero();
        assertThat(gauge("openclaw.gateway.human.needed")).isZero();
    }
}
