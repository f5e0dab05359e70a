package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A gateway that lies, floods or dawdles can deny us its service, but nothing else.
@ExtendWith(Clients.class)
final class HostileGatewayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'maxPayload':0}",
                "{'maxPayload':-1}",
                "{'maxPayload':9223372036854775807}",
                "{'maxPayload':1e400}",
                "{'maxPayload':'much'}",
                "{'maxPayload':null}",
                "[]",
                "null"
            })
    void aPolicyThatMakesNoSenseFallsBackToTheUsual(String policy, Clients.Maker clients) {
        ObjectNode hello = HandMadeGateway.hello();
        hello.set("policy", HandMadeGateway.parse(policy.replace('\'', '"')));
        TestClient client = clients.greeted(
                        hello, (peer, request) -> peer.answer(request.path("id").asText(), "{}"))
                .start();
        client.ready();

        assertThat(client.ask(Call.of("x", TestClient.params().put("t", "x".repeat(100_000)))))
                .isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void aTinyLimitRefusesCallsButKeepsTheConnection(Clients.Maker clients) {
        ObjectNode hello = HandMadeGateway.hello();
        hello.withObject("/policy").put("maxPayload", 1);
        TestClient client = clients.greeted(hello, (peer, request) -> {}).start();
        client.ready();

        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.NotWritten.class);
        assertThat(client.client.state()).isInstanceOf(ClientState.Ready.class);
        assertThat(client.client.snapshot().outstanding()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'protocol':4,'server':7,'auth':{'scopes':'operator.read operator.write'},'features':[],'policy':{}}",
                "{'protocol':4,'server':null,'auth':{'scopes':null},'snapshot':[]}",
                "{'protocol':'4','auth':{'scopes':[['operator.read'],{'a':1},null,7]}}"
            })
    void aHelloOfTheWrongTypesIsNoWelcome(String hello, Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.onRequest(connect -> peer.answer("connect", hello));
            peer.challenge();
        });
        TestClient client = clients.to(gateway.uri()).start();

        assertThat(client.waiting().reason())
                .isInstanceOfAny(CloseReason.ScopesMissing.class, CloseReason.ProtocolViolation.class);
    }

    @Test
    void wildFactsInTheHelloAreTakenForNone(Clients.Maker clients) {
        ObjectNode hello = HandMadeGateway.hello();
        hello.putObject("server").put("version", 7).put("bootId", " ");
        hello.putObject("features")
                .putArray("methods")
                .add("send")
                .add("send")
                .addNull()
                .addObject();
        hello.putObject("snapshot")
                .putObject("sessionDefaults")
                .put("defaultAgentId", true)
                .put("selectionRequired", 3);
        TestClient client = clients.greeted(hello, (peer, request) -> {}).start();

        ClientState.Ready ready = client.ready();

        assertThat(ready.bootId()).startsWith("connection-");
        assertThat(ready.hello().defaultAgentId()).isNull();
        assertThat(ready.hello().offers("send")).isTrue();
    }

    @Test
    void answersWithHugeIdsAreToNobody(Clients.Maker clients) {
        TestClient client = clients.greeted(HandMadeGateway.hello(), (peer, request) -> {
                    peer.answer("x".repeat(5_000_000), "{}");
                    peer.answer("", "{}");
                    peer.answer(request.path("id").asText(), "{'mine':true}");
                })
                .start();
        client.ready();

        assertThat(client.ask(TestClient.health()))
                .isInstanceOfSatisfying(
                        CallResult.Answered.class,
                        answer -> assertThat(
                                        answer.response().payload().path("mine").asBoolean())
                                .isTrue());
        assertThat(client.client.snapshot().unsolicited()).isEqualTo(2);
    }

    @Test
    void aFloodOfEventsIsDeliveredWholeAndCallsGoOnBesideIt(Clients.Maker clients) {
        int events = 2_000;
        String padding = "x".repeat(12_500); // 25 MiB in all
        TestClient client = clients.greeted(HandMadeGateway.hello(), (peer, request) -> {
                    for (int seq = 1; seq <= events; seq++) {
                        peer.say(
                                "{'type':'event','event':'flood','payload':{'t':'" + padding + "'},'seq':" + seq + "}");
                    }
                    peer.answer(request.path("id").asText(), "{}");
                })
                .start();
        client.ready();

        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
        assertThat(client.awaitEvents("flood", events)).hasSize(events);
        assertThat(client.gaps()).isEmpty();
    }

    @Test
    void aGatewayThatWelcomesAndHangsUpIsNotDialledWithoutPause(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.onRequest(connect -> {
                peer.answer("connect", HandMadeGateway.hello().toString());
                peer.socket.close();
            });
            peer.challenge();
        });
        TestClient client = clients.to(gateway.uri()).start();
        for (int i = 1; i <= 5; i++) {
            client.ready();
            ClientState.Waiting waiting = client.waiting();
            assertThat(waiting.retry().delay()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(gateway.upgrades()).isEqualTo(i);
            client.passDelay(waiting);
        }
        client.ready();
    }

    @Test
    void aGatewayThatRefusesWithZeroDelayIsNotDialledWithoutPause(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.onRequest(connect ->
                    peer.refuse("connect", "{'code':'UNAVAILABLE','message':'','retryable':true,'retryAfterMs':0}"));
            peer.challenge();
        });
        TestClient client = clients.to(gateway.uri()).start();

        assertThat(client.waiting().retry().delay()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void itsRequestsAreIgnoredWhenReadyAndDuringTheHandshake(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.greet(HandMadeGateway.hello(), request -> {
                peer.say("{'type':'req','id':'" + request.path("id").asText() + "','method':'x','params':{}}");
                peer.answer(request.path("id").asText(), "{}");
            });
        });
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();

        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void everyFrameThatWeSendHasExactlyTheFieldsOfTheProtocol(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(
                HandMadeGateway.hello(),
                request -> peer.answer(request.path("id").asText(), "{}")));
        TestClient client = clients.to(gateway.uri()).start();
        client.ready();
        client.ask(TestClient.send("x").tracedBy("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        client.ask(TestClient.agent("y"));

        List<JsonNode> frames = gateway.peer().received();
        assertThat(frames).hasSize(3);
        assertThat(frames.get(0).fieldNames()).toIterable().containsExactly("type", "id", "method", "params");
        assertThat(frames.get(1).fieldNames())
                .toIterable()
                .containsExactly("type", "id", "method", "params", "traceparent");
        assertThat(frames.get(2).fieldNames()).toIterable().containsExactly("type", "id", "method", "params");
        assertThat(frames)
                .allSatisfy(frame -> assertThat(frame.path("id").isTextual()).isTrue());
    }

    @Test
    void aGatewayThatNeverReadsGetsNoMoreThanTheWindow(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.greet(HandMadeGateway.hello(), ignored -> {}));
        TestClient client = clients.with(
                        GatewaySettings.of(gateway.uri(), () -> "t").withWindow(4, 8))
                .start();
        client.ready();
        gateway.peer().run(() -> gateway.peer().socket.pause());
        List<CompletableFuture<CallResult>> calls = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> client.call(Call.of("big", TestClient.params().put("t", "x".repeat(1_000_000)))
                        .using(Call.Share.WHOLE)))
                .toList();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> calls.stream().filter(CompletableFuture::isDone).count() == 88);

        assertThat(client.client.snapshot().outstanding()).isEqualTo(4);
        assertThat(client.client.snapshot().waiting()).isEqualTo(8);
        client.time.advance(Duration.ofSeconds(30));
        assertThat(calls).allMatch(CompletableFuture::isDone);
        gateway.peer().run(() -> gateway.peer().socket.resume());
    }
}
