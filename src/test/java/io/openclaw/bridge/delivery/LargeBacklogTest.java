package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.MemoryStore;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// More on disk than in memory: everything is served, in order, in turn.
@Timeout(60)
class LargeBacklogTest {
    private static final DeliverySettings SMALL =
            DeliverySettings.defaults().withMemory(new DeliverySettings.Memory(50, 64L << 20, 8, 2));

    private final DeliveryRig rig = new DeliveryRig().with(SMALL);

    private void assertDeliveredInOrder(int rows) {
        assertThat(rig.bridge.sent).hasSize(rows);
        Map<String, Integer> last = new HashMap<>();
        rig.bridge.sent.forEach(sent -> {
            int number = Integer.parseInt(sent.text());
            Integer before = last.put(sent.message.sessionKey(), number);
            assertThat(before == null || before < number)
                    .as("%s after %s", number, before)
                    .isTrue();
        });
    }

    private List<Rows> rows(int count, int lanes) {
        List<Rows> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Rows.to("telegram:direct:" + i % lanes).text("" + i));
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"10000, 1, true", "10000, 1, false", "4000, 500, true", "4000, 500, false", "2000, 2000, true"})
    void backlogBiggerThanMemoryIsServedCompletelyAndInOrder(int count, int lanes, boolean beforeStart) {
        rig.bridge.disconnect();
        if (beforeStart) {
            rig.submit(rows(count, lanes));
            rig.start();
        } else {
            rig.start();
            for (int i = 0; i < count; i += 100) {
                int from = i;
                rig.submit(rows(count, lanes).subList(from, from + 100));
            }
        }
        rig.bridge.latency = _ -> Duration.ofMillis(1);
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofMinutes(5));
        assertDeliveredInOrder(count);
    }

    @Test
    void whatIsAddedWhileTheCircleTurnsIsServedToo() {
        rig.bridge.disconnect();
        rig.submit(rows(1_000, 200));
        rig.start();
        rig.bridge.latency = _ -> Duration.ofMillis(1);
        rig.bridge.connect("boot-1");
        for (int i = 0; i < 100; i++) {
            List<Rows> more = new ArrayList<>();
            for (int j = 0; j < 10; j++) {
                int number = 1_000 + i * 10 + j;
                more.add(Rows.to("telegram:direct:" + number % 200).text("" + number));
            }
            rig.submit(more);
            rig.advance(Duration.ofMillis(7));
        }
        rig.advance(Duration.ofMinutes(5));
        assertDeliveredInOrder(2_000);
    }

    @Test
    void sessionsThatMustWaitLeaveRoomForOthers() {
        rig.bridge.script = message -> Integer.parseInt(message.text()) < 300
                ? new io.openclaw.bridge.Outcome.LateRetry(Duration.ofMinutes(30), "429", "x")
                : ScriptedBridge.DELIVERED;
        rig.bridge.disconnect();
        List<Notification> rows = rig.submit(rows(600, 600));
        rig.start();
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofSeconds(30));
        assertThat(rows.subList(300, 600))
                .allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
        assertThat(rows.subList(0, 300))
                .allSatisfy(row -> assertThat(rig.now(row).left()).isEqualTo(1));
        long before = rig.store.calls();
        rig.advance(Duration.ofMinutes(5));
        assertThat(rig.store.calls() - before).as("no busy circle").isLessThan(20_000);
    }

    @Test
    void agentsThatWaitForAPlaceLeaveRoomForDirectMessages() {
        rig.bridge.latency =
                message -> message.sessionKey().startsWith("agent:") ? Duration.ofMinutes(10) : Duration.ZERO;
        rig.bridge.disconnect();
        List<Rows> agents = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            agents.add(Rows.to("agent:main:s" + i).agent());
        }
        rig.submit(agents);
        List<Notification> rows = rig.submit(rows(300, 300));
        rig.start();
        rig.bridge.connect("boot-1");
        rig.advance(Duration.ofMinutes(1));
        assertThat(rows).allSatisfy(row -> assertThat(rig.word(row)).isEqualTo("delivered"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500})
    void memoryStaysBounded(int lanes) {
        DeliverySettings.Memory limits = new DeliverySettings.Memory(1_000, 1 << 20, 64, 4);
        LaneBook book = new LaneBook(limits);
        book.complete(true);
        MemoryStore store = new MemoryStore(rig.clock);
        for (int i = 0; i < 5_000; i++) {
            Rows row = Rows.to("telegram:direct:" + i % lanes).text("x".repeat(i % 10_000));
            Notification stored = store.accept(List.of(row.at(rig.clock.now())))
                    .await()
                    .indefinitely()
                    .getFirst()
                    .row();
            book.committed(stored);
            assertThat(book.rows()).isLessThanOrEqualTo(limits.rows());
            assertThat(book.bytes()).isLessThan(limits.bytes() + 500 * 25_000L);
        }
        assertThat(book.lanes().stream().allMatch(lane -> lane.rows.size() <= 64))
                .isTrue();
    }

    @Test
    void oneSessionWithAHundredThousandCostsOthersNothing() {
        rig.with(DeliverySettings.defaults()).start();
        rig.bridge.disconnect();
        rig.bridge.keepSent = false;
        List<Rows> flood = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            flood.add(Rows.to("telegram:direct:flood"));
        }
        rig.submit(flood);
        rig.bridge.latency = _ -> Duration.ofMillis(1);
        rig.bridge.connect("boot-1");
        for (int i = 0; i < 50; i++) {
            Notification row = rig.submit(Rows.to("telegram:direct:" + i));
            rig.advance(Duration.ofMillis(1));
            assertThat(rig.now(row).state()).isInstanceOf(NotificationState.Delivered.class);
        }
    }

    @Test
    void aBacklogThatCannotMoveIsNotReadAgainAndAgain() {
        DeliverySettings.Memory limits = new DeliverySettings.Memory(200, 64L << 20, 64, 4);
        rig.with(DeliverySettings.defaults().withMemory(limits)).start();
        rig.bridge.disconnect();
        List<Rows> rows = rows(4_000, 10);
        int before = rig.store.calls();
        for (int i = 0; i < rows.size(); i += 10) {
            rig.submit(rows.subList(i, i + 10));
        }

        assertThat(rig.store.calls() - before).isLessThan(2 * rows.size() / 10);
    }
}
