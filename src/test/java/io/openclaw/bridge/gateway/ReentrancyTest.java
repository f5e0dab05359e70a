package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.Times;
import io.openclaw.bridge.gateway.frame.Frame;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whoever gets a result may do anything with it at once, on the client's own event loop: call again, close, start, throw.
@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class ReentrancyTest {
    /// Both have to say what the tests here provoke.
    private static final List<Logger> LOGS =
            List.of(Logger.getLogger(CarefulListener.class.getName()), Logger.getLogger(PendingCall.class.getName()));

    @BeforeAll
    static void mute() {
        LOGS.forEach(log -> log.setLevel(Level.OFF));
    }

    @AfterAll
    static void unmute() {
        LOGS.forEach(log -> log.setLevel(null));
    }

    /// Calls, and calls again from inside each result, so many times.
    private static CompletableFuture<List<CallResult>> chain(TestClient client, Call call, int times) {
        CompletableFuture<List<CallResult>> done = new CompletableFuture<>();
        List<CallResult> results = new CopyOnWriteArrayList<>();
        chain(client, call, times, results, done);
        return done;
    }

    private static void chain(
            TestClient client,
            Call call,
            int left,
            List<CallResult> results,
            CompletableFuture<List<CallResult>> done) {
        client.client.call(call).subscribe().with(result -> {
            results.add(result);
            if (left == 1) {
                done.complete(results);
            } else {
                chain(client, call, left - 1, results, done);
            }
        });
    }

    @Test
    void aCallFromInsideAnAnswerIsAnswered(FakeGateway gateway, Clients.Maker clients) {
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 0)).start();
        client.ready();

        assertThat(TestClient.get(chain(client, TestClient.health(), 200)))
                .hasSize(200)
                .allMatch(CallResult.Answered.class::isInstance);
    }

    @Test
    void resultsComeOnTheEventLoop(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        CompletableFuture<Boolean> there = new CompletableFuture<>();

        client.client
                .call(TestClient.health())
                .subscribe()
                .with(ignored -> there.complete(Context.isOnEventLoopThread()));

        assertThat(TestClient.get(there)).isTrue();
    }

    @Test
    void aCallFromInsideAnExpiryGetsItsPlaceAndItsDeadline(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE), Times.ALWAYS);
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(2, 0)).start();
        client.ready();
        CompletableFuture<List<CallResult>> one =
                chain(client, TestClient.health().within(Duration.ofSeconds(2)).using(Call.Share.WHOLE), 10);
        CompletableFuture<List<CallResult>> other =
                chain(client, TestClient.health().within(Duration.ofSeconds(3)).using(Call.Share.WHOLE), 5);
        gateway.awaitRequests("health", 2);

        client.time.advance(Duration.ofSeconds(20));

        assertThat(TestClient.get(one)).hasSize(10).allMatch(CallResult.NoAnswer.class::isInstance);
        assertThat(TestClient.get(other)).hasSize(5).allMatch(CallResult.NoAnswer.class::isInstance);
    }

    @Test
    void aCallFromInsideTheEndOfTheConnectionFindsNone(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE), Times.times(3));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(3, 10)).start();
        client.ready();
        List<CompletableFuture<List<CallResult>>> chains = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            chains.add(chain(client, TestClient.health().using(Call.Share.WHOLE), 3));
        }
        gateway.awaitRequests("health", 3);

        gateway.dropSockets();

        for (CompletableFuture<List<CallResult>> chain : chains) {
            assertThat(TestClient.get(chain).subList(1, 3))
                    .allSatisfy(result -> assertThat(result)
                            .isInstanceOfSatisfying(
                                    CallResult.NotWritten.class,
                                    notWritten ->
                                            assertThat(notWritten.why()).isEqualTo(CallResult.Why.NOT_CONNECTED)));
        }
        client.passDelay(client.waiting());
        client.ready();
    }

    @Test
    void closeAndStartFromInsideALostCallAreObeyed(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE), Times.times(3));
        TestClient client = clients.to(gateway).start();
        client.ready();
        AtomicInteger ends = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            client.client.call(TestClient.health()).subscribe().with(result -> {
                if (ends.incrementAndGet() == 1) {
                    client.client.close().subscribe().with(ignored -> {});
                    client.client.start();
                }
            });
        }
        gateway.awaitRequests("health", 3);

        gateway.dropSockets();

        client.next(ClientState.Idle.class);
        client.ready();
        assertThat(ends).hasValue(3);
        assertThat(client.client.snapshot().attempts()).isEqualTo(2);
        client.awaitTimers(1); // the watchdog, and no retry
    }

    @Test
    void closeFromInsideAnAnswerWhileOthersWaitEndsThemAll(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.LateAnswer("health", Duration.ofMillis(100)));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(1, 10)).start();
        client.ready();
        CompletableFuture<CallResult> closer = new CompletableFuture<>();
        client.client.call(TestClient.health()).subscribe().with(result -> {
            client.client.close().subscribe().with(ignored -> {});
            closer.complete(result);
        });
        List<CompletableFuture<CallResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(client.call(TestClient.send("m" + i)));
        }

        assertThat(TestClient.get(closer)).isInstanceOf(CallResult.Answered.class);
        // The first of them got its place in the moment before, all others never.
        assertThat(TestClient.get(waiting.getFirst())).isInstanceOf(CallResult.Lost.class);
        assertThat(waiting.subList(1, 5))
                .allSatisfy(call -> assertThat(TestClient.get(call)).isInstanceOf(CallResult.NotWritten.class));
    }

    @Test
    void whoThrowsOnItsResultHurtsNobodyElse(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Effect.NONE), Times.times(4));
        TestClient client = clients.to(gateway).start();
        client.ready();
        List<CompletableFuture<CallResult>> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            client.client.call(TestClient.health()).subscribe().withSubscriber(new Thrower());
            others.add(client.call(TestClient.health()));
        }
        gateway.awaitRequests("health", 4);

        gateway.dropSockets();

        assertThat(others).allSatisfy(call -> assertThat(TestClient.get(call)).isInstanceOf(CallResult.Lost.class));
        client.passDelay(client.waiting());
        client.ready();
        client.client.call(TestClient.health()).subscribe().withSubscriber(new Thrower());
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(client.client.snapshot().outstanding()).isZero();
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
    }

    /// Does what no subscriber may do.
    private static final class Thrower implements UniSubscriber<CallResult> {
        @Override
        public void onSubscribe(UniSubscription subscription) {}

        @Override
        public void onItem(CallResult item) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void onFailure(Throwable failure) {
            throw new IllegalStateException("on purpose", failure);
        }
    }

    @Test
    void aListenerThatThrowsStopsNothing(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.with(GatewaySettings.of(gateway.uri(), gateway::token), new GatewayListener() {
            @Override
            public void onState(ClientState state) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void onEvent(Frame.Event event) {
                throw new AssertionError("on purpose");
            }

            @Override
            public void onGap(long missed) {
                throw new IllegalStateException("on purpose");
            }
        });
        client.start().ready();
        gateway.inject(new Fault.SkipSeq(1));
        gateway.emit("x", "{}");
        client.awaitEvents("x", 1);
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        gateway.dropSockets();
        client.passDelay(client.waiting());
        client.ready();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void whoCallsFromAListenerOfALostConnectionFindsNone(FakeGateway gateway, Clients.Maker clients) {
        List<CallResult> results = new CopyOnWriteArrayList<>();
        TestClient[] self = new TestClient[1];
        self[0] = clients.with(GatewaySettings.of(gateway.uri(), gateway::token), new GatewayListener() {
            @Override
            public void onState(ClientState state) {
                if (state instanceof ClientState.Waiting || state instanceof ClientState.Idle) {
                    self[0].client.call(TestClient.health()).subscribe().with(results::add);
                }
            }
        });
        self[0].start().ready();

        gateway.dropSockets();
        self[0].passDelay(self[0].waiting());
        self[0].ready();
        self[0].close();

        Awaitility.await().atMost(TestClient.PATIENCE).until(() -> results.size() == 2);
        assertThat(results)
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                CallResult.NotWritten.class,
                                notWritten -> assertThat(notWritten.why()).isEqualTo(CallResult.Why.NOT_CONNECTED)));
        assertThat(gateway.requests("health")).isEmpty();
    }
}
