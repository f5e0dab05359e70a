package io.openclaw.bridge.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openclaw.bridge.notification.NotificationStore.Counts;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BacklogMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Notifications notifications = mock();

    private double figure(String status) {
        return registry.get("openclaw.notifications")
                .tag("status", status)
                .gauge()
                .value();
    }

    private double oldest() {
        return registry.get("openclaw.notifications.oldest.due.age").gauge().value();
    }

    @Test
    void figuresAreTheStoresAndManyReadersAskItOnce() {
        Counts counts = new Counts(3, 1, 2, 7, 4, Instant.now().minusSeconds(90));
        when(notifications.counts()).thenReturn(Uni.createFrom().item(counts));
        BacklogMetrics.publish(notifications, registry);

        assertThat(figure("queued")).isEqualTo(3);
        assertThat(figure("sending")).isEqualTo(1);
        assertThat(figure("unknown")).isEqualTo(2);
        assertThat(figure("dead")).isEqualTo(7);
        assertThat(registry.get("openclaw.notifications.other.gateways").gauge().value())
                .isEqualTo(4);
        assertThat(oldest()).isCloseTo(90, within(30.0));
        verify(notifications, times(1)).counts();
    }

    @Test
    void whereNothingIsDueNothingIsOld() {
        when(notifications.counts()).thenReturn(Uni.createFrom().item(new Counts(0, 0, 0, 0, 0, null)));
        BacklogMetrics.publish(notifications, registry);
        assertThat(oldest()).isZero();
    }

    @Test
    void aStoreThatNeverAnsweredIsNoZero() {
        when(notifications.counts()).thenReturn(Uni.createFrom().nothing());
        BacklogMetrics.publish(notifications, registry);
        assertThat(figure("queued")).isNaN();
        assertThat(oldest()).isNaN();
    }
}
