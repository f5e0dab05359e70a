package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Fault.FrameKind;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ticks, silence, skipped numbers and boots: what tells that the gateway is there, the same, and that nothing was missed.
final class SilenceTest {
    @RegisterExtension
    @Order(1)
    static final FakeGatewayExtension GATEWAYS =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @RegisterExtension
    @Order(2)
    static final Clients CLIENTS = new Clients();

    private static final Duration LIMIT = Duration.ofSeconds(75);
    private static final Duration INSTANT = Duration.ofMillis(1);

    @Test
    void after75SecondsWithoutAFrameTheConnectionIsGivenUp(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.StallAfter(FrameKind.HELLO));
        TestClient client = clients.to(gateway).start();
        String boot = client.ready().bootId();
        CompletableFuture<CallResult> call = client.call(TestClient.health().within(Duration.ofMinutes(5)));

        client.time.advance(LIMIT.minus(INSTANT));
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
        client.time.advance(INSTANT);

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isEqualTo(new CloseReason.Silent(LIMIT));
        assertThat(waiting.retry()).isEqualTo(new Reconnector.Retry(Duration.ofSeconds(1), null, false));
        assertThat(TestClient.get(call)).isEqualTo(new CallResult.Lost(waiting.reason(), boot));
        gateway.awaitNoSockets();
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void ticksKeepAConnectionForEver(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();

        for (int i = 1; i <= 20; i++) {
            gateway.advance(Duration.ofSeconds(30));
            client.awaitEvents("tick", i);
            client.time.advance(Duration.ofSeconds(30));
        }

        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
        assertThat(gateway.connectionCount()).isEqualTo(1);
    }

    @Test
    void anyEventCountsWhenTicksStayAway(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.NoTicks());
        TestClient client = clients.to(gateway).start();
        client.ready();
        for (int i = 1; i <= 5; i++) {
            client.time.advance(LIMIT.minus(INSTANT));
            gateway.emit("anything", "{}");
            client.awaitEvents("anything", i);
        }
        assertThat(client.events("tick")).isEmpty();
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);

        client.time.advance(LIMIT.minus(INSTANT));
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
        client.time.advance(INSTANT);

        assertThat(client.waiting().reason()).isEqualTo(new CloseReason.Silent(LIMIT));
    }

    @Test
    void anAnswerCountsAndSoDoesGarbageButAPingDoesNot(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(
                HandMadeGateway.hello(),
                request -> peer.answer(request.path("id").asText(), "{}")));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();
        client.time.advance(LIMIT.minus(INSTANT));
        client.ask(TestClient.health());
        client.time.advance(LIMIT.minus(INSTANT));
        gateway.peer().run(() -> gateway.peer().say("garbage"));
        gateway.peer().run(() -> gateway.peer().event("after-garbage", 1));
        client.awaitEvents("after-garbage", 1);
        client.time.advance(LIMIT.minus(INSTANT));
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);

        CompletableFuture<Void> answered = new CompletableFuture<>();
        gateway.peer().run(() -> {
            gateway.peer().socket.pongHandler(ignored -> answered.complete(null));
            gateway.peer().socket.writePing(Buffer.buffer());
        });
        TestClient.get(answered);
        client.time.advance(INSTANT);

        assertThat(client.waiting().reason()).isInstanceOf(CloseReason.Silent.class);
    }

    @ParameterizedTest
    @CsvSource({
        "30000, 75000",
        "1000, 2500",
        "1, 1000",
        "400, 1000",
        "0, 75000",
        "-5, 75000",
        "'\"soon\"', 75000",
        "null, 75000",
        "9223372036854775807, 9000000",
        "1e300, 9000000",
        "99999999999999999999999, 9000000"
    })
    void theGatewaysOwnTickIntervalCountsWithinReason(String tick, long limitMillis, Clients.Maker clients)
            throws Exception {
        ObjectNode hello = HandMadeGateway.hello();
        hello.withObject("/policy").set("tickIntervalMs", HandMadeGateway.JSON.readTree(tick));
        TestClient client = clients.greeted(hello, (peer, request) -> {}).start();
        client.ready();

        client.time.advance(Duration.ofMillis(limitMillis).minus(INSTANT));
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
        client.time.advance(INSTANT);

        assertThat(client.waiting().reason()).isEqualTo(new CloseReason.Silent(Duration.ofMillis(limitMillis)));
    }

    @Test
    void skippedNumbersAreAnnouncedExactly(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        gateway.emit("a", "{}");
        gateway.inject(new Fault.SkipSeq(3));
        gateway.emit("b", "{}");
        gateway.emit("c", "{}");
        gateway.inject(new Fault.SkipSeq(1));
        gateway.emit("d", "{}");
        client.awaitEvents("d", 1);

        assertThat(client.gaps()).containsExactly(3L, 1L);
    }

    @Test
    void eachConnectionCountsFromOne(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        client.ready();
        gateway.emit("a", "{}");
        gateway.emit("a", "{}");
        client.awaitEvents("a", 2);
        gateway.dropSockets();
        client.passDelay(client.waiting());
        client.ready();
        gateway.emit("b", "{}");
        client.awaitEvents("b", 1);
        assertThat(client.gaps()).isEmpty();

        gateway.dropSockets();
        client.passDelay(client.waiting());
        client.ready();
        gateway.inject(new Fault.SkipSeq(2));
        gateway.emit("c", "{}");
        client.awaitEvents("c", 1);
        assertThat(client.gaps())
                .as("the first event of a connection can be missed, too")
                .containsExactly(2L);
    }

    @Test
    void numbersThatMakeNoSenseAreNoGaps(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(HandMadeGateway.hello(), ignored -> {}));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();

        gateway.peer().run(() -> {
            HandMadeGateway.Peer peer = gateway.peer();
            for (long seq : new long[] {1, 1, 0, -7, Long.MIN_VALUE, 2}) {
                peer.event("x", seq);
            }
            peer.say("{'type':'event','event':'x'}");
            peer.say("{'type':'event','event':'x','seq':'3'}");
            peer.say("{'type':'event','event':'x','seq':null}");
            peer.event("x", 5);
            peer.event("x", Long.MAX_VALUE);
            peer.event("x", 6);
            peer.event("x", Long.MAX_VALUE);
            peer.event("last", -1);
        });
        client.awaitEvents("last", 1);

        assertThat(client.gaps()).containsExactly(1L, Long.MAX_VALUE - 6);
        assertThat(client.events("x")).as("all are delivered").hasSize(13);
    }

    @Test
    void aRestartedGatewayIsAnotherBootAndALostSocketIsNot(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();
        String first = client.ready().bootId();
        gateway.dropSockets();
        client.passDelay(client.waiting());
        assertThat(client.ready().bootId()).isEqualTo(first);

        gateway.kill();
        gateway.boot();
        client.passDelay(client.waiting());

        String second = client.ready().bootId();
        assertThat(second).isNotEqualTo(first).isEqualTo(gateway.bootId());
        assertThat(client.ask(TestClient.health()))
                .isInstanceOfSatisfying(
                        CallResult.Answered.class,
                        answer -> assertThat(answer.bootId()).isEqualTo(second));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGatewayThatNamesNoBootIsANewOneEachTime(boolean protocol4, FakeGateway gateway, Clients.Maker clients) {
        Fault fault = protocol4 ? new Fault.HelloWithoutBootId() : new Fault.ProtocolOnly3();
        for (int i = 0; i < 3; i++) {
            gateway.inject(fault);
        }
        TestClient client = clients.to(gateway).start();
        String first = client.ready().bootId();
        gateway.dropSockets();
        client.passDelay(client.waiting());
        String second = client.ready().bootId();
        client.close();
        TestClient afterRestart = clients.to(gateway).start();

        assertThat(List.of(first, second, afterRestart.ready().bootId())).doesNotHaveDuplicates();
    }
}
