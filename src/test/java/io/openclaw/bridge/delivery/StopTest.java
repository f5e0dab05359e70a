package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StopTest {
    private final DeliveryRig rig = new DeliveryRig();

    @Test
    void whatIsOnItsWayEndsAndNothingNewBegins() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        CompletableFuture<Void> stopped = rig.deliveries.stop(Duration.ofSeconds(10));
        Notification late = rig.submit(Rows.to("telegram:direct:2"));
        assertThat(stopped).isNotDone();
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(stopped).isCompleted();
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.now(late).version()).isEqualTo(1);
    }

    @Test
    void budgetEndsTheStop() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        CompletableFuture<Void> stopped = rig.deliveries.stop(Duration.ofSeconds(10));
        rig.advance(Duration.ofSeconds(9));
        assertThat(stopped).isNotDone();
        rig.advance(Duration.ofSeconds(1));
        assertThat(stopped).isCompleted();
        assertThat(rig.word(row)).isEqualTo("sending");
    }

    @Test
    void claimedAndNotWrittenIsDeferred() {
        rig.start();
        rig.bridge.disconnect();
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.store.holdCommits();
        rig.bridge.connect("boot-1");
        CompletableFuture<Void> stopped = rig.deliveries.stop(Duration.ofSeconds(10));
        rig.store.releaseCommits();
        assertThat(stopped).isCompleted();
        assertThat(rig.bridge.sent).isEmpty();
        assertThat(rig.word(row)).isEqualTo("queued");
        assertThat(rig.now(row).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.result()).isEqualTo(Attempt.Result.DEFERRED));
    }

    @Test
    void idleStopsAtOnceAlsoBeforeTheStart() {
        rig.start();
        assertThat(rig.deliveries.stop(Duration.ofSeconds(10))).isCompleted();
        assertThat(rig.deliveries.stop(Duration.ofSeconds(10))).isCompleted();
    }
}
