package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clients.class)
final class VertxTimerTest {

    @Test
    void aTaskRunsOnTheContextWhoeverScheduledIt(Clients.Maker clients) {
        Context context = ((VertxInternal) clients.vertx()).createEventLoopContext();
        VertxTimer timer = new VertxTimer(clients.vertx(), context);
        CompletableFuture<Boolean> there = new CompletableFuture<>();
        long start = timer.nanoTime();

        timer.schedule(Duration.ofMillis(20), () -> there.complete(Vertx.currentContext() == context));

        assertThat(TestClient.get(there)).isTrue();
        assertThat(timer.nanoTime() - start).isGreaterThanOrEqualTo(19_000_000);
    }

    @Test
    void aDelayOfNothingOrLessIsSoon(Clients.Maker clients) {
        VertxTimer timer = new VertxTimer(clients.vertx(), ((VertxInternal) clients.vertx()).createEventLoopContext());
        for (Duration delay : new Duration[] {Duration.ZERO, Duration.ofNanos(1), Duration.ofSeconds(-5)}) {
            CompletableFuture<Void> ran = new CompletableFuture<>();
            timer.schedule(delay, () -> ran.complete(null));
            TestClient.get(ran);
        }
    }

    @Test
    void aDelayBeyondAllClocksIsAcceptedAndCanBeCancelled(Clients.Maker clients) {
        VertxTimer timer = new VertxTimer(clients.vertx(), ((VertxInternal) clients.vertx()).createEventLoopContext());

        timer.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {
                    throw new AssertionError("too soon");
                })
                .cancel();
    }

    /// It has fallen due and is on its way to the context, which is busy: the very moment in which a stop comes.
    @Test
    void aTaskThatIsCancelledAfterItFellDueDoesNotRun(Clients.Maker clients) throws InterruptedException {
        Context context = ((VertxInternal) clients.vertx()).createEventLoopContext();
        VertxTimer timer = new VertxTimer(clients.vertx(), context);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        context.runOnContext(ignored -> {
            held.countDown();
            try {
                assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        AtomicBoolean ran = new AtomicBoolean();
        Timer.Task task = timer.schedule(Duration.ofMillis(1), () -> ran.set(true));
        CountDownLatch later = new CountDownLatch(1);
        Timer other = new VertxTimer(clients.vertx(), ((VertxInternal) clients.vertx()).createEventLoopContext());
        other.schedule(Duration.ofMillis(50), later::countDown);
        assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();

        task.cancel();
        task.cancel();
        release.countDown();

        CompletableFuture<Void> flushed = new CompletableFuture<>();
        timer.schedule(Duration.ofMillis(20), () -> flushed.complete(null));
        TestClient.get(flushed);
        assertThat(ran).isFalse();
    }
}
