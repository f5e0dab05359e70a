package io.openclaw.bridge.delivery;

import static io.openclaw.bridge.notification.admin.Hold.Scope.LANE;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.admin.LaneReads.LaneLoad;
import io.openclaw.bridge.notification.admin.LaneWatch.Reason;
import io.openclaw.bridge.notification.admin.LaneWatch.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// An operator who asks why a session waits is told what it hangs on.
class WhyTest {
    private static final String LANE_1 = "telegram:direct:1";

    private final DeliveryRig rig = new DeliveryRig();

    private Wait why(Notification row) {
        Notification now = rig.now(row);
        return rig.deliveries
                .lanes()
                .why(List.of(new LaneLoad(now.lane(), 1, now, now.createdAt())))
                .await()
                .indefinitely()
                .getFirst();
    }

    @Test
    void aPauseIsNamedWithWhoMadeIt() {
        rig.start();
        rig.holds.pause(LANE, LANE_1);
        Wait why = why(rig.submit(Rows.to(LANE_1)));
        assertThat(why.reason()).isEqualTo(Reason.PAUSED);
        assertThat(why.detail()).contains("paused by ops", "a test");
        assertThat(why.hold()).isNotNull();
    }

    @Test
    void aGatewayThatIsAwayIsNamed() {
        rig.start();
        rig.bridge.disconnect();
        assertThat(why(rig.submit(Rows.to(LANE_1))).reason()).isEqualTo(Reason.NOT_CONNECTED);
    }

    @Test
    void anOpenBreakerIsNamed() {
        rig.start();
        rig.bridge.breaker(BridgeStatus.BreakerState.OPEN);
        assertThat(why(rig.submit(Rows.to(LANE_1))).reason()).isEqualTo(Reason.BREAKER_OPEN);
    }

    @Test
    void aPauseOfTheGatewayIsNamed() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.Paused(Duration.ofSeconds(30), "restarting");
        Notification first = rig.submit(Rows.to("telegram:direct:2"));
        Notification row = rig.submit(Rows.to(LANE_1));
        assertThat(why(row).reason()).isEqualTo(Reason.GATEWAY_BUSY);
        assertThat(why(row).until()).isEqualTo(rig.clock.now().plusSeconds(30));
        assertThat(why(first).reason()).isEqualTo(Reason.RETRY_LATER);
    }

    @Test
    void aLateRetryIsNamedWithItsRowAndTime() {
        rig.start();
        rig.bridge.script = _ -> new Outcome.LateRetry(Duration.ofMinutes(10), "429", "slow down");
        Notification row = rig.submit(Rows.to(LANE_1));
        Wait why = why(row);
        assertThat(why.reason()).isEqualTo(Reason.RETRY_LATER);
        assertThat(why.id()).isEqualTo(row.id());
        assertThat(why.until()).isAfter(rig.clock.now().plusSeconds(300));
        assertThat(why.detail()).contains("429");
    }

    @Test
    void whatIsUnderWayOrInDoubtIsNamed() {
        rig.start();
        rig.bridge.script = _ -> null;
        Notification row = rig.submit(Rows.to(LANE_1));
        assertThat(why(row).reason()).isEqualTo(Reason.UNDER_WAY);
        rig.bridge.disconnect();
        assertThat(why(row).reason()).isEqualTo(Reason.IN_DOUBT);
        assertThat(why(row).id()).isEqualTo(row.id());
    }

    @Test
    void aFullWindowIsNamed() {
        rig.bridge.window = 2;
        rig.start();
        rig.bridge.script = _ -> null;
        List<Notification> rows = rig.submit(IntStream.range(0, 3)
                .mapToObj(i -> Rows.to("telegram:direct:" + i))
                .toList());
        assertThat(why(rows.get(2)).reason()).isEqualTo(Reason.NO_FREE_SLOT);
    }

    @Test
    void theLimitOfAgentsIsNamed() {
        rig.start();
        rig.bridge.script = _ -> null;
        List<Notification> rows = rig.submit(IntStream.range(0, rig.settings.maxRuns() + 1)
                .mapToObj(i -> Rows.to("agent:main:" + i).agent())
                .toList());
        assertThat(why(rows.getLast()).reason()).isEqualTo(Reason.AGENT_LIMIT);
    }

    @Test
    void aPaceIsNamed() {
        Pace pace = new Pace(1, Duration.ofSeconds(10));
        rig.with(DeliverySettings.defaults().withPaces(Map.of("telegram", pace), Optional.empty()))
                .start();
        rig.submit(Rows.to("telegram:direct:2"));
        Wait why = why(rig.submit(Rows.to(LANE_1)));
        assertThat(why.reason()).isEqualTo(Reason.CHANNEL_PACE);
        assertThat(why.until()).isNotNull();
    }

    @Test
    void thePaceOfASessionIsNamed() {
        rig.with(DeliverySettings.defaults().withPaces(Map.of(), Optional.of(new Pace(1, Duration.ofSeconds(10)))))
                .start();
        rig.submit(Rows.to(LANE_1));
        assertThat(why(rig.submit(Rows.to(LANE_1))).reason()).isEqualTo(Reason.SESSION_PACE);
    }

    @Test
    void whatIsForLaterIsNamed() {
        rig.start();
        Notification row = rig.submit(Rows.to(LANE_1).deliverAt(rig.clock.now().plusSeconds(60)));
        assertThat(why(row).reason()).isEqualTo(Reason.SCHEDULED);
        assertThat(why(row).until()).isEqualTo(rig.clock.now().plusSeconds(60));
    }

    @Test
    void anotherReplicasLaneIsNamed() {
        rig.start();
        rig.ownership.have(Set.of());
        assertThat(why(rig.submit(Rows.to(LANE_1))).reason()).isEqualTo(Reason.OTHER_REPLICA);
    }
}
