package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clients.class)
final class InboxTest {

    @Test
    void tasksOfOneThreadRunInOrderAndNoneIsForgotten(Clients.Maker clients) throws InterruptedException {
        Context context = ((VertxInternal) clients.vertx()).createEventLoopContext();
        Inbox inbox = new Inbox(context);
        int threads = 4;
        int each = 20_000;
        List<List<Integer>> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads * each);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<Integer> mine = new ArrayList<>(); // on the context only
            seen.add(mine);
            all.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    inbox.run(() -> {
                        mine.add(number);
                        done.countDown();
                    });
                }
            }));
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(seen).allSatisfy(mine -> assertThat(mine).hasSize(each).isSorted());
    }

    @Test
    void aTaskThatThrowsDoesNotKeepTheNextFromRunning(Clients.Maker clients) {
        Logger log = Logger.getLogger(Inbox.class.getName());
        log.setLevel(Level.OFF);
        Context context = ((VertxInternal) clients.vertx()).createEventLoopContext();
        Inbox inbox = new Inbox(context);
        CompletableFuture<Void> next = new CompletableFuture<>();
        CountDownLatch held = new CountDownLatch(1);
        context.runOnContext(ignored -> await(held)); // so that all of them come in one go
        inbox.run(() -> {
            throw new IllegalStateException("on purpose");
        });
        inbox.run(() -> {
            throw new AssertionError("on purpose");
        });
        inbox.run(() -> next.complete(null));
        held.countDown();

        TestClient.get(next);
        log.setLevel(null);
    }

    @Test
    void aFloodOfTasksLetsOthersOnTheEventLoopHaveTheirTurn(Clients.Maker clients) {
        Context context = ((VertxInternal) clients.vertx()).createEventLoopContext();
        Inbox inbox = new Inbox(context);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger ran = new AtomicInteger();
        CompletableFuture<Integer> other = new CompletableFuture<>();
        // Each task puts in the next from another thread before it ends: the inbox is never seen empty.
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            ran.incrementAndGet();
            if (!stop.get()) {
                TestClient.get(CompletableFuture.runAsync(() -> inbox.run(again[0])));
            }
        };
        inbox.run(again[0]);

        context.runOnContext(ignored -> other.complete(ran.get()));

        assertThat(TestClient.get(other)).isLessThan(100_000);
        stop.set(true);
    }

    @Test
    void onTheContextATaskRunsAtOnce(Clients.Maker clients) {
        Context context = ((VertxInternal) clients.vertx()).createEventLoopContext();
        Inbox inbox = new Inbox(context);
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            boolean[] done = new boolean[1];
            inbox.run(() -> done[0] = true);
            ran.complete(done[0]);
        });

        assertThat(TestClient.get(ran)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
