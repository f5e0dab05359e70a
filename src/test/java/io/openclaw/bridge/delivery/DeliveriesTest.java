package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private final DeliveryRig rig = new DeliveryRig();

    private static Outcome retry() {
        return new Outcome.Retry(null, "UNAVAILABLE", "not now");
    }

    @Test
    void acceptedIsDeliveredAtOnce() {
        rig.start();
        Notification row = rig.submit(Rows.to("telegram:direct:1").text("hello"));

        assertThat(rig.word(row)).isEqualTo("delivered");
        OutboundMessage message = rig.bridge.sent.getFirst().message;
        assertThat(message.text()).isEqualTo("hello");
        assertThat(message.idempotencyKey()).isEqualTo("n:" + row.id());
        assertThat(message.retry()).isEqualTo(RetryMode.NONE);
        assertThat(message.deadline()).isNull();
        assertThat(rig.now(row).attempts()).hasSize(1);
        assertThat(rig.registry.get("openclaw.delivery.latency").timer().count())
                .isEqualTo(1);
        assertThat(rig.count("openclaw.delivery.settled", "state", "delivered")).isEqualTo(1);
    }

    @Test
    void agentsHaveAQuarterOfAnHour() {
        rig.start();
        rig.submit(Rows.to("agent:main:main").agent());
        assertThat(rig.bridge.sent.getFirst().message.deadline()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void idleMeansIdle() {
        rig.start();
        rig.submit(Rows.to("telegram:direct:1"));
        int calls = rig.store.calls();
        rig.advance(Duration.ofDays(1));
        assertThat(rig.store.calls()).isEqualTo(calls);
        assertThat(rig.clock.ran()).isZero();
    }

    @Test
    void orderWithinASessionHoldsUnderFailures() {
        rig.start();
        int[] calls = new int[1];
        rig.bridge.script = message -> switch (++calls[0] % 4) {
            case 1 -> retry();
            case 2 -> new Outcome.Busy(Duration.ofSeconds(1), "busy");
            case 3 -> new Outcome.NotSent(Outcome.NotSent.Reason.OVERLOADED, Duration.ofSeconds(1), "x");
            default -> ScriptedBridge.DELIVERED;
        };
        List<String> delivered = new ArrayList<>();
        var script = rig.bridge.script;
        rig.bridge.script = message -> {
            Outcome outcome = script.apply(message);
            if (outcome instanceof Outcome.Delivered) {
                delivered.add(message.text());
            }
            return outcome;
        };
        rig.submit(IntStream.range(0, 20)
                .mapToObj(i -> Rows.to("telegram:direct:1").text("m" + i))
                .toList());
        rig.advance(Duration.ofMinutes(10));
        assertThat(delivered)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void urgentPassesWhatWaitsInItsSession() {
        rig.start();
        rig.bridge.script = _ -> null;
        rig.submit(Rows.to("telegram:direct:1").text("first"));
        rig.submit(Rows.to("telegram:direct:1").text("usual"));
        rig.submit(Rows.to("telegram:direct:1").text("low").priority(1));
        rig.submit(Rows.to("telegram:direct:1").text("urgent").priority(5));
        for (int i = 0; i < 4; i++) {
            rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        }
        assertThat(rig.bridge.texts()).containsExactly("first", "urgent", "usual", "low");
    }

    @Test
    void oneInFlightPerSessionAndNeverMoreThanTheWindow() {
        rig.bridge.window = 16;
        rig.bridge.latency = _ -> Duration.ofMillis(50);
        rig.start();
        List<Rows> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            rows.add(Rows.to("telegram:direct:" + i % 40).text("" + i));
        }
        rig.submit(rows);
        rig.advance(Duration.ofSeconds(10));
        assertThat(rig.bridge.sent).hasSize(400);
        assertThat(rig.bridge.mostDirects).isEqualTo(16);
        assertThat(rig.bridge.mostPerSession).isEqualTo(1);
        // The window was kept full: 400 rows, 16 at once, 50 ms each.
        assertThat(Duration.between(VirtualClock.BIRTH, rig.bridge.sent.getLast().at))
                .isLessThanOrEqualTo(Duration.ofMillis(50 * 400 / 16 + 100));
    }

    @Test
    void nothingIsClaimedThatCannotLeaveNow() {
        rig.bridge.window = 2;
        rig.bridge.script = _ -> null;
        rig.start();
        rig.submit(IntStream.range(0, 10)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        assertThat(rig.store.rows().stream()
                        .filter(row -> row.state() instanceof NotificationState.Sending)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void gatewayAwayBurnsNoAttempt() {
        rig.start();
        rig.bridge.disconnect();
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.advance(Duration.ofHours(30));
        assertThat(rig.now(row).attempts()).isEmpty();
        assertThat(rig.now(row).version()).isEqualTo(1);

        rig.bridge.connect("boot-2");
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.now(row).attempts())
                .singleElement()
                .satisfies(a -> assertThat(a.number()).isEqualTo(1));
    }

    @Test
    void openBreakerHoldsEverythingAndWakesEverything() {
        rig.start();
        rig.bridge.breaker(BridgeStatus.BreakerState.OPEN);
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.word(row)).isEqualTo("queued");
        rig.bridge.breaker(BridgeStatus.BreakerState.CLOSED);
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void deferredShareTheNumberOfTheAttemptThatFollows() {
        rig.start();
        int[] calls = new int[1];
        rig.bridge.script =
                _ -> ++calls[0] < 3 ? new Outcome.Busy(Duration.ofSeconds(1), "busy") : ScriptedBridge.DELIVERED;
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.advance(Duration.ofSeconds(5));
        assertThat(rig.now(row).attempts()).extracting(Attempt::number).containsExactly(1, 1, 1);
        assertThat(rig.now(row).attempts())
                .extracting(Attempt::result)
                .containsExactly(Attempt.Result.DEFERRED, Attempt.Result.DEFERRED, Attempt.Result.DELIVERED);
    }

    @Test
    void pausedGatewayIsLeftAloneUntilItSaidOrSaysHello() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Paused(Duration.ofSeconds(30), "restarting");
        Notification one = rig.submit(Rows.to("telegram:direct:1"));
        rig.submit(Rows.to("telegram:direct:2"));
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.advance(Duration.ofSeconds(29));
        assertThat(rig.bridge.sent).hasSize(1);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(one)).isEqualTo("delivered");

        rig.bridge.script = _ -> new Outcome.Paused(Duration.ofSeconds(30), "restarting");
        Notification two = rig.submit(Rows.to("telegram:direct:1"));
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.word(two)).isEqualTo("queued");
        rig.bridge.connect("boot-2");
        assertThat(rig.word(two)).isEqualTo("delivered");
    }

    @Test
    void placesThatOthersFreedAreFound() {
        rig.bridge.others(64);
        rig.start();
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        assertThat(rig.word(row)).isEqualTo("queued");
        rig.bridge.others(0);
        rig.advance(Duration.ofMillis(300));
        assertThat(rig.word(row)).isEqualTo("delivered");
    }

    @Test
    void failingSessionDelaysNobodyElse() {
        rig.start();
        rig.bridge.script = message -> message.sessionKey().endsWith(":poison") ? retry() : ScriptedBridge.DELIVERED;
        List<Rows> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(Rows.to("telegram:direct:poison"));
            rows.add(Rows.to("telegram:direct:" + i % 10));
        }
        rig.submit(rows);
        assertThat(rig.store.rows().stream()
                        .filter(row -> !row.lane().endsWith(":poison"))
                        .allMatch(row -> row.state() instanceof NotificationState.Delivered))
                .isTrue();
    }

    @Test
    void floodedSessionTakesOneTurnLikeEveryOther() {
        rig.bridge.window = 4;
        rig.bridge.latency = _ -> Duration.ofMillis(10);
        rig.start();
        rig.submit(IntStream.range(0, 2_000)
                .mapToObj(i -> Rows.to("telegram:direct:flood"))
                .toList());
        rig.submit(IntStream.range(0, 200)
                .mapToObj(i -> Rows.to("telegram:direct:" + i % 10).text("" + i))
                .toList());
        // Eleven sessions share four places fairly: twenty rounds of eleven.
        rig.advance(Duration.ofMillis(10 * (200 + 20 + 10) / 4 + 20));
        long others = rig.bridge.sent.stream()
                .filter(sent -> !sent.message.sessionKey().endsWith(":flood"))
                .count();
        assertThat(others).isEqualTo(200);
    }

    @Test
    void slowAgentRunsNeverDelayDirectMessages() {
        rig.bridge.latency =
                message -> message.sessionKey().startsWith("agent:") ? Duration.ofMinutes(10) : Duration.ZERO;
        rig.start();
        rig.submit(IntStream.range(0, 64)
                .mapToObj(i -> Rows.to("agent:main:s" + i).agent())
                .toList());
        assertThat(rig.bridge.mostRuns).isEqualTo(32);
        List<Notification> rows = rig.submit(IntStream.range(0, 100)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
        rig.advance(Duration.ofMinutes(21));
        assertThat(rig.bridge.sent).hasSize(164);
        assertThat(rig.bridge.mostRuns).isEqualTo(32);
    }

    @Test
    void rowsOfOtherGatewaysAreLeftAlone() {
        rig.start();
        Notification row = rig.submit(Rows.to("telegram:direct:1").gateway("mock"));
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.now(row).version()).isEqualTo(1);
    }

    @Test
    void cancelledIsNotSent() {
        rig.start();
        rig.bridge.script = _ -> null;
        rig.submit(Rows.to("telegram:direct:1").text("first"));
        Notification row = rig.submit(Rows.to("telegram:direct:1").text("cancelled"));
        rig.store
                .apply(List.of(new io.openclaw.bridge.notification.Change(row, row.cancel(rig.clock.now()))))
                .await()
                .indefinitely();
        rig.submit(Rows.to("telegram:direct:1").text("last"));
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.bridge.texts()).containsExactly("first", "last");
    }

    @Test
    void whatWasCancelledUnheardIsNotSentEither() {
        rig.start();
        rig.bridge.script = _ -> null;
        rig.submit(Rows.to("telegram:direct:1").text("first"));
        Notification row = rig.submit(Rows.to("telegram:direct:1").text("cancelled"));
        rig.submit(Rows.to("telegram:direct:1").text("last"));
        rig.store.changeElsewhere(row.id(), found -> found.cancel(rig.clock.now()));
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.bridge.texts()).containsExactly("first", "last");
        assertThat(rig.word(row)).isEqualTo("cancelled");
    }

    @Test
    void replayedGoesUnderANewKeyAtTheEnd() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Refused(Outcome.Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "blocked");
        Notification row = rig.now(rig.submit(Rows.to("telegram:direct:1")));
        rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
        Notification again = row.replay(row.content(), row.lane(), row.gateway(), rig.clock.now());
        rig.store
                .apply(List.of(new io.openclaw.bridge.notification.Change(row, again)))
                .await()
                .indefinitely();
        assertThat(rig.word(row)).isEqualTo("delivered");
        assertThat(rig.bridge.sent.getLast().key()).isEqualTo("n:" + row.id() + ":2");
    }

    @Test
    void rowsThatOthersStoredAreFoundWhenToldOf() {
        rig.start();
        List<Notification> rows = new ArrayList<>();
        Deliveries mine = rig.deliveries;
        rig.deliveries = null; // deaf
        rows.add(rig.submit(Rows.to("telegram:direct:1")));
        rows.add(rig.submit(Rows.to("telegram:direct:2")));
        rig.deliveries = mine;
        rig.store.elsewhere(java.util.Set.of("telegram:direct:1"));
        assertThat(rig.word(rows.get(0))).isEqualTo("delivered");
        assertThat(rig.word(rows.get(1))).isEqualTo("queued");
        rig.store.elsewhere(null);
        assertThat(rig.word(rows.get(1))).isEqualTo("delivered");
    }

    @Test
    void claimsOfManySessionsShareACommit() {
        rig.start();
        rig.bridge.disconnect();
        rig.submit(IntStream.range(0, 64)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        int calls = rig.store.calls();
        rig.bridge.connect("boot-1");
        assertThat(rig.bridge.sent).hasSize(64);
        assertThat(rig.store.calls() - calls).isLessThanOrEqualTo(4);
    }

    @Test
    void everythingEndsInOneStateWithItsStory() {
        rig.start();
        Map<String, Outcome> script = new HashMap<>();
        script.put("ok", ScriptedBridge.DELIVERED);
        script.put("no", new Outcome.Refused(Outcome.Refused.Reason.FORBIDDEN, "FORBIDDEN", "no"));
        script.put("held", new Outcome.Unknown(Outcome.Unknown.Reason.GATEWAY_HOLDS, "held"));
        rig.bridge.script = message -> script.get(message.text());
        Notification ok = rig.submit(Rows.to("telegram:direct:1").text("ok"));
        Notification no = rig.submit(Rows.to("telegram:direct:1").text("no"));
        Notification held = rig.submit(Rows.to("telegram:direct:1").text("held"));
        assertThat(List.of(rig.word(ok), rig.word(no), rig.word(held))).containsExactly("delivered", "dead", "unknown");
    }

    @Test
    void exceptionsThatSayNothingAreInDoubtAndLoseNothing() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to("telegram:direct:1"));
        rig.bridge.outstanding.getFirst().fail(new IllegalStateException("bug"));
        assertThat(rig.bridge.sent).hasSize(2); // repeated under the same key
        assertThat(rig.bridge.sent.get(1).key())
                .isEqualTo(rig.bridge.sent.get(0).key());
        rig.bridge.outstanding.getFirst().answer(ScriptedBridge.DELIVERED);
        assertThat(rig.word(row)).isEqualTo("delivered");
    }
}
