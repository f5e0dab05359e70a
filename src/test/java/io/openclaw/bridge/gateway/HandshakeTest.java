package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayExtension;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.Times;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({FakeGatewayExtension.class, Clients.class})
final class HandshakeTest {

    @Test
    void protocol4EndsReadyWithWhatTheGatewaySaidAboutItself(FakeGateway gateway, Clients.Maker clients) {
        TestClient client = clients.to(gateway).start();

        ClientState.Ready ready = client.ready();

        assertThat(ready.bootId()).isEqualTo(gateway.bootId());
        assertThat(ready.hello().protocol()).isEqualTo(4);
        assertThat(ready.hello().version()).isEqualTo("2026.9.6");
        assertThat(ready.hello().scopes()).containsExactlyInAnyOrder("operator.read", "operator.write");
        assertThat(ready.hello().defaultAgentId()).isEqualTo("main");
        assertThat(ready.hello().maxPayload()).isEqualTo(26_214_400);
        assertThat(ready.hello().tickInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(ready.hello().offers("send")).isTrue();
        assertThat(ready.hello().offers("nonsense")).isFalse();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void protocol3EndsReadyWithoutAuthAndBootId(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.ProtocolOnly3());
        TestClient client = clients.to(gateway).start();

        ClientState.Ready ready = client.ready();

        assertThat(ready.hello().protocol()).isEqualTo(3);
        assertThat(ready.hello().scopes()).isNull();
        assertThat(ready.hello().bootId()).isNull();
        assertThat(ready.bootId()).startsWith("connection-");
        assertThat(client.ask(TestClient.send("hello"))).isInstanceOfSatisfying(CallResult.Answered.class, answer -> {
            assertThat(answer.response().ok()).isTrue();
        });
    }

    @Test
    void connectSaysWhatTheContractWantsAndNothingElse(FakeGateway gateway, Clients.Maker clients) {
        clients.to(gateway).start().ready();

        JsonNode connect = gateway.requests("connect").getFirst().params();

        assertThat(connect.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "minProtocol", "maxProtocol", "client", "role", "scopes", "caps", "auth", "device");
        assertThat(connect.path("minProtocol").asInt()).isEqualTo(3);
        assertThat(connect.path("maxProtocol").asInt()).isEqualTo(4);
        assertThat(connect.at("/client/id").asText()).isEqualTo("gateway-client");
        assertThat(connect.at("/client/mode").asText()).isEqualTo("backend");
        assertThat(connect.at("/client/platform").asText()).isEqualTo("linux");
        assertThat(connect.at("/device/id").asText()).isEqualTo(clients.device().id());
        assertThat(connect.at("/auth/token").asText()).isEqualTo(gateway.token());
    }

    @Test
    void aChallengeThatNeverComesEndsTheAttemptInTime(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.NoChallenge());
        Duration limit = Duration.ofSeconds(9); // another one than dialling has, to tell them apart
        TestClient client = clients.to(
                        gateway,
                        settings -> new GatewaySettings(
                                settings.url(),
                                settings.token(),
                                settings.tokenSetting(),
                                "1",
                                settings.scopes(),
                                settings.tls(),
                                settings.window(),
                                settings.maxWaiting(),
                                settings.connectTimeout(),
                                limit,
                                settings.reconnectInitial(),
                                settings.reconnectMaximum()))
                .start();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> client.time.scheduled().equals(List.of(limit)));

        client.time.advance(limit.minusMillis(1));
        assertThat(client.client.state()).isInstanceOf(ClientState.Connecting.class);
        client.time.advance(Duration.ofMillis(1));

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isEqualTo(new CloseReason.HandshakeTimeout("connect.challenge"));
        assertThat(waiting.retry().humanNeeded()).isFalse();
        gateway.awaitNoSockets();
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void aGatewayThatStallsAfterTheChallengeIsLeftInTime(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(HandMadeGateway.Peer::challenge);
        TestClient client = clients.to(gateway.uri()).start();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> gateway.peer().received().size() == 1);

        client.time.advance(Duration.ofSeconds(10));

        assertThat(client.waiting().reason()).isEqualTo(new CloseReason.HandshakeTimeout("hello-ok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'event','event':'connect.challenge','payload':{}}",
                "{'type':'event','event':'connect.challenge','payload':{'nonce':' ','ts':1}}",
                "{'type':'event','event':'connect.challenge'}",
                "{'type':'event','event':'connect.challenge','payload':[1,2]}",
                "not json",
                "[]",
                "",
                "{'type':'hello'}",
                "{'type':'event'}",
                "{'type':'event','event':{'a':1}}"
            })
    void aChallengeThatIsNoneIsAProtocolViolation(String challenge, Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> peer.say(challenge));
        TestClient client = clients.to(gateway.uri()).start();

        ClientState.Waiting waiting = client.waiting();

        assertThat(waiting.reason()).isInstanceOf(CloseReason.ProtocolViolation.class);
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aChallengeWithoutATimeIsSignedWithOurs(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(
                peer -> peer.say("{'type':'event','event':'connect.challenge','payload':{'nonce':'n'}}"));
        TestClient client = clients.to(gateway.uri()).start();
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .until(() -> gateway.peer().received().size() == 1);

        assertThat(gateway.peer()
                        .received()
                        .getFirst()
                        .at("/params/device/signedAt")
                        .asLong())
                .isEqualTo(client.time.now().toEpochMilli());
    }

    @Test
    void eventsBeforeTheChallengeAndASecondChallengeChangeNothing(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.event("health", 1);
            peer.greet(HandMadeGateway.hello(), ignored -> {});
            peer.challenge();
        });
        TestClient client = clients.to(gateway.uri()).start();

        client.ready();
        assertThat(gateway.peer().received()).hasSize(1);
    }

    @Test
    void aWelcomeThatNobodyAskedForIsNone(Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.answer("connect", HandMadeGateway.hello().toString());
            peer.socket.close((short) 1001);
        });
        TestClient client = clients.to(gateway.uri()).start();

        assertThat(client.waiting().reason()).isInstanceOf(CloseReason.Closed.class);
        assertThat(client.states()).noneMatch(ClientState.Ready.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'res','id':'connect','ok':true}",
                "{'type':'res','id':'connect','ok':true,'payload':{'protocol':2}}",
                "{'type':'res','id':'connect','ok':true,'payload':{'protocol':5}}",
                "{'type':'res','id':'connect','ok':true,'payload':'hello-ok'}",
                "{'type':'res','id':'connect','ok':false,'payload':{'protocol':4}}",
                "{'type':'res','id':'connect','ok':false,'error':'no'}"
            })
    void aWelcomeThatIsNoneIsAProtocolViolation(String welcome, Clients.Maker clients) {
        HandMadeGateway gateway = clients.gateway(peer -> {
            peer.onRequest(ignored -> peer.say(welcome));
            peer.challenge();
        });
        TestClient client = clients.to(gateway.uri()).start();

        assertThat(client.waiting().reason()).isInstanceOf(CloseReason.ProtocolViolation.class);
    }

    @Test
    void aSlowHelloIsWaitedFor(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.SlowHandshake(Duration.ofMillis(50)));

        clients.to(gateway).start().ready();
    }

    @Test
    void garbageInsteadOfHelloIsAProtocolViolation(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Garbage("connect"));
        TestClient client = clients.to(gateway).start();

        ClientState.Waiting waiting = client.waiting();

        assertThat(waiting.reason()).isInstanceOf(CloseReason.ProtocolViolation.class);
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(1));
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void helloInPiecesOfSevenBytesIsUnderstood(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.Fragmented(7));

        TestClient client = clients.to(gateway).start();

        client.ready();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void helloInABinaryFrameIsUnderstood(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.BinaryFrames());

        TestClient client = clients.to(gateway).start();

        client.ready();
        assertThat(client.ask(TestClient.health())).isInstanceOf(CallResult.Answered.class);
    }

    @Test
    void aSecondAnswerToConnectIsCountedAndIgnored(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.AnswerTwice("connect"));

        TestClient client = clients.to(gateway).start();

        client.ready();
        client.ask(TestClient.health());
        assertThat(client.client.snapshot().unsolicited()).isEqualTo(1);
    }

    @Test
    void aSocketThatDropsDuringTheHandshakeIsRetriedSoon(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.DropSocket("connect"));
        TestClient client = clients.to(gateway).start();

        ClientState.Waiting waiting = client.waiting();

        assertThat(waiting.reason()).isInstanceOfSatisfying(CloseReason.Closed.class, closed -> {
            assertThat(closed.code()).isEqualTo(1006);
        });
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void aTokenThatCannotBeHadIsSaidAndTriedAgain(FakeGateway gateway, Clients.Maker clients) {
        boolean[] readable = new boolean[1];
        TestClient client = clients.with(GatewaySettings.of(gateway.uri(), () -> {
                    if (!readable[0]) {
                        throw new IllegalStateException("no file /run/token");
                    }
                    return gateway.token();
                }))
                .start();

        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.reason()).isInstanceOf(CloseReason.NoToken.class);
        assertThat(waiting.retry().hint()).contains("no file /run/token");
        assertThat(waiting.retry().delay()).isEqualTo(Duration.ofSeconds(60));

        readable[0] = true;
        client.passDelay(waiting);
        client.ready();
    }

    @Test
    void theTokenIsReadAnewForEachConnection(FakeGateway gateway, Clients.Maker clients) {
        String[] token = {"old"};
        TestClient client =
                clients.with(GatewaySettings.of(gateway.uri(), () -> token[0])).start();
        ClientState.Waiting waiting = client.waiting();
        assertThat(waiting.retry().hint()).contains("OPENCLAW_GATEWAY_TOKEN");

        token[0] = gateway.token();
        client.passDelay(waiting);

        client.ready();
    }

    @Test
    void aGatewayThatIsStartingIsAskedAgainWhenItSays(FakeGateway gateway, Clients.Maker clients) {
        gateway.inject(new Fault.StartupSidecars(), Times.times(3));
        TestClient client = clients.to(gateway).start();

        for (int i = 0; i < 3; i++) {
            ClientState.Waiting waiting = client.waiting();
            assertThat(waiting.retry().delay()).isEqualTo(Duration.ofMillis(500));
            assertThat(waiting.retry().humanNeeded()).isFalse();
            client.passDelay(waiting);
        }
        client.ready();
    }
}
