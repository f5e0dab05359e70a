package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.GatewayError;
import io.openclaw.bridge.fakegateway.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls, faults, stops and the passing of time, in any order: every call ends exactly once, and nothing is left.
@ExtendWith(Clients.class)
final class RandomInterleavingsTest {
    private static final int STEPS = 250;

    /// One run, reproducible by its seed as far as two machines' sockets are.
    private static final class Play {
        private final SplittableRandom random;
        private final FakeGateway gateway;
        private final TestClient client;
        private final List<AtomicInteger> ends = new ArrayList<>();
        private final List<String> story = new ArrayList<>();

        Play(long seed, FakeGateway gateway, TestClient client) {
            this.random = new SplittableRandom(seed);
            this.gateway = gateway;
            this.client = client;
        }

        void run() {
            client.start();
            for (int i = 0; i < STEPS; i++) {
                step();
            }
        }

        private void step() {
            int dice = random.nextInt(100);
            if (dice < 45) {
                for (int n = random.nextInt(1, 12); n > 0; n--) {
                    call();
                }
            } else if (dice < 60) {
                Fault fault = fault();
                int times = random.nextInt(1, 4);
                story.add("fault " + times + " " + fault);
                gateway.inject(fault, Times.times(times));
            } else if (dice < 85) {
                Duration duration = Duration.ofMillis(random.nextInt(1, random.nextBoolean() ? 300 : 20_000));
                story.add("time " + duration);
                client.time.advance(duration);
                gateway.advance(duration);
            } else if (dice < 90) {
                story.add("drop");
                gateway.dropSockets();
            } else if (dice < 94) {
                story.add("close by the gateway");
                gateway.closeSockets(random.nextBoolean() ? 1012 : 1011, "");
            } else if (dice < 96) {
                story.add("kill and boot");
                gateway.kill();
                gateway.boot();
            } else if (dice < 98) {
                story.add("close, start");
                client.client.close().subscribe().with(_ -> {});
                client.client.start();
            } else {
                story.add("event");
                gateway.emit("noise", "{}");
            }
        }

        private void call() {
            Call call = switch (random.nextInt(6)) {
                case 0 -> TestClient.agent("a" + ends.size());
                case 1, 2 -> TestClient.send("s" + ends.size());
                case 3 -> TestClient.health().using(Call.Share.BESIDE);
                case 4 -> Call.of("chat.history", TestClient.params().put("sessionKey", "main"));
                default -> TestClient.health();
            };
            if (random.nextInt(3) == 0) {
                call = call.within(Duration.ofMillis(random.nextInt(0, 5_000)));
            }
            boolean again = random.nextInt(4) == 0;
            watch(call, again);
        }

        private void watch(Call call, boolean again) {
            AtomicInteger count = new AtomicInteger();
            synchronized (ends) {
                ends.add(count);
            }
            client.client.call(call).subscribe().with(result -> {
                count.incrementAndGet();
                if (result instanceof CallResult.Accepted accepted) {
                    AtomicInteger last = new AtomicInteger();
                    synchronized (ends) {
                        ends.add(last);
                    }
                    accepted.last().subscribe().with(ignored -> last.incrementAndGet());
                }
                if (again) {
                    watch(call, false);
                }
            });
        }

        private Fault fault() {
            return switch (random.nextInt(20)) {
                case 0 -> new Fault.Silence("*", Effect.NONE);
                case 1 -> new Fault.Silence("send", Effect.DONE);
                case 2 -> new Fault.LateAnswer("*", Duration.ofMillis(random.nextInt(1, 40_000)));
                case 3 -> new Fault.AnswerTwice("*");
                case 4 -> new Fault.AnswerUnknownId("*");
                case 5 -> new Fault.AnswerOutOfOrder("*");
                case 6 -> new Fault.AnswerAfterFinal();
                case 7 -> new Fault.AcceptThenSilence();
                case 8 -> new Fault.Garbage("*");
                case 9 -> new Fault.Busy("*");
                case 10 -> new Fault.Restarting("*");
                case 11 -> new Fault.CloseWith("*", 1011, "", Effect.NONE);
                case 12 -> new Fault.DropSocket("*");
                case 13 -> new Fault.DropSocket("connect");
                case 14 -> new Fault.NoChallenge();
                case 15 -> new Fault.StartupSidecars();
                case 16 -> new Fault.RefuseUpgrade(503, 2);
                case 17 ->
                    new Fault.RefuseConnect(GatewayError.unavailable("later").retryable(700), 1013, "later");
                case 18 -> new Fault.SkipSeq(random.nextInt(1, 100));
                default -> new Fault.Fragmented(random.nextInt(1, 50));
            };
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261120, -1, 42, 4711, 99, 1_000_003, Long.MIN_VALUE})
    void everyCallEndsExactlyOnceAndNothingIsLeft(long seed, Clients.Maker clients) {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().manualTime())) {
            TestClient client = clients.to(gateway, settings -> settings.withWindow(8, 20));
            Play play = new Play(seed, gateway, client);

            play.run();
            client.close(); // checks that no place is taken and no timer left

            synchronized (play.ends) {
                assertThat(play.ends)
                        .as("seed %d: %s", seed, play.story)
                        .hasSizeGreaterThan(STEPS)
                        .allMatch(count -> count.get() == 1);
            }
            gateway.awaitNoSockets();
            gateway.clearFaults();
            client.start();
            ClientState state = client.next(ClientState.class);
            while (!(state instanceof ClientState.Ready ready && ready == client.client.state())) {
                state = client.next(ClientState.class);
            }
            assertThat(client.ask(TestClient.health())).as("it still works").isInstanceOf(CallResult.Answered.class);
            client.close();
        }
    }
}
