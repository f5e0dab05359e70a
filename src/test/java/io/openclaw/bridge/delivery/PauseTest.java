package io.openclaw.bridge.delivery;

import static io.openclaw.bridge.notification.admin.Hold.Scope.CHANNEL;
import static io.openclaw.bridge.notification.admin.Hold.Scope.GATEWAY;
import static io.openclaw.bridge.notification.admin.Hold.Scope.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What people pause stays where it is, and nothing else does.
@Timeout(60)
class PauseTest {
    private static final String LANE_1 = "telegram:direct:1";

    private final DeliveryRig rig = new DeliveryRig();

    @Test
    void aPausedLaneSendsNothingAndDelaysNobody() {
        rig.start();
        rig.holds.pause(LANE, LANE_1);
        List<Notification> paused =
                rig.submit(List.of(Rows.to(LANE_1).text("a"), Rows.to(LANE_1).text("b")));
        List<Notification> others = rig.submit(IntStream.range(2, 200)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        assertThat(others).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
        rig.advance(Duration.ofHours(3));
        assertThat(paused).allSatisfy(row -> {
            assertThat(rig.word(row)).isEqualTo("queued");
            assertThat(rig.now(row).attempts()).as("nothing burned").isEmpty();
        });
        int calls = rig.store.calls();
        rig.advance(Duration.ofHours(3));
        assertThat(rig.store.calls()).as("nothing polls").isEqualTo(calls);

        rig.holds.resume(LANE, LANE_1);
        assertThat(rig.bridge.texts()).endsWith("a", "b");
        assertThat(paused).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }

    @Test
    void aPausedChannelHoldsTheRowsOfItsRoutes() {
        rig.start();
        rig.holds.pause(CHANNEL, "telegram");
        Notification telegram = rig.submit(Rows.to("telegram:direct:1"));
        Notification slack = rig.submit(Rows.to("slack:channel:1"));
        Notification agent = rig.submit(Rows.to("agent:main:telegram:direct:9").agent());
        assertThat(rig.word(telegram)).isEqualTo("queued");
        assertThat(rig.word(slack)).isEqualTo("delivered");
        assertThat(rig.word(agent)).as("posts nowhere").isEqualTo("delivered");
        rig.holds.resume(CHANNEL, "telegram");
        assertThat(rig.word(telegram)).isEqualTo("delivered");
    }

    @Test
    void aPausedGatewaySendsNothing() {
        rig.start();
        rig.holds.pause(GATEWAY, "default");
        List<Notification> rows = rig.submit(IntStream.range(0, 50)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.bridge.sent).isEmpty();
        rig.holds.resume(GATEWAY, "default");
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }

    @Test
    void whatIsUnderWayEnds() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification first = rig.submit(Rows.to(LANE_1).text("first"));
        Notification second = rig.submit(Rows.to(LANE_1).text("second"));
        rig.holds.pause(LANE, LANE_1);
        rig.bridge.sent.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.word(first)).isEqualTo("delivered");
        assertThat(rig.word(second)).isEqualTo("queued");
        assertThat(rig.bridge.sent).hasSize(1);
    }

    @Test
    void aFrameThatHasNotLeftYetStays() {
        rig.start();
        // Paused between the claim and the write: the bridge asks right before it.
        List<Boolean> permits = new ArrayList<>();
        rig.bridge.script = message -> {
            rig.holds.pause(LANE, LANE_1);
            permits.add(message.permit() != null && message.permit().getAsBoolean());
            return new Outcome.NotSent(Outcome.NotSent.Reason.DEADLINE, Duration.ofSeconds(1), "not permitted");
        };
        Notification row = rig.submit(Rows.to(LANE_1));
        rig.advance(Duration.ofMinutes(5));
        assertThat(permits).containsExactly(false);
        assertThat(rig.word(row)).isEqualTo("queued");
        assertThat(rig.now(row).left()).as("attempts that left").isZero();
    }

    @Test
    void aPauseSurvivesARestart() {
        rig.start();
        rig.holds.pause(LANE, LANE_1);
        Notification row = rig.submit(Rows.to(LANE_1));
        rig.crash();
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.word(row)).isEqualTo("queued");
        assertThat(rig.bridge.sent).isEmpty();
    }

    @Test
    void heldRowsExpire() {
        rig.start();
        rig.holds.pause(LANE, LANE_1);
        Notification row = rig.submit(Rows.to(LANE_1).expiresAt(rig.clock.now().plusSeconds(60)));
        rig.advance(Duration.ofSeconds(61));
        assertThat(rig.word(row)).isEqualTo("expired");
    }

    /// The frame may have left or not: under a pause that is found out, and nothing is repeated.
    @Test
    void inDoubtUnderAPauseIsLookedForAndNotRepeated() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to(LANE_1));
        rig.bridge.proofs.put(row.gatewayKey(), new Proof.Delivered(null));
        rig.holds.pause(LANE, LANE_1);
        rig.bridge.disconnect();
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofMinutes(3));
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.word(row)).isEqualTo("sending");
        rig.advance(Duration.ofMinutes(2));
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void inDoubtIsRepeatedUnderItsKeyWhenResumedInTime() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to(LANE_1));
        rig.holds.pause(LANE, LANE_1);
        rig.bridge.disconnect();
        rig.bridge.connect("boot-1");
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.holds.resume(LANE, LANE_1);
        assertThat(rig.bridge.sent).hasSize(2);
        assertThat(rig.bridge.sent.get(1).key()).isEqualTo(row.gatewayKey());
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    /// More paused lanes than fit into memory, and others behind them.
    @Test
    void pausedLanesLeaveRoomForOthersAndCostNothing() {
        rig.with(DeliverySettings.defaults().withMemory(new DeliverySettings.Memory(50, 64L << 20, 8, 2)));
        rig.holds.pause(CHANNEL, "telegram");
        List<Notification> paused = rig.submit(IntStream.range(0, 400)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        rig.start();
        List<Notification> others = rig.submit(IntStream.range(0, 200)
                .mapToObj(i -> Rows.to("slack:channel:" + i))
                .toList());
        rig.advance(Duration.ofSeconds(30));
        assertThat(others).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
        rig.advance(Duration.ofMinutes(1));
        int calls = rig.store.calls();
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.store.calls() - calls)
                .as("no circle for those who are paused")
                .isZero();
        Notification late = rig.submit(Rows.to("slack:channel:new"));
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(late)).isEqualTo("delivered");

        rig.holds.resume(CHANNEL, "telegram");
        rig.advance(Duration.ofSeconds(30));
        assertThat(paused).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }

    /// Beside lanes that sleep for long, which let the circle rest as long.
    @Test
    void resumedLanesDoNotWaitForThoseThatSleep() {
        rig.with(DeliverySettings.defaults().withMemory(new DeliverySettings.Memory(50, 64L << 20, 8, 2)));
        rig.bridge.script = message -> message.sessionKey().startsWith("slack")
                ? new Outcome.LateRetry(Duration.ofHours(2), "429", "x")
                : ScriptedBridge.DELIVERED;
        rig.holds.pause(CHANNEL, "telegram");
        List<Notification> paused = rig.submit(IntStream.range(0, 200)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        rig.start();
        rig.submit(IntStream.range(0, 200)
                .mapToObj(i -> Rows.to("slack:channel:" + i))
                .toList());
        rig.advance(Duration.ofMinutes(1));
        rig.holds.resume(CHANNEL, "telegram");
        rig.advance(Duration.ofSeconds(30));
        assertThat(paused).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }
}
