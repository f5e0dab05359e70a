package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState;
import io.openclaw.bridge.notification.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything at random, from a seed: the promises hold whatever comes in which order.
@org.junit.jupiter.api.Timeout(60)
class RandomInterleavingTest {
    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 1; seed <= 25; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostAndOrderHolds(int seed) {
        Random random = new Random(seed);
        DeliveryRig rig = new DeliveryRig()
                .with(DeliverySettings.defaults().withMemory(new DeliverySettings.Memory(60, 64L << 20, 8, 2)));
        rig.bridge.window = 8;
        // The gateway: what it has delivered under which key in this life, and who saw what first.
        Set<String> known = new HashSet<>();
        Map<String, List<Integer>> seen = new HashMap<>();
        rig.bridge.latency = _ -> Duration.ofMillis(1 + random.nextInt(40));
        rig.bridge.script = message -> {
            String key = message.idempotencyKey();
            int dice = random.nextInt(100);
            if (!known.contains(key)) {
                if (dice < 8) {
                    return new Outcome.Retry(null, "UNAVAILABLE", "x");
                } else if (dice < 12) {
                    return new Outcome.Busy(Duration.ofSeconds(1), "x");
                }
                known.add(key);
                rig.bridge.proofs.put(key, new Proof.Delivered(null));
                List<Integer> all = seen.computeIfAbsent(message.sessionKey(), _ -> new ArrayList<>());
                int number = Integer.parseInt(message.text());
                if (!all.contains(number)) {
                    all.add(number);
                }
            }
            return dice < 20 ? new Outcome.Unknown(Outcome.Unknown.Reason.NO_ANSWER, "x") : ScriptedBridge.DELIVERED;
        };
        rig.start();
        List<Notification> rows = new ArrayList<>();
        int boot = 1;
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> {
                    List<Rows> batch = new ArrayList<>();
                    for (int i = random.nextInt(6); i >= 0; i--) {
                        batch.add(Rows.to("telegram:direct:" + random.nextInt(80))
                                .text("" + (rows.size() + batch.size())));
                    }
                    try {
                        rows.addAll(rig.submit(batch));
                    } catch (StoreException e) {
                        // not accepted
                    }
                }
                case 5 -> {
                    rig.bridge.disconnect();
                    known.retainAll(random.nextBoolean() ? Set.copyOf(known) : Set.of());
                }
                case 6 -> rig.bridge.connect("boot-" + (known.isEmpty() ? ++boot : boot));
                case 7 ->
                    rig.bridge.breaker(
                            random.nextInt(4) == 0 ? BridgeStatus.BreakerState.OPEN : BridgeStatus.BreakerState.CLOSED);
                case 8 -> {
                    if (random.nextInt(4) == 0) {
                        rig.crash();
                    }
                }
                case 9 -> rig.store.failNextWrites(1, StoreException.Reason.UNAVAILABLE);
                case 10 -> rig.store.loseNextAnswers(0);
                default -> rig.advance(Duration.ofMillis(random.nextInt(3_000)));
            }
            rig.advance(Duration.ofMillis(random.nextInt(60)));
        }
        rig.store.recover();
        rig.bridge.breaker(BridgeStatus.BreakerState.CLOSED);
        rig.bridge.connect("boot-" + (known.isEmpty() ? ++boot : boot));
        rig.advance(Duration.ofMinutes(30));

        assertThat(rows)
                .hasSizeGreaterThan(300)
                .allSatisfy(row -> assertThat(rig.now(row).state()).isInstanceOf(NotificationState.Delivered.class));
        assertThat(rig.bridge.mostPerSession).isEqualTo(1);
        assertThat(rig.bridge.mostDirects).isLessThanOrEqualTo(8);
        seen.forEach((session, numbers) -> assertThat(numbers).as(session).isSorted());
        assertThat(seen.values().stream().mapToInt(List::size).sum()).isEqualTo(rows.size());
    }
}
