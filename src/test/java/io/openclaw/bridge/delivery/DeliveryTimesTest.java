package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTimesTest {
    private final DeliveryRig rig = new DeliveryRig();

    private Instant in(long seconds) {
        return rig.clock.now().plusSeconds(seconds);
    }

    @Test
    void scheduledJoinsItsLaneWhenDueAndKeepsItsPlace() {
        rig.start();
        rig.bridge.window = 1;
        rig.submit(Rows.to("telegram:direct:1").text("later").deliverAt(in(60)));
        rig.submit(Rows.to("telegram:direct:1").text("now"));
        assertThat(rig.bridge.texts()).containsExactly("now");
        rig.advance(Duration.ofSeconds(59));
        rig.bridge.script = _ -> null;
        rig.submit(Rows.to("telegram:direct:1").text("in flight"));
        rig.submit(Rows.to("telegram:direct:1").text("behind"));
        rig.advance(Duration.ofSeconds(1));
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.bridge.texts()).containsExactly("now", "in flight", "later");
    }

    @Test
    void scheduledSurvivesARestart() {
        rig.start();
        Notification row = rig.submit(Rows.to("telegram:direct:1").deliverAt(in(60)));
        rig.crash();
        rig.advance(Duration.ofSeconds(60));
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void manyScheduledJoinInBatches() {
        rig.start();
        List<Notification> rows = rig.submit(IntStream.range(0, 1_000)
                .mapToObj(i -> Rows.to("telegram:direct:" + i % 7).deliverAt(in(60)))
                .toList());
        rig.advance(Duration.ofSeconds(60));
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }

    @Test
    void expiredNeverLeaves() {
        rig.start();
        rig.bridge.disconnect();
        Notification row = rig.submit(Rows.to("telegram:direct:1").expiresAt(in(60)));
        Notification scheduled =
                rig.submit(Rows.to("telegram:direct:1").deliverAt(in(30)).expiresAt(in(60)));
        rig.advance(Duration.ofSeconds(60));
        assertThat(rig.word(row)).isEqualTo("expired");
        assertThat(rig.word(scheduled)).isEqualTo("expired");
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.sent).isEmpty();
    }

    @Test
    void expiredNeverLeavesAfterARestartEither() {
        rig.start();
        rig.bridge.disconnect();
        Notification row = rig.submit(Rows.to("telegram:direct:1").expiresAt(in(60)));
        rig.kill();
        rig.advance(Duration.ofSeconds(61));
        rig.bridge.connect("boot-1");
        rig.start();
        assertThat(rig.bridge.sent).isEmpty();
        assertThat(rig.word(row)).isEqualTo("expired");
    }

    @Test
    void whatExpiresBetweenClaimAndWriteIsLetBe() {
        rig.start();
        rig.submit(Rows.to("telegram:direct:2")); // warm
        rig.bridge.disconnect();
        Notification row = rig.submit(Rows.to("telegram:direct:1").expiresAt(in(60)));
        rig.store.holdCommits();
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofSeconds(61));
        rig.store.releaseCommits();
        assertThat(rig.bridge.sent).hasSize(1);
        assertThat(rig.word(row)).isEqualTo("expired");
        assertThat(rig.now(row).left()).isZero();
    }

    @Test
    void lateRetryHoldsItsSessionForTenMinutesThenStepsAside() {
        rig.start();
        rig.bridge.script = message -> message.text().equals("poison")
                ? new Outcome.LateRetry(Duration.ofMinutes(30), "429", "slow down")
                : ScriptedBridge.DELIVERED;
        Notification poison = rig.submit(Rows.to("telegram:direct:1").text("poison"));
        Notification behind = rig.submit(Rows.to("telegram:direct:1").text("behind"));
        rig.submit(Rows.to("telegram:direct:1").text("urgent").priority(5));
        assertThat(rig.bridge.texts()).containsExactly("poison", "urgent");
        rig.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(rig.word(behind)).isEqualTo("queued");
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.word(behind)).isEqualTo("delivered");
        assertThat(rig.now(poison).state()).isInstanceOf(NotificationState.Scheduled.class);
        assertThat(rig.count("openclaw.delivery.stepped.aside")).isEqualTo(1);

        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.advance(Duration.ofMinutes(27));
        assertThat(rig.word(poison)).isEqualTo("delivered");
    }

    @Test
    void deferredKeepsItsPlaceForEver() {
        rig.start();
        rig.bridge.script = message -> message.text().equals("first")
                ? new Outcome.Busy(Duration.ofSeconds(60), "busy")
                : ScriptedBridge.DELIVERED;
        rig.submit(Rows.to("telegram:direct:1").text("first"));
        rig.submit(Rows.to("telegram:direct:1").text("second"));
        rig.advance(Duration.ofHours(1));
        assertThat(rig.bridge.texts()).doesNotContain("second").hasSizeGreaterThan(45);
    }

    @Test
    void retriesEndAfterADay() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Retry(null, "UNAVAILABLE", "x");
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.advance(Duration.ofHours(25));
        assertThat(rig.now(row).state())
                .isInstanceOfSatisfying(
                        NotificationState.Dead.class,
                        dead -> assertThat(dead.reason()).isEqualTo(NotificationState.EXHAUSTED));
        assertThat(rig.bridge.sent).hasSizeBetween(14, 24);
    }

    @Test
    void pacedChannelKeepsItsPaceAndHoldsNobodyElseUp() {
        rig.with(DeliverySettings.defaults()
                        .withPaces(Map.of("telegram", new Pace(5, Duration.ofSeconds(1))), Optional.empty()))
                .start();
        List<Rows> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(Rows.to("agent:main:telegram:direct:" + i));
            rows.add(Rows.to("agent:main:slack:direct:" + i));
        }
        rig.submit(rows);
        assertThat(rig.bridge.sent).hasSize(55);
        rig.advance(Duration.ofSeconds(9));
        assertThat(rig.bridge.sent).hasSize(100);
        for (int i = 0; i + 5 < 50; i++) {
            List<Instant> times = rig.bridge.sent.stream()
                    .filter(sent -> sent.message.sessionKey().contains("telegram"))
                    .map(sent -> sent.at)
                    .toList();
            assertThat(Duration.between(times.get(i), times.get(i + 5))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void pacedSessionsKeepTheirPace() {
        rig.with(DeliverySettings.defaults().withPaces(Map.of(), Optional.of(new Pace(2, Duration.ofSeconds(10)))))
                .start();
        rig.submit(IntStream.range(0, 12)
                .mapToObj(i -> Rows.to("telegram:direct:" + i % 2).text("" + i))
                .toList());
        assertThat(rig.bridge.sent).hasSize(4);
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.bridge.sent).hasSize(8);
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.bridge.sent).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "0/1s", "5/0s", "5/-1s", "x/1s", "5/1s/2", "5/soon"})
    void wrongPacesAreRefused(String text) {
        assertThatThrownBy(() -> Pace.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pacesAreWrittenAsPeopleWriteThem() {
        assertThat(Pace.of("20/PT1M")).isEqualTo(new Pace(20, Duration.ofMinutes(1)));
        assertThat(Pace.of("20/1m")).isEqualTo(new Pace(20, Duration.ofMinutes(1)));
        assertThat(Pace.of(" 1 / 2 ")).isEqualTo(new Pace(1, Duration.ofSeconds(2)));
    }
}
