package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What the room itself costs: a store in memory, a bridge that answers at once. `-Ddelivery.overhead=true`.
@EnabledIfSystemProperty(named = "delivery.overhead", matches = "true")
class DeliveryOverheadTest {
    @Test
    void rowsPerSecond() {
        double best = 0;
        for (int round = 0; round < 5; round++) {
            DeliveryRig rig = new DeliveryRig();
            rig.bridge.onSend = _ -> {};
            rig.bridge.keepSent = false;
            rig.start();
            long begun = System.nanoTime();
            int count = 0;
            for (int i = 0; i < 400; i++) {
                List<Rows> rows = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    rows.add(Rows.to("telegram:direct:" + count++ % 1_000));
                }
                rig.submit(rows);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(rig.bridge.count).isEqualTo(count);
            best = Math.max(best, count / seconds);
            System.err.printf("delivery overhead: %.0f rows/s%n", count / seconds);
        }
        assertThat(best).isGreaterThan(20_000);
    }
}
