package io.openclaw.bridge.fakegateway;

import static io.openclaw.bridge.fakegateway.Times.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.Fault.FrameKind;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every fault of a connection, of its events and of the whole gateway does what its name says, once.
class ConnectionFaultTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    private static final String AGENT = "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'k'}";

    @Test
    void noChallenge(FakeGateway gateway) {
        gateway.inject(new Fault.NoChallenge());
        try (PlainClient client = PlainClient.open(gateway)) {
            client.connect(PlainClient.params(gateway.token()));
            assertThat(client.hasEvent()).isFalse();
        }
    }

    @Test
    void refuseUpgrade(FakeGateway gateway) {
        gateway.inject(new Fault.RefuseUpgrade(429, 7));
        assertThatExceptionOfType(UpgradeRejectedException.class)
                .isThrownBy(() -> PlainClient.open(gateway))
                .matches(refusal -> refusal.getStatus() == 429
                        && refusal.getHeaders().get("Retry-After").equals("7"));
        PlainClient.open(gateway).close();
    }

    @Test
    void refuseConnect(FakeGateway gateway) {
        gateway.inject(new Fault.RefuseConnect("INVALID_REQUEST", "no", "AUTH_TOKEN_MISMATCH"), times(2));
        for (int i = 0; i < 2; i++) {
            try (PlainClient client = PlainClient.open(gateway)) {
                JsonNode answer = client.connect(PlainClient.params(gateway.token()));
                assertThat(answer.at("/error/details/code").asText()).isEqualTo("AUTH_TOKEN_MISMATCH");
                assertThat(client.closed()).isEqualTo(new Close(1008, "no"));
            }
        }
        PlainClient.greeted(gateway).close();
    }

    @Test
    void startupSidecars(FakeGateway gateway) {
        gateway.inject(new Fault.StartupSidecars());
        try (PlainClient client = PlainClient.open(gateway)) {
            assertThat(client.connect(PlainClient.params(gateway.token())).path("error"))
                    .isEqualTo(PlainClient.json("{'code':'UNAVAILABLE','message':'gateway starting; retry shortly',"
                            + "'retryable':true,'retryAfterMs':500,'details':{'reason':'startup-sidecars'}}"));
            assertThat(client.closed()).isEqualTo(new Close(1013, "gateway starting"));
        }
    }

    @Test
    void slowHandshake(FakeGateway gateway) {
        gateway.inject(new Fault.SlowHandshake(Duration.ofSeconds(9)));
        try (PlainClient client = PlainClient.open(gateway)) {
            client.send("connect", PlainClient.params(gateway.token()));
            gateway.awaitRequests("connect", 1);
            assertThat(client.hasAnswer("connect-1")).isFalse();
            gateway.advance(Duration.ofSeconds(9));
            assertThat(client.answer("connect-1").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void helloWithoutScopes(FakeGateway gateway) {
        gateway.inject(new Fault.HelloWithoutScopes());
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token()));
            assertThat(hello.at("/payload/auth/scopes")).isEmpty();
            assertThat(client.call("health", "{}").at("/error/code").asText()).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void helloWithoutBootId(FakeGateway gateway) {
        gateway.inject(new Fault.HelloWithoutBootId());
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token()));
            assertThat(hello.at("/payload/server").has("bootId")).isFalse();
        }
    }

    @Test
    void protocolOnly3(FakeGateway gateway) {
        gateway.inject(new Fault.ProtocolOnly3());
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token()));
            assertThat(hello.at("/payload/protocol").asInt()).isEqualTo(3);
        }
    }

    @Test
    void stallAfterTheChallenge(FakeGateway gateway) {
        gateway.inject(new Fault.StallAfter(FrameKind.CHALLENGE));
        try (PlainClient client = PlainClient.open(gateway)) {
            client.event("connect.challenge");
            String id = client.send("connect", PlainClient.params(gateway.token()));
            gateway.advance(Duration.ofMinutes(1));
            assertThat(client.isOpen()).isTrue();
            assertThat(client.hasAnswer(id)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(value = FrameKind.class, names = "CHALLENGE", mode = EnumSource.Mode.EXCLUDE)
    void stallAfter(FrameKind kind, FakeGateway gateway) {
        gateway.inject(new Fault.StallAfter(kind));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.event("connect.challenge");
            String id = client.send("agent", AGENT);
            switch (kind) {
                case ACCEPTED -> client.answer(id);
                case EVENT -> {
                    client.answer(id);
                    client.event("agent");
                }
                case RESPONSE -> {
                    client.answer(id);
                    client.answer(id);
                }
                case HELLO, CHALLENGE -> {}
            }
            client.send("health", "{}");
            gateway.advance(Duration.ofMinutes(1));
            assertThat(client.isOpen()).as("open, and mute").isTrue();
            assertThat(client.hasAnswer("health-2")).isFalse();
            assertThat(client.hasEvent()).isEqualTo(kind == FrameKind.RESPONSE);
        }
    }

    @Test
    void noTicks(FakeGateway gateway) {
        gateway.inject(new Fault.NoTicks());
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.event("connect.challenge");
            gateway.advance(Duration.ofSeconds(59));
            client.settle();
            assertThat(client.hasEvent()).isFalse();
        }
    }

    @Test
    void binaryFrames(FakeGateway gateway) {
        gateway.inject(new Fault.BinaryFrames());
        PlainClient.greeted(gateway).close();
    }

    @Test
    void fragmented(FakeGateway gateway) {
        gateway.inject(new Fault.Fragmented(7));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.emit("chat", "{\"text\":\"äöü 😀\"}");
            assertThat(client.event("chat").at("/payload/text").asText()).isEqualTo("äöü 😀");
        }
    }

    @Test
    void silenceAtConnect(FakeGateway gateway) {
        gateway.inject(new Fault.Silence("connect", Effect.NONE));
        try (PlainClient client = PlainClient.open(gateway)) {
            client.send("connect", PlainClient.params(gateway.token()));
            gateway.awaitRequests("connect", 1);
            gateway.advance(Duration.ofSeconds(15));
            assertThat(client.closed()).isEqualTo(new Close(1000, ""));
        }
    }

    @Test
    void skipSeq(FakeGateway gateway) {
        gateway.inject(new Fault.SkipSeq(3));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.emit("chat", null);
            gateway.emit("chat", null);
            assertThat(client.event("chat").path("seq").asInt()).isEqualTo(4);
            assertThat(client.event("chat").path("seq").asInt()).isEqualTo(5);
        }
    }

    @Test
    void shutdown(FakeGateway gateway) {
        String before = gateway.bootId();
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.inject(new Fault.Shutdown(5_000));
            assertThat(client.event("shutdown").at("/payload/restartExpectedMs").asInt())
                    .isEqualTo(5_000);
            assertThat(client.closed().code()).isEqualTo(1012);
        }
        gateway.awaitExit();
        gateway.advance(Duration.ofSeconds(5));
        gateway.awaitUp();
        assertThat(gateway.bootId()).isNotEqualTo(before);
        PlainClient.greeted(gateway).close();
    }
}
