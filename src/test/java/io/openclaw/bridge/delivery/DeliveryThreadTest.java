package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryThreadTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryMetrics metrics = new DeliveryMetrics(registry);
    private final List<String> ran = new ArrayList<>();

    private double faults() {
        return registry.get("openclaw.delivery.faults").counter().count();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, AssertionError.class})
    void faultIsCountedAndEverythingElseGoesOn(Class<? extends Throwable> kind) {
        DeliveryThread thread = new DeliveryThread(Runnable::run, () -> ran.add("round"), metrics::fault);
        thread.execute(() -> sneak(kind));
        thread.execute(() -> ran.add("task"));
        assertThat(ran).containsExactly("round", "task", "round");
        assertThat(faults()).isEqualTo(1);
    }

    @Test
    void faultOfARoundIsCountedToo() {
        DeliveryThread thread =
                new DeliveryThread(Runnable::run, () -> sneak(IllegalStateException.class), metrics::fault);
        thread.execute(() -> ran.add("task"));
        thread.execute(() -> ran.add("task"));
        assertThat(ran).hasSize(2);
        assertThat(faults()).isEqualTo(2);
    }

    private static void sneak(Class<? extends Throwable> kind) {
        if (kind == IllegalStateException.class) {
            throw new IllegalStateException();
        }
        throw kind == StackOverflowError.class ? new StackOverflowError() : new AssertionError();
    }
}
