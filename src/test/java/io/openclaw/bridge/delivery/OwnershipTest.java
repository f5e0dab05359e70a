package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Backlog;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.SoleOwnership;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    private static final String LANE = "telegram:direct:1";
    private static final int SHARD = Backlog.shardOf(LANE);
    private final DeliveryRig rig = new DeliveryRig();

    private static Set<Integer> others() {
        Set<Integer> others = new HashSet<>(SoleOwnership.all());
        others.remove(SHARD);
        return others;
    }

    @Test
    void lostShardIsNotClaimedAndGivenBackAtOnce() {
        rig.start();
        rig.ownership.have(others());
        assertThat(rig.ownership.released()).containsExactly(SHARD);
        Notification row = rig.submit(Rows.to(LANE));
        assertThat(rig.now(row).version()).isEqualTo(1);
    }

    @Test
    void lostShardIsGivenBackWhenNothingOfItIsUnderWay() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to(LANE));
        rig.submit(Rows.to(LANE).text("behind"));
        rig.ownership.have(others());
        assertThat(rig.ownership.released()).isEmpty();
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.ownership.released()).containsExactly(SHARD);
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.bridge.texts()).containsExactly("hello");
    }

    @Test
    void gainedShardIsDeliveredFromItsDoubtsFirst() {
        rig.ownership.have(others());
        rig.start();
        Notification row = rig.submit(Rows.to(LANE));
        Notification behind = rig.submit(Rows.to(LANE).text("behind"));
        rig.store.changeElsewhere(row.id(), found -> found.claim("somebody", rig.clock.now(), "boot-1"));
        rig.advance(Duration.ofSeconds(30));
        assertThat(rig.bridge.sent).isEmpty();
        rig.ownership.have(SoleOwnership.all());
        assertThat(rig.bridge.texts()).containsExactly("hello", "behind");
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.word(behind)).isEqualTo("delivered");
    }

    @Test
    void claimIsDroppedWhereTheLeaseIsAboutToEnd() {
        rig.start();
        rig.ownership.mayWrite(false);
        Notification row = rig.submit(Rows.to(LANE));
        assertThat(rig.bridge.sent).isEmpty();
        rig.ownership.have(others());
        assertThat(rig.now(row).left()).isZero();
        assertThat(rig.word(row)).isEqualTo("queued");
    }

    @Test
    void droppedClaimsAreNotTriedInACircle() {
        rig.start();
        rig.ownership.mayWrite(false);
        Notification row = rig.submit(Rows.to(LANE));
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.now(row).version()).isLessThan(30);
        rig.ownership.mayWrite(true);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void refusedClaimsAreNotTriedInACircle() {
        rig.start();
        rig.store.allowClaims(shard -> false);
        Notification row = rig.submit(Rows.to(LANE));
        int calls = rig.store.calls();
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.store.calls() - calls).isLessThan(30);
        rig.store.allowClaims(shard -> true);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void doubtsOfLostShardsAreLeftToTheNextOwner() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to(LANE));
        rig.bridge.disconnect();
        rig.ownership.have(others());
        assertThat(rig.ownership.released()).containsExactly(SHARD);
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.word(row)).isEqualTo("sending");
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.ownership.have(SoleOwnership.all());
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    /// A replica that stood still beyond its lease, and gets its sessions back.
    @Test
    void whatCameWhileTheShardWasAnothersIsDeliveredThoughSomethingOfTheLaneWasStillUnderWay() {
        rig.start();
        rig.store.allowClaims(shard -> false);
        Notification resting = rig.submit(Rows.to(LANE));
        rig.ownership.have(others());
        Notification unheard = rig.submit(Rows.to(LANE).text("behind"));
        rig.store.changeElsewhere(resting.id(), row -> row.cancel(rig.clock.now()));
        rig.ownership.have(SoleOwnership.all());
        rig.store.allowClaims(shard -> true);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(unheard)).isEqualTo("delivered");
    }

    @Test
    void whatCameMeanwhileIsDeliveredInOrderWhereAMessageIsAtTheBridgeAllTheTime() {
        rig.start();
        rig.bridge.script = _ -> null;
        rig.submit(Rows.to(LANE));
        rig.ownership.have(others());
        rig.submit(Rows.to(LANE).text("second"));
        rig.submit(Rows.to(LANE).text("third"));
        rig.ownership.have(SoleOwnership.all());
        rig.submit(Rows.to(LANE).text("fourth"));
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.bridge.texts()).containsExactly("hello", "second", "third", "fourth");
    }
}
