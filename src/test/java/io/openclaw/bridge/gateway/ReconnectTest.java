package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class ReconnectTest {

    @Test
    void delaysDoubleWhileNobodyAnswersAndStartAnewOnlyAfterHello(FakeGateway gateway, Clients.Maker clients) {
        gateway.kill();
        TestClient client = clients.to(gateway).start();
        List<Long> delays = new ArrayList<>();
        ClientState.Waiting waiting = client.waiting();
        for (int i = 0; i < 7; i++) {
            assertThat(waiting.reason()).isInstanceOf(CloseReason.Unreachable.class);
            assertThat(waiting.retry().humanNeeded()).isFalse();
            delays.add(waiting.retry().delay().toSeconds());
            client.passDelay(waiting);
            waiting = client.waiting();
        }
        assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);

        gateway.boot();
        gateway.inject(new Fault.CloseWith("connect", 1011, ""));
        client.passDelay(waiting);
        waiting = client.waiting();
        assertThat(waiting.reason()).as("an open socket is no hello").isInstanceOf(CloseReason.Closed.class);
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(30));

        client.passDelay(waiting);
        client.ready();
        gateway.dropSockets();
        assertThat(client.waiting().retry().delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(client.client.snapshot().failures()).isEqualTo(9);
        assertThat(client.client.snapshot().attempts()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1009, 1011, 1012, 1013, 4000})
    void whateverTheGatewayClosesWithItIsTriedAgainSoon(int code, FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        gateway.closeSockets(code, "because");

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isEqualTo(new CloseReason.Closed(code, "because", false, null));
        assertThat(waiting.retry()).isEqualTo(new Reconnector.Retry(Duration.ofSeconds(1), null, false));
        client.passDelay(waiting);
        client.ready();
        assertThat(client.client.snapshot().reconnects()).isEqualTo(1);
    }

    @Test
    void aResetIs1006(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        gateway.dropSockets();

        assertThat(client.waiting().reason())
                .isInstanceOfSatisfying(
                        CloseReason.Closed.class,
                        closed -> assertThat(closed.code()).isEqualTo(1006));
    }

    @Test
    void aBreachOfPolicyIsTriedSlowlyAndSaid(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        gateway.closeSockets(1008, "slow consumer");

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(waiting.hint()).contains("slow consumer");
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void anAnnouncedRestartIsWaitedOut(Clients.Maker clients) {
        try (FakeGateway gateway =
                FakeGateway.start(FakeGatewayOptions.defaults().manualTime())) {
            TestClient client = clients.to(gateway).start();
            String boot = client.ready().bootId();

            gateway.inject(new Fault.Shutdown(5_000));

            ClientState.Waiting waiting = client.waiting();
            assertThat(waiting.reason())
                    .isEqualTo(new CloseReason.Closed(1012, "service restart", true, Duration.ofSeconds(5)));
            assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(5));
            gateway.advance(Duration.ofSeconds(5));
            gateway.boot(); // waits until the port is open
            client.passDelay(waiting);
            assertThat(client.ready().bootId()).isNotEqualTo(boot);
            client.close();
        }
    }

    @Test
    void aRestartThatAnnouncesAnHourIsStillLookedForAfterHalfAMinute(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(HandMadeGateway.hello(), ignored -> {}));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();

        gateway.peer().run(() -> {
            gateway.peer().say("{'type':'event','event':'shutdown','payload':{'restartExpectedMs':9007199254740993}}");
            gateway.peer().socket.close((short) 1012, "service restart");
        });

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aGatewayThatDrainsRefusesAndComesBackAsAnotherBoot(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        ClientState.Ready before = client.ready();

        gateway.terminate();

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isEqualTo(new CloseReason.Closed(1012, "service restart", true, null));
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1));
        gateway.awaitExit();
        client.passDelay(waiting);
        ClientState.Waiting refused = client.waiting();
        assertThat(refused.reason()).isInstanceOf(CloseReason.Unreachable.class);
        gateway.boot();
        client.passDelay(refused);
        assertThat(client.ready().bootId()).isNotEqualTo(before.bootId());
        assertThat(client.awaitEvents("shutdown", 1)).hasSize(1);
    }

    @Test
    void whatWasOnTheSocketIsLostAndWhatWaitedNeverLeft(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Silence("health", Fault.Effect.NONE), io.openclaw.bridge.fakegateway.Times.times(2));
        TestClient client =
                clients.to(gateway, settings -> settings.withWindow(2, 10)).start();
        String boot = client.ready().bootId();
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(client.call(TestClient.health().using(Call.Share.WHOLE)));
        }
        gateway.awaitRequests("health", 2);

        gateway.dropSockets();
        ClientState.Waiting waiting = client.waiting();

        for (CompletableFuture<CallResult> call : calls.subList(0, 2)) {
            assertThat(TestClient.get(call)).isEqualTo(new CallResult.Lost(waiting.reason(), boot));
        }
        for (CompletableFuture<CallResult> call : calls.subList(2, 4)) {
            assertThat(TestClient.get(call))
                    .isInstanceOfSatisfying(
                            CallResult.NotWritten.class,
                            notWritten -> assertThat(notWritten.why()).isEqualTo(CallResult.Why.NOT_CONNECTED));
        }
        client.passDelay(waiting);
        client.ready();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }
}
