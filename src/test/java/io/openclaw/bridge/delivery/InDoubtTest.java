package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Change;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Design, section 6, "In doubt".
class InDoubtTest {
    private final DeliveryRig rig = new DeliveryRig();

    private Notification inFlight(Rows rows) {
        rig.bridge.script = _ -> null;
        return rig.submit(rows);
    }

    @Test
    void lostWithinTheSameBootIsRepeatedUnderTheSameKeyBeforeNewWork() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1").text("lost"));
        rig.bridge.disconnect();
        rig.submit(Rows.to("telegram:direct:1").text("behind"));
        rig.submit(IntStream.range(0, 100)
                .mapToObj(i -> Rows.to("a:b:" + i).text("new"))
                .toList());
        assertThat(rig.word(row)).isEqualTo("sending");

        rig.advance(Duration.ofSeconds(30));
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.texts().get(1)).isEqualTo("lost");
        assertThat(rig.bridge.sent.get(1).key())
                .isEqualTo(rig.bridge.sent.get(0).key());
        assertThat(rig.bridge.texts()).doesNotContain("behind");
        rig.bridge.sent.get(1).answer(ScriptedBridge.DELIVERED);
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.now(row).attempts())
                .extracting(Attempt::result)
                .containsExactly(Attempt.Result.UNKNOWN, Attempt.Result.DELIVERED);
        assertThat(rig.bridge.searched).isEmpty();
        assertThat(rig.count("openclaw.delivery.repeated")).isEqualTo(1);
        assertThat(rig.count("openclaw.delivery.resent.unproven")).isZero();
    }

    @Test
    void repeatHasAClaimOfItsOwn() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.bridge.disconnect();
        rig.advance(Duration.ofSeconds(30));
        rig.bridge.connect("boot-1");
        NotificationState.Sending sending =
                (NotificationState.Sending) rig.now(row).state();
        assertThat(sending.claim().attempt()).isEqualTo(2);
        assertThat(sending.claim().at()).isEqualTo(rig.clock.now());
    }

    @Test
    void proofIsLookedForAfterFourMinutes() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.bridge.disconnect();
        rig.advance(Duration.ofMinutes(4));
        rig.bridge.proofs.put(row.gatewayKey(), new Proof.Delivered(null));
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void restartedGatewayWithoutProofIsSentAgainAndCounted() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.submit(Rows.to("telegram:direct:1").text("behind"));
        rig.bridge.disconnect();
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.bridge.connect("boot-2");
        assertThat(rig.bridge.searched).containsExactly(row.gatewayKey());
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.bridge.texts()).containsExactly("hello", "hello", "behind");
        assertThat(rig.now(row).attempts().getFirst().code()).isEqualTo(DoubtRule.RESENT_WITHOUT_PROOF);
        assertThat(rig.count("openclaw.delivery.resent.unproven")).isEqualTo(1);
    }

    @Test
    void policyParkNeverSendsTwice() {
        rig.with(DeliverySettings.defaults().withPolicy(UnknownPolicy.PARK)).start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.bridge.disconnect();
        rig.bridge.connect("boot-2");
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.word(row)).isEqualTo("unknown");
        assertThat(rig.bridge.sent).hasSize(1);
    }

    @Test
    void agentsTurnsAreNeverBegunTwice() {
        rig.start();
        Notification row = inFlight(Rows.to("agent:main:main").agent());
        Notification begun = inFlight(Rows.to("agent:main:other").agent());
        rig.bridge.proofs.put(begun.gatewayKey(), new Proof.TurnBegun());
        rig.bridge.disconnect();
        rig.bridge.connect("boot-2");
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.bridge.sent).hasSize(2);
        assertThat(((NotificationState.Unknown) rig.now(row).state()).reason()).isEqualTo("LOST");
        assertThat(((NotificationState.Unknown) rig.now(begun).state()).reason())
                .isEqualTo("TURN_BEGUN");
    }

    @Test
    void parkedDoesNotHoldItsSession() {
        rig.start();
        rig.bridge.script = message -> message.text().equals("held")
                ? new Outcome.Unknown(Outcome.Unknown.Reason.GATEWAY_HOLDS, "x")
                : ScriptedBridge.DELIVERED;
        Notification held = rig.submit(Rows.to("telegram:direct:1").text("held"));
        Notification next = rig.submit(Rows.to("telegram:direct:1").text("next"));
        assertThat(rig.word(held)).isEqualTo("unknown");
        assertThat(rig.word(next)).isEqualTo("delivered");
    }

    @Test
    void gatewayWithoutBootIdIsNewAtEachConnection() {
        rig.bridge.connect(null);
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.bridge.sent.getFirst().answer(new Outcome.Unknown(Outcome.Unknown.Reason.NO_ANSWER, "x"));
        assertThat(rig.bridge.sent).hasSize(2); // the same connection: repeated
        rig.advance(Duration.ofSeconds(1));
        rig.bridge.disconnect();
        rig.bridge.connect(null);
        assertThat(rig.bridge.searched).containsExactly(row.gatewayKey());
    }

    @Test
    void afterACrashWhatWasOnItsWayIsRepeatedFirst() {
        rig.start();
        rig.bridge.script = _ -> null;
        rig.bridge.window = 4;
        List<Notification> rows = rig.submit(IntStream.range(0, 10)
                .mapToObj(i -> Rows.to("telegram:direct:" + i).text("m" + i))
                .toList());
        rig.advance(Duration.ofSeconds(20));
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.crash();
        assertThat(rig.bridge.texts().subList(4, 8)).containsExactly("m0", "m1", "m2", "m3");
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
        assertThat(rig.bridge.sent).hasSize(14);
        assertThat(rig.now(rows.getFirst()).attempts().getFirst().code()).isEqualTo(DoubtRule.OWNER_LOST);
    }

    @Test
    void afterACrashSessionsAreHeldUntilTheirDoubtIsSettled() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        Notification behind = rig.submit(Rows.to("telegram:direct:1").text("behind"));
        rig.bridge.disconnect();
        rig.crash();
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.bridge.sent).hasSize(1);
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.texts()).containsExactly("hello", "hello", "behind");
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.word(behind)).isEqualTo("delivered");
    }

    @Test
    void expiredInDoubtNeverLeavesAgain() {
        rig.start();
        Notification row =
                inFlight(Rows.to("telegram:direct:1").expiresAt(rig.clock.now().plusSeconds(10)));
        rig.bridge.disconnect();
        rig.advance(Duration.ofSeconds(20));
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.now(row).state())
                .isInstanceOfSatisfying(
                        NotificationState.Dead.class,
                        dead -> assertThat(dead.reason()).isEqualTo(NotificationState.OUTCOME_UNKNOWN));
    }

    @Test
    void repeatThatNeverLeftStaysInDoubt() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.bridge.disconnect();
        rig.bridge.script = _ -> new Outcome.Busy(Duration.ofSeconds(1), "busy");
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.word(row)).isEqualTo("sending");
        assertThat(rig.now(row).attempts()).hasSize(1);
        // The gateway is started anew: only proof, or its lack, may let it leave.
        rig.bridge.disconnect();
        rig.bridge.proofs.put(row.gatewayKey(), new Proof.Delivered(null));
        rig.bridge.connect("boot-2");
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void historyThatCannotBeReadIsNoProof() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.bridge.disconnect();
        rig.bridge.unreadable = true;
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.bridge.connect("boot-2");
        rig.advance(Duration.ofSeconds(30));
        assertThat(rig.bridge.searched).hasSize(3);
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void keyIsNotTrustedBehindManyNewerOnes() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:slow"));
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.submit(IntStream.range(0, 600).mapToObj(i -> Rows.to("a:b:" + i)).toList());
        rig.bridge.outstanding.getFirst().answer(new Outcome.Unknown(Outcome.Unknown.Reason.NO_ANSWER, "x"));
        assertThat(rig.bridge.searched).containsExactly(row.gatewayKey());
    }

    @Test
    void lateProofIsNeverDiscarded() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        // Another process took the row over and parked it.
        rig.store.changeElsewhere(
                row.id(), found -> found.park("LOST", rig.clock.now().plusSeconds(999), null, rig.clock.now(), "x"));
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.count("openclaw.delivery.late")).isEqualTo(1);
    }

    @Test
    void anyOtherLateResultIsDiscarded() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        Notification next = rig.submit(Rows.to("telegram:direct:1").text("next"));
        rig.store.changeElsewhere(
                row.id(), found -> found.park("LOST", rig.clock.now().plusSeconds(999), null, rig.clock.now(), "x"));
        rig.bridge.outstanding.getFirst().answer(new Outcome.Retry(null, "UNAVAILABLE", "x"));
        assertThat(rig.word(row)).isEqualTo("unknown");
        assertThat(rig.word(next)).isEqualTo("sending");
    }

    @Test
    void lateProofDoesNotReviveAnEnd() {
        rig.start();
        Notification row = inFlight(Rows.to("telegram:direct:1"));
        rig.store.changeElsewhere(
                row.id(), found -> found.park("LOST", rig.clock.now().plusSeconds(999), null, rig.clock.now(), "x"));
        rig.store.changeElsewhere(row.id(), found -> found.resolve(false, rig.clock.now()));
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.word(row)).isEqualTo("dead");
    }

    @Test
    void parkedIsLookedForAndDeliveredWhenProofTurnsUp() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Unknown(Outcome.Unknown.Reason.PLATFORM_UNCLEAR, "500");
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.advance(Duration.ofSeconds(61));
        assertThat(rig.bridge.searched).hasSize(1);
        assertThat(rig.word(row)).isEqualTo("unknown");
        rig.bridge.proofs.put(row.gatewayKey(), new Proof.Delivered(null));
        rig.advance(Duration.ofMinutes(10));
        assertThat(rig.bridge.searched).hasSize(2);
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void parkedIsForgottenAfterAWeek() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Unknown(Outcome.Unknown.Reason.PLATFORM_UNCLEAR, "500");
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(rig.word(row)).isEqualTo("unknown");
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.word(row)).isEqualTo("dead");
        assertThat(rig.clock.ran()).isLessThan(20);
    }

    @Test
    void parkedAreNotLookedForWhileNotConnected() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Unknown(Outcome.Unknown.Reason.PLATFORM_UNCLEAR, "500");
        rig.submit(Rows.to("telegram:direct:1"));
        rig.bridge.disconnect();
        rig.advance(Duration.ofDays(1));
        assertThat(rig.bridge.searched).isEmpty();
        assertThat(rig.clock.ran()).isLessThan(20);
    }

    @Test
    void resolvedByAPersonStaysResolved() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Unknown(Outcome.Unknown.Reason.PLATFORM_UNCLEAR, "500");
        Notification row = rig.now(rig.submit(Rows.to("telegram:direct:1")));
        rig.store
                .apply(List.of(new Change(row, row.resolve(true, rig.clock.now()))))
                .await()
                .indefinitely();
        rig.advance(Duration.ofDays(8));
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.now(row).version()).isEqualTo(row.version() + 1);
    }
}
