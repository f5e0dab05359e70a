package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;

class DoubtRuleTest {
    private static final Instant NOW = VirtualClock.BIRTH;
    private final DoubtRule rule = rule(null);

    private static DoubtRule rule(@Nullable UnknownPolicy policy) {
        DeliverySettings settings = DeliverySettings.defaults().withPolicy(policy);
        Schedule schedule = new Schedule(settings.schedule(), new Random(1));
        return new DoubtRule(settings, schedule, new NextState(settings, schedule));
    }

    private static Notification direct(@Nullable String bootId) {
        return Rows.to("telegram:direct:1").at(NOW).stored(1, 1).claim("me", NOW, bootId);
    }

    private static Notification agent() {
        return Rows.to("agent:main:main").agent().at(NOW).stored(1, 1).claim("me", NOW, "b");
    }

    @Test
    void sameBootWithinFourMinutesIsRepeated() {
        assertThat(rule.isRepeatable(direct("b"), "b", false, NOW.plusSeconds(239)))
                .isTrue();
        assertThat(rule.isRepeatable(direct("b"), "b", true, NOW.plusSeconds(240)))
                .isFalse();
        assertThat(rule.isRepeatable(direct("b"), "c", true, NOW.plusSeconds(1)))
                .isFalse();
        assertThat(rule.isRepeatable(direct(null), "b", true, NOW)).isFalse();
        assertThat(rule.isRepeatable(direct("b"), null, true, NOW)).isFalse();
    }

    @Test
    void gatewayWithoutBootIdIsNewAtEachConnection() {
        assertThat(rule.isRepeatable(direct(null), null, false, NOW)).isFalse();
        assertThat(rule.isRepeatable(direct(null), null, true, NOW.plusSeconds(239)))
                .isTrue();
    }

    @Test
    void repeatsDoNotRenewTheGatewaysMemory() {
        Notification row = direct("b").doubt("me", NOW.plusSeconds(200), "b", "NO_ANSWER", "x");
        assertThat(rule.isRepeatable(row, "b", false, NOW.plusSeconds(239))).isTrue();
        assertThat(rule.isRepeatable(row, "b", false, NOW.plusSeconds(241))).isFalse();
    }

    @Test
    void whatWasResentWithoutProofIsKnownSinceThen() {
        Instant later = NOW.plusSeconds(600);
        Notification row = direct("b")
                .resend(later, later, NOW.plusSeconds(300), DoubtRule.RESENT_WITHOUT_PROOF, "x")
                .claim("me", later, "c");
        assertThat(rule.isRepeatable(row, "c", false, later.plusSeconds(200))).isTrue();
    }

    @Test
    void expiredNeverLeavesAgain() {
        Notification row = Rows.to("telegram:direct:1")
                .expiresAt(NOW.plusSeconds(10))
                .at(NOW)
                .stored(1, 1)
                .claim("me", NOW, "b");
        assertThat(rule.isRepeatable(row, "b", true, NOW.plusSeconds(10))).isFalse();
        Notification parked = rule.after(row, new Proof.None(), "LOST", "x", NOW.plusSeconds(11));
        assertThat(parked.state()).isInstanceOf(NotificationState.Unknown.class);
    }

    @Test
    void proofIsDelivery() {
        Notification row = rule.after(agent(), new Proof.Delivered("hi"), "LOST", "x", NOW);
        assertThat(row.state()).isEqualTo(new NotificationState.Delivered(NOW, null, row.gatewayKey(), "hi"));
    }

    @Test
    void begunTurnsAreParked() {
        NotificationState state =
                rule.after(agent(), new Proof.TurnBegun(), "LOST", "x", NOW).state();
        assertThat(((NotificationState.Unknown) state).reason()).isEqualTo(DoubtRule.TURN_BEGUN);
    }

    @ParameterizedTest
    @NullSource
    @EnumSource
    void agentsAreParkedWithoutProofWhateverThePolicy(@Nullable UnknownPolicy policy) {
        NotificationState state =
                rule(policy).after(agent(), new Proof.None(), "LOST", "x", NOW).state();
        assertThat(((NotificationState.Unknown) state).reason()).isEqualTo("LOST");
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(names = "RESEND")
    void directIsResentWithoutProofAndSaysSo(@Nullable UnknownPolicy policy) {
        Notification row = rule(policy).after(direct("b"), new Proof.None(), "LOST", "x", NOW);
        assertThat(row.state()).isInstanceOf(NotificationState.Queued.class);
        assertThat(row.attempts().getLast().code()).isEqualTo(DoubtRule.RESENT_WITHOUT_PROOF);
        assertThat(row.attempts().getLast().result()).isEqualTo(Attempt.Result.UNKNOWN);
    }

    @Test
    void policyParkParksDirect() {
        assertThat(rule(UnknownPolicy.PARK)
                        .after(direct("b"), new Proof.None(), "LOST", "x", NOW)
                        .state())
                .isInstanceOf(NotificationState.Unknown.class);
    }
}
