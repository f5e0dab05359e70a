package io.openclaw.bridge.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private final VirtualTime time = new VirtualTime(START);
    private final List<String> story = new ArrayList<>();

    @Test
    void timeStandsStillUntilItIsAdvanced() {
        time.after(Duration.ofSeconds(1), () -> story.add("rang"));
        time.settle();
        time.advance(Duration.ofMillis(999));
        assertThat(story).isEmpty();

        time.advance(Duration.ofMillis(1));

        assertThat(story).containsExactly("rang");
        assertThat(time.instant()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void tasksRunInOrderOfTimeEachAtItsOwnInstant() {
        time.after(Duration.ofSeconds(3), () -> story.add("third at " + elapsed()));
        time.after(Duration.ofSeconds(1), () -> {
            story.add("first at " + elapsed());
            time.after(Duration.ofSeconds(1), () -> story.add("second at " + elapsed()));
        });

        time.advance(Duration.ofSeconds(10));

        assertThat(story).containsExactly("first at 1", "second at 2", "third at 3");
        assertThat(elapsed()).isEqualTo(10);
    }

    @Test
    void tasksOfOneInstantRunInTheOrderTheyCame() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            time.execute(() -> story.add("task " + number));
        }

        time.settle();

        assertThat(story).containsExactly("task 0", "task 1", "task 2", "task 3", "task 4");
    }

    @Test
    void aTaskCannotAdvanceItsOwnTime() {
        time.execute(() -> assertThatThrownBy(() -> time.advance(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class));

        time.settle();
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTaskThatThrowsLeavesTheClockUsable() {
        time.execute(() -> {
            throw new IllegalStateException("boom");
        });
        assertThatThrownBy(time::settle).hasMessage("boom");
        time.execute(() -> story.add("next"));

        time.settle();

        assertThat(story).containsExactly("next");
    }

    @Test
    void whatAnotherThreadAddsWhileOneRunsIsNotForgotten() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch added = new CountDownLatch(1);
        LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
        time.execute(() -> {
            inside.countDown();
            awaitUninterrupted(added);
        });
        Thread runner = Thread.ofVirtual().start(time::settle);
        inside.await();

        time.execute(() -> ran.add("late"));
        time.settle();
        added.countDown();

        assertThat(ran.poll(10, TimeUnit.SECONDS)).isEqualTo("late");
        runner.join();
    }

    private long elapsed() {
        return Duration.between(START, time.instant()).toSeconds();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
