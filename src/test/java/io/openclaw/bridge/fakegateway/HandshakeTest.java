package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract section 2, as far as [RecordedGatewayTest] does not have it.
class HandshakeTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    private final TestDevice device = new TestDevice();

    @Test
    void helloHasTheFullShapeOfTheRealOne(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token())).path("payload");

            assertThat(hello.path("type").asText()).isEqualTo("hello-ok");
            assertThat(hello.path("protocol").asInt()).isEqualTo(4);
            assertThat(hello.at("/server/version").asText()).isEqualTo("2026.9.6");
            assertThat(hello.at("/server/bootId").asText()).isEqualTo(gateway.bootId());
            assertThat(hello.at("/server/connId").asText()).isNotBlank();
            assertThat(texts(hello.at("/features/methods"))).hasSize(459).contains("send", "agent", "agent.wait");
            assertThat(hello.at("/features/events").size()).isEqualTo(64);
            assertThat(hello.at("/features/capabilities").size()).isPositive();
            assertThat(hello.at("/snapshot/health/ok").asBoolean()).isTrue();
            assertThat(hello.at("/snapshot/sessionDefaults/defaultAgentId").asText())
                    .isEqualTo("main");
            assertThat(hello.at("/snapshot/sessionDefaults/selectionRequired").asBoolean())
                    .isFalse();
            assertThat(texts(hello.at("/auth/scopes"))).containsExactly("operator.read", "operator.write");
            assertThat(hello.at("/policy/maxPayload").asInt()).isEqualTo(26_214_400);
            assertThat(hello.at("/policy/tickIntervalMs").asInt()).isEqualTo(30_000);
            assertThat(hello.toString().length()).isGreaterThan(15_000);
        }
    }

    @Test
    void whoDoesNotConnectWithin15SecondsIsClosed(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            client.event("connect.challenge");
            gateway.advance(Duration.ofMillis(14_999));
            assertThat(client.isOpen()).isTrue();

            gateway.advance(Duration.ofMillis(1));

            assertThat(client.closed()).isEqualTo(new Close(1000, ""));
        }
    }

    @Test
    void aFrameOver64KiBBeforeHelloClosesWith1009(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            client.write("x".repeat(65_537));
            assertThat(client.closed().code()).isEqualTo(1009);
        }
    }

    @Test
    void aBinaryFrameWithJsonIsAccepted(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            ObjectNode frame =
                    Wire.object().put("type", "req").put("id", "connect").put("method", "connect");
            frame.set("params", PlainClient.params(gateway.token()));

            client.writeBinary(frame.toString());

            assertThat(client.answer("connect").path("ok").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3", "v2"})
    void aBackendClientsSignedDeviceGetsItsScopesOnLoopbackAndNoToken(String version, FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode challenge = client.event("connect.challenge").path("payload");
            JsonNode hello = client.connect(device.sign(
                    PlainClient.params(gateway.token()),
                    version,
                    challenge.path("nonce").asText(),
                    challenge.path("ts").asLong()));

            assertThat(texts(hello.at("/payload/auth/scopes"))).containsExactly("operator.read", "operator.write");
            assertThat(hello.at("/payload/auth").has("deviceToken")).isFalse();
        }
    }

    @Test
    void theCommandLinesSignedDeviceIsPairedSilentlyOnLoopback(FakeGateway gateway) {
        ObjectNode params = PlainClient.params(gateway.token());
        ((ObjectNode) params.get("client")).put("id", "cli").put("mode", "cli");

        JsonNode hello = connect(gateway, params, signed -> {});

        assertThat(hello.at("/payload/auth/deviceToken").asText()).hasSize(43);
        ((ObjectNode) params.get("auth")).removeAll();
        ((ObjectNode) params.get("auth"))
                .put("deviceToken", hello.at("/payload/auth/deviceToken").asText());
        JsonNode again = connect(gateway, params, signed -> {});
        assertThat(again.at("/payload/auth/method").asText()).isEqualTo("device-token");
    }

    @ParameterizedTest
    @CsvSource({
        "id, deadbeef, DEVICE_AUTH_DEVICE_ID_MISMATCH, device identity mismatch",
        "publicKey, zz, DEVICE_AUTH_DEVICE_ID_MISMATCH, device identity mismatch",
        "signature, AAAA, DEVICE_AUTH_SIGNATURE_INVALID, device signature invalid",
        "nonce, other, DEVICE_AUTH_NONCE_MISMATCH, device nonce mismatch"
    })
    void aDeviceThatDoesNotProveItselfIsRefused(
            String property, String value, String code, String message, FakeGateway gateway) {
        JsonNode answer = connect(
                gateway,
                PlainClient.params(gateway.token()),
                signed -> ((ObjectNode) signed.get("device")).put(property, value));

        assertThat(answer.at("/error/details/code").asText()).isEqualTo(code);
        assertThat(answer.at("/error/message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"-119000, true", "119000, true", "-121000, false", "121000, false"})
    void aSignatureMayBeTwoMinutesOff(long skew, boolean accepted, FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode challenge = client.event("connect.challenge").path("payload");
            JsonNode answer = client.connect(device.sign(
                    PlainClient.params(gateway.token()),
                    "v3",
                    challenge.path("nonce").asText(),
                    challenge.path("ts").asLong() + skew));

            assertThat(answer.path("ok").asBoolean()).isEqualTo(accepted);
            if (!accepted) {
                assertThat(answer.at("/error/details/code").asText()).isEqualTo("DEVICE_AUTH_SIGNATURE_EXPIRED");
                assertThat(client.closed()).isEqualTo(new Close(1008, "device signature expired"));
            }
        }
    }

    @Test
    void theSignatureCoversScopesPlatformAndMode(FakeGateway gateway) {
        List<Consumer<ObjectNode>> forgeries = List.of(
                params -> ((ObjectNode) params.get("client")).put("platform", "darwin"),
                params -> params.putArray("scopes").add("operator.admin"),
                params -> ((ObjectNode) params.get("client")).put("mode", "cli"));
        for (Consumer<ObjectNode> forgery : forgeries) {
            JsonNode answer = connect(gateway, PlainClient.params(gateway.token()), forgery);
            assertThat(answer.at("/error/details/code").asText()).isEqualTo("DEVICE_AUTH_SIGNATURE_INVALID");
        }
    }

    @Test
    void aSignedDeviceWithoutTokenIsToldThatTheTokenIsMissing(FakeGateway gateway) {
        ObjectNode params = PlainClient.params(gateway.token());
        params.remove("auth");
        assertThat(connect(gateway, params, signed -> {})
                        .at("/error/details/code")
                        .asText())
                .isEqualTo("AUTH_TOKEN_MISSING");
    }

    @Test
    void aWrongTokenWithADeviceMayBeRetriedWithTheDeviceToken(FakeGateway gateway) {
        JsonNode error =
                connect(gateway, PlainClient.params("wrong"), signed -> {}).path("error");
        assertThat(error.at("/details/canRetryWithDeviceToken").asBoolean()).isTrue();
        assertThat(error.at("/details/recommendedNextStep").asText()).isEqualTo("retry_with_device_token");
    }

    @Test
    void closeReasonsAreCut(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            client.connect(PlainClient.json("{'minProtocol':'x','maxProtocol':'y','client':{},'auth':{'x':1}}"));
            assertThat(client.closed().reason()).hasSize(120);
        }
    }

    @Test
    void aForeignOriginIsRefused(FakeGateway gateway) {
        try (PlainClient client = withHeader(gateway, "Origin", "https://evil.example")) {
            JsonNode answer = client.connect(PlainClient.params(gateway.token()));
            assertThat(answer.at("/error/details/code").asText()).isEqualTo("CONTROL_UI_ORIGIN_NOT_ALLOWED");
            assertThat(client.closed().code()).isEqualTo(1008);
        }
    }

    @Test
    void itsOwnOriginGetsNoScopes(FakeGateway gateway) {
        try (PlainClient client = withHeader(gateway, "Origin", "http://127.0.0.1:" + gateway.port())) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token()));
            assertThat(hello.at("/payload/auth/scopes")).isEmpty();
        }
    }

    @Test
    void aForwardedUpgradeIsForbidden(FakeGateway gateway) {
        Assertions.assertThatExceptionOfType(UpgradeRejectedException.class)
                .isThrownBy(() -> withHeader(gateway, "X-Forwarded-For", "1.2.3.4"))
                .matches(refusal -> refusal.getStatus() == 403);
    }

    @Test
    void afterHelloMalformedJsonIsIgnoredWithoutAReply(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.write("{nope");
            client.settle();
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void aClientWithoutScopesGetsTicksAndNothingElse(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            ObjectNode params = PlainClient.params(gateway.token());
            params.remove("scopes");
            client.connect(params);

            JsonNode error = client.call("health", "{}").path("error");

            assertThat(error.path("code").asText()).isEqualTo("FORBIDDEN");
            assertThat(error.at("/details/missingScope").asText()).isEqualTo("operator.read");
            gateway.advance(Duration.ofSeconds(30));
            client.event("tick");
        }
    }

    @Test
    void aReaderMayNotSend(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            ObjectNode params = PlainClient.params(gateway.token());
            params.putArray("scopes").add("operator.read");
            client.connect(params);

            assertThat(client.call("send", "{'to':'1','message':'x','idempotencyKey':'k'}"))
                    .isEqualTo(PlainClient.json(
                            "{'type':'res','id':'send-1','ok':false,'error':{'code':'FORBIDDEN','message':"
                                    + "'missing scope: operator.write','details':{'code':'MISSING_SCOPE',"
                                    + "'missingScope':'operator.write','requiredScopes':['operator.write']}}}"));
            assertThat(gateway.posted()).isEmpty();
        }
    }

    private JsonNode connect(FakeGateway gateway, ObjectNode params, Consumer<ObjectNode> afterSigning) {
        try (PlainClient client = PlainClient.open(gateway)) {
            ObjectNode signed = device.sign(params.deepCopy(), client.event("connect.challenge"));
            afterSigning.accept(signed);
            return client.connect(signed);
        }
    }

    private static PlainClient withHeader(FakeGateway gateway, String name, String value) {
        return PlainClient.open(
                gateway, new WebSocketClientOptions(), new WebSocketConnectOptions().addHeader(name, value));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
