package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Column "durable row" of the design's table "What an answer means".
class NextStateTest {
    private static final Instant NOW = VirtualClock.BIRTH;
    private static final Duration LATE = Duration.ofSeconds(330);

    private static Notification sending(Rows rows) {
        return rows.at(NOW).stored(1, 1).claim("me", NOW, "boot-1");
    }

    private static Notification direct() {
        return sending(Rows.to("telegram:direct:1"));
    }

    private static Notification agent() {
        return sending(Rows.to("agent:main:main").agent());
    }

    private static NextState rule(DeliverySettings settings) {
        return new NextState(settings, new Schedule(settings.schedule(), new Random(1)));
    }

    private static NextState.Step step(Notification row, Outcome outcome) {
        return rule(DeliverySettings.defaults()).of(row, outcome, NOW);
    }

    private static Notification after(NextState.Step step) {
        return ((NextState.Step.To) step).after();
    }

    private static Notification after(Notification row, Outcome outcome) {
        return after(step(row, outcome));
    }

    private static NotificationState.Queued queued(Notification row) {
        return (NotificationState.Queued) row.state();
    }

    private static Attempt attempt(Notification row) {
        return row.attempts().getLast();
    }

    @Test
    void deliveredIsDelivered() {
        Notification row = after(direct(), new Outcome.Delivered("m-1", "run", "reply"));
        assertThat(row.state()).isEqualTo(new NotificationState.Delivered(NOW, "m-1", "run", "reply"));
        assertThat(attempt(row).result()).isEqualTo(Attempt.Result.DELIVERED);
        assertThat(row.left()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void refusedIsDeadWithItsReason(Refused.Reason reason) {
        Notification row = after(direct(), new Refused(reason, "CODE", "no", List.of("m-1", "m-2"), "kept"));
        assertThat(row.state()).isEqualTo(new NotificationState.Dead(NOW, reason.name(), "m-1,m-2", null, "kept"));
        assertThat(attempt(row).result()).isEqualTo(Attempt.Result.REFUSED);
        assertThat(attempt(row).detail()).isEqualTo("no (CODE)");
    }

    /// The code alone reads as the contrary of what happened.
    @Test
    void aRefusalSaysFirstWhatHappenedAndThenTheGatewaysCode() {
        String why = "the chat platform refused the message (403)";
        Notification row =
                after(direct(), new Refused(Refused.Reason.PLATFORM_REFUSED, "OUTBOUND_DELIVERY_QUEUED", why));
        assertThat(attempt(row).detail()).isEqualTo(why + " (OUTBOUND_DELIVERY_QUEUED)");
        Notification said = after(direct(), new Refused(Refused.Reason.INVALID_REQUEST, "X", "it could not (X)"));
        assertThat(attempt(said).detail()).isEqualTo("it could not (X)");
    }

    @Test
    void numbersOfAttemptsGoOnOverAReplayAndTheScheduleBeginsAnew() {
        Notification dead = after(
                after(direct(), new Outcome.Retry(null, "UNAVAILABLE", "x")).claim("me", NOW, "boot"),
                new Refused(Refused.Reason.PLATFORM_REFUSED, "X", "no"));
        Notification again = dead.replay(dead.content(), dead.lane(), dead.gateway(), NOW);
        Notification deferred = after(
                again.claim("me", NOW, "boot"), new NotSent(NotSent.Reason.NOT_CONNECTED, Duration.ofSeconds(1), "x"));
        Notification retried = after(deferred.claim("me", NOW, "boot"), new Outcome.Retry(null, "UNAVAILABLE", "x"));
        assertThat(retried.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 3);
        assertThat(retried.attemptNumber()).isEqualTo(4);
        assertThat(queued(retried).notBefore()).isBefore(NOW.plusSeconds(2));
    }

    @Test
    void repliesThatCouldNotBePostedAreKeptWithTheirRun() {
        Notification row = agent();
        NotificationState.Dead dead = (NotificationState.Dead)
                after(row, new Refused(Refused.Reason.REPLY_NOT_DELIVERED, "X", "no", List.of(), "kept"))
                        .state();
        assertThat(dead.reply()).isEqualTo("kept");
        assertThat(dead.runId()).isEqualTo(row.gatewayKey());
    }

    @Test
    void lateRetryWaitsUntilTheGatewayHasForgottenTheError() {
        for (int i = 0; i < 20; i++) {
            Notification row = after(direct(), new Outcome.LateRetry(Duration.ofSeconds(10), "429", "slow down"));
            assertThat(queued(row).notBefore()).isBetween(NOW.plus(LATE), NOW.plusSeconds(397));
            assertThat(queued(row).stepsAsideAt()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
            assertThat(attempt(row).result()).isEqualTo(Attempt.Result.RETRY);
        }
        assertThat(queued(after(direct(), new Outcome.LateRetry(Duration.ofHours(1), "429", "")))
                        .notBefore())
                .isAfterOrEqualTo(NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void whatTheGatewayHoldsIsParked() {
        Notification row = after(direct(), new Unknown(Unknown.Reason.GATEWAY_HOLDS, "it keeps it"));
        assertThat(row.state())
                .isEqualTo(new NotificationState.Unknown(
                        "GATEWAY_HOLDS", NOW, NOW.plus(Duration.ofDays(7)), NOW.plusSeconds(60)));
    }

    @Test
    void parkedEndsNoLaterThanItExpires() {
        Notification row = sending(Rows.to("telegram:direct:1").expiresAt(NOW.plusSeconds(30)));
        assertThat(after(row, new Unknown(Unknown.Reason.GATEWAY_HOLDS, "")).state())
                .isEqualTo(new NotificationState.Unknown("GATEWAY_HOLDS", NOW, NOW.plusSeconds(30), null));
    }

    @Test
    void platformUnclearIsParkedUnlessSomebodySaidResend() {
        Outcome unclear = new Unknown(Unknown.Reason.PLATFORM_UNCLEAR, "500");
        assertThat(after(direct(), unclear).state()).isInstanceOf(NotificationState.Unknown.class);

        NextState resends = rule(DeliverySettings.defaults().withPolicy(UnknownPolicy.RESEND));
        Notification again = after(resends.of(direct(), unclear, NOW));
        assertThat(queued(again).notBefore()).isAfterOrEqualTo(NOW.plus(LATE));
        assertThat(attempt(again).result()).isEqualTo(Attempt.Result.UNKNOWN);
        assertThat(after(resends.of(agent(), unclear, NOW)).state()).isInstanceOf(NotificationState.Unknown.class);
    }

    @Test
    void retriesFollowTheSchedule() {
        Notification row = direct();
        List<Duration> delays = DeliverySettings.defaults().schedule();
        Instant now = NOW;
        for (int i = 0; i < 14; i++) {
            Duration base = delays.get(Math.min(i, delays.size() - 1));
            row = after(rule(DeliverySettings.defaults()).of(row, new Outcome.Retry(null, "UNAVAILABLE", "x"), now));
            Duration wait = Duration.between(now, queued(row).notBefore());
            assertThat(wait)
                    .isBetween(
                            base.multipliedBy(8).dividedBy(10),
                            base.multipliedBy(12).dividedBy(10));
            assertThat(row.left()).isEqualTo(i + 1);
            now = queued(row).notBefore();
            row = row.claim("me", now, "boot-1");
        }
    }

    @Test
    void retryHonoursTheGatewaysWish() {
        Notification row = after(direct(), new Outcome.Retry(Duration.ofMinutes(1), "UNAVAILABLE", "x"));
        assertThat(queued(row).notBefore()).isBetween(NOW.plusSeconds(60), NOW.plusSeconds(72));
    }

    @Test
    void retriesEndADayAfterTheFirstAttemptThatLeft() {
        Notification row = after(direct(), new Outcome.Retry(null, "UNAVAILABLE", "x"));
        Instant late = NOW.plus(Duration.ofHours(24));
        Notification end = after(rule(DeliverySettings.defaults())
                .of(row.claim("me", late, "b"), new Outcome.Retry(null, "UNAVAILABLE", "x"), late));
        assertThat(end.state()).isEqualTo(new NotificationState.Dead(late, "EXHAUSTED", null, null, null));
        assertThat(attempt(end).result()).isEqualTo(Attempt.Result.RETRY);
    }

    @Test
    void noRetryFitsBehindTheExpiry() {
        Notification row = sending(Rows.to("telegram:direct:1").expiresAt(NOW.plusSeconds(60)));
        assertThat(after(row, new Outcome.LateRetry(LATE, "429", "x")).state())
                .isEqualTo(new NotificationState.Dead(NOW, "EXHAUSTED", null, null, null));
    }

    @Test
    void whatNeverLeftBurnsNoAttempt() {
        List<Outcome> outcomes = List.of(
                new Outcome.Busy(Duration.ZERO, "busy"),
                new Outcome.Paused(Duration.ofSeconds(30), "restarting"),
                new NotSent(NotSent.Reason.NOT_CONNECTED, Duration.ofSeconds(30), "x"),
                new NotSent(NotSent.Reason.HUMAN_NEEDED, Duration.ofSeconds(30), "x"),
                new NotSent(NotSent.Reason.BREAKER_OPEN, Duration.ofSeconds(60), "x"),
                new NotSent(NotSent.Reason.DEADLINE, Duration.ZERO, "x"),
                new NotSent(NotSent.Reason.OVERLOADED, Duration.ZERO, "x"));
        for (Outcome outcome : outcomes) {
            Notification row = after(direct(), outcome);
            assertThat(row.left()).as("%s", outcome).isZero();
            assertThat(row.firstLeftAt()).isNull();
            assertThat(row.attemptNumber()).isEqualTo(1);
            assertThat(attempt(row).result()).isEqualTo(Attempt.Result.DEFERRED);
            assertThat(queued(row).stepsAsideAt()).isNull();
            assertThat(queued(row).notBefore()).isBetween(NOW.plusSeconds(1), NOW.plusMillis(1_200));
        }
    }

    @Test
    void busyWaitsAsLongAsItSays() {
        assertThat(queued(after(direct(), new Outcome.Busy(Duration.ofSeconds(10), "busy")))
                        .notBefore())
                .isBetween(NOW.plusSeconds(10), NOW.plusSeconds(12));
        assertThat(queued(after(direct(), new Outcome.Busy(Duration.ofDays(10), "busy")))
                        .notBefore())
                .isBefore(NOW.plusSeconds(73));
    }

    @Test
    void noAnswerAndLostAreInDoubt() {
        assertThat(step(direct(), new Unknown(Unknown.Reason.NO_ANSWER, "x")))
                .isEqualTo(new NextState.Step.InDoubt("NO_ANSWER", "x"));
        assertThat(step(direct(), new Unknown(Unknown.Reason.LOST, "x")))
                .isEqualTo(new NextState.Step.InDoubt("LOST", "x"));
        assertThat(step(agent(), new Outcome.Accepted("run"))).isInstanceOf(NextState.Step.InDoubt.class);
    }

    @Test
    void detailsAreBoundedAndFitAnyDatabase() {
        Notification row = after(direct(), new Outcome.Retry(null, "X", "a\0b" + "c".repeat(10_000)));
        assertThat(attempt(row).detail()).startsWith("a bc").hasSize(500);
    }
}
