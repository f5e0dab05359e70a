package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class ManyThreadsTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyCallOfEveryThreadGetsItsOwnAnswerExactlyOnce(
            boolean platformThreads, FakeGateway gateway, Clients.Maker clients) throws InterruptedException {
        int threads = 8;
        int callsEach = 120; // all of them fit into the window and its queue
        TestClient client = clients.to(gateway).start();
        client.ready();
        Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
        List<String> wrong = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads * callsEach);
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int caller = t;
            Runnable work = () -> {
                for (int i = 0; i < callsEach; i++) {
                    String key = caller + "-" + i;
                    client.client.call(TestClient.send(key)).subscribe().with(result -> {
                        if (!(result instanceof CallResult.Answered answer)
                                || !answer.response()
                                        .payload()
                                        .path("runId")
                                        .asText()
                                        .equals(key)) {
                            synchronized (wrong) {
                                wrong.add(key + " " + result);
                            }
                        }
                        ends.computeIfAbsent(key, ignored -> new AtomicInteger())
                                .incrementAndGet();
                        done.countDown();
                    });
                }
            };
            callers.add(
                    platformThreads
                            ? Thread.ofPlatform().start(work)
                            : Thread.ofVirtual().start(work));
        }

        assertThat(done.await(TestClient.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        client.settle();
        assertThat(wrong).isEmpty();
        assertThat(ends).hasSize(threads * callsEach);
        assertThat(ends.values()).allMatch(count -> count.get() == 1);
        assertThat(gateway.posted()).hasSize(threads * callsEach);
        assertThat(client.client.snapshot().outstanding()).isZero();
    }

    /// Whoever calls without end and is refused at once must not keep the event loop from its socket.
    @Test
    void callersWhoAreRefusedAtOnceDoNotStarveThoseWhoAreAnswered(FakeGateway gateway, Clients.Maker clients)
            throws InterruptedException {
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 0)).start();
        client.ready();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            callers.add(Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    CallResult result =
                            client.client.call(TestClient.health()).await().atMost(TestClient.PATIENCE);
                    if (result instanceof CallResult.NotWritten) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }

        for (int i = 0; i < 200; i++) {
            assertThat(client.ask(TestClient.health().using(Call.Share.BESIDE)))
                    .isInstanceOf(CallResult.Answered.class);
        }

        stop.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(refused).hasPositiveValue();
    }
}
