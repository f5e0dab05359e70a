package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VirtualTimerTest {
    private final VirtualTimer time = new VirtualTimer();

    @Test
    void everyTaskRunsAtItsOwnTimeInOrder() {
        List<String> log = new ArrayList<>();
        long start = time.nanoTime();
        time.schedule(Duration.ofSeconds(2), () -> log.add("b" + (time.nanoTime() - start)));
        time.schedule(Duration.ofSeconds(1), () -> {
            log.add("a" + (time.nanoTime() - start));
            time.schedule(Duration.ofSeconds(1), () -> log.add("c" + (time.nanoTime() - start)));
            time.schedule(Duration.ofSeconds(9), () -> log.add("never"));
        });

        time.advance(Duration.ofSeconds(9));

        assertThat(log).containsExactly("a1000000000", "b2000000000", "c2000000000");
        assertThat(time.nanoTime() - start).isEqualTo(Duration.ofSeconds(9).toNanos());
        assertThat(time.scheduled()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aCancelledTaskNeverRuns() {
        List<String> log = new ArrayList<>();
        Timer.Task task = time.schedule(Duration.ofSeconds(1), () -> log.add("no"));
        time.schedule(Duration.ofMillis(500), task::cancel);

        time.advance(Duration.ofSeconds(2));
        task.cancel();

        assertThat(log).isEmpty();
        assertThat(time.scheduled()).isEmpty();
    }

    @Test
    void tasksRunOnTheContextAndTheirFailureIsTheTests() {
        Vertx vertx = Vertx.vertx();
        try {
            Context context = vertx.getOrCreateContext();
            time.on(context);
            List<Boolean> there = new ArrayList<>();
            time.schedule(Duration.ofSeconds(1), () -> there.add(Vertx.currentContext() == context));
            time.schedule(Duration.ofSeconds(2), () -> {
                throw new IllegalStateException("boom");
            });

            assertThatThrownBy(() -> time.advance(Duration.ofSeconds(3))).hasRootCauseMessage("boom");
            assertThat(there).containsExactly(true);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
