package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoreFailureTest {
    private final DeliveryRig rig = new DeliveryRig();

    @Test
    void outcomesWaitInMemoryAndNothingIsClaimedMeanwhile() {
        rig.start();
        rig.bridge.script = _ -> null;
        rig.bridge.window = 4;
        List<Notification> rows = rig.submit(IntStream.range(0, 20)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        rig.store.breakDown(StoreException.Reason.UNAVAILABLE);
        List.copyOf(rig.bridge.outstanding).forEach(sent -> sent.answer(ScriptedBridge.DELIVERED));
        int calls = rig.store.calls();
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.bridge.sent).hasSize(4);
        assertThat(rig.store.calls() - calls).isLessThanOrEqualTo(61);

        rig.store.recover();
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.advance(Duration.ofSeconds(2));
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
        assertThat(rig.bridge.sent).hasSize(20);
    }

    @Test
    void lostAnswerOfAnOutcomeChangesNothing() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.store.loseNextAnswers(1);
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.now(row).version()).isEqualTo(3);
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.count("openclaw.delivery.late")).isZero();
    }

    @Test
    void lostAnswerOfAClaimIsStillAClaim() {
        rig.start();
        rig.bridge.disconnect();
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.store.loseNextAnswers(1);
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.sent).isEmpty();
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.now(row).left()).isEqualTo(1);
    }

    @Test
    void failedReadingsAreRepeated() {
        rig.bridge.disconnect();
        List<Notification> rows = rig.submit(IntStream.range(0, 200)
                .mapToObj(i -> Rows.to("telegram:direct:" + i % 3))
                .toList());
        for (int failures = 1; failures < 6; failures++) {
            rig.store.failNext(failures, StoreException.Reason.UNAVAILABLE);
            rig.crash();
            rig.advance(Duration.ofSeconds(10));
        }
        rig.bridge.connect("boot-1");
        rig.store.failNext(3, StoreException.Reason.UNAVAILABLE);
        rig.advance(Duration.ofSeconds(60));
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }

    @Test
    void slowCommitsCollectWhatComesMeanwhile() {
        rig.start();
        rig.bridge.latency = _ -> Duration.ofMillis(1);
        rig.store.holdCommits();
        // Accepts wait as well: one commit each.
        IntStream.range(0, 30)
                .forEach(i -> rig.store
                        .accept(List.of(Rows.to("telegram:direct:" + i).at(rig.clock.now())))
                        .subscribe()
                        .with(_ -> {}));
        rig.store.releaseCommits();
        int calls = rig.store.calls();
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.bridge.sent).hasSize(30);
        assertThat(rig.store.calls() - calls).isLessThanOrEqualTo(33);
        assertThat(rig.store.rows())
                .allSatisfy(row -> assertThat(row.state()).isInstanceOf(NotificationState.Delivered.class));
    }
}
