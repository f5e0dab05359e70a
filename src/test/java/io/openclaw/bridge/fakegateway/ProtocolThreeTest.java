package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The habits of gateways up to 2026.5.7: contract section 9.
class ProtocolThreeTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().protocol(3));

    @Test
    void helloHasNoAuthNoCapabilitiesAndNoBootId(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = withDevice(client, gateway).path("payload");
            assertThat(hello.path("protocol").asInt()).isEqualTo(3);
            assertThat(hello.has("auth")).isFalse();
            assertThat(hello.path("features").has("capabilities")).isFalse();
            assertThat(hello.path("server").has("bootId")).isFalse();
            List<String> methods = new ArrayList<>();
            hello.at("/features/methods").forEach(method -> methods.add(method.asText()));
            assertThat(methods).contains("send", "agent").doesNotContain("sessions.send", "tools.invoke");
        }
    }

    @Test
    void aClientOfProtocol4OnlyIsRefused(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            ObjectNode params = PlainClient.params(gateway.token()).put("minProtocol", 4);
            assertThat(client.connect(params).path("error"))
                    .isEqualTo(PlainClient.json("{'code':'INVALID_REQUEST','message':'protocol mismatch',"
                            + "'details':{'expectedProtocol':3}}"));
            assertThat(client.closed()).isEqualTo(new Close(1002, "protocol mismatch"));
        }
    }

    @Test
    void withoutADeviceThereAreNoScopesAndTheErrorHasNoDetails(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            client.connect(PlainClient.params(gateway.token()));
            assertThat(client.call("send", "{'to':'1','message':'x','idempotencyKey':'k'}")
                            .path("error"))
                    .isEqualTo(
                            PlainClient.json("{'code':'INVALID_REQUEST','message':'missing scope: operator.write'}"));
        }
    }

    @Test
    void newerMethodsAreUnknown(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            withDevice(client, gateway);
            assertThat(client.call("sessions.messages.subscribe", "{'key':'a:b'}")
                            .path("error"))
                    .isEqualTo(PlainClient.json(
                            "{'code':'INVALID_REQUEST'," + "'message':'unknown method: sessions.messages.subscribe'}"));
        }
    }

    @Test
    void anAgentRunSaysLess(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            withDevice(client, gateway);
            JsonNode accepted =
                    client.call("agent", "{'message':'hi','sessionKey':'agent:main:a','idempotencyKey':'k'}");
            assertThat(accepted.at("/payload/status").asText()).isEqualTo("accepted");
            assertThat(accepted.path("payload").has("sessionKey")).isFalse();
            JsonNode waited = client.call("agent.wait", "{'runId':'k'}").path("payload");
            assertThat(waited.properties())
                    .extracting(java.util.Map.Entry::getKey)
                    .containsExactlyInAnyOrder("runId", "status", "startedAt", "endedAt");
            JsonNode delta = client.event("chat").path("payload");
            assertThat(delta.has("deltaText")).isFalse();
            assertThat(delta.at("/message/content/0/text").asText()).isEqualTo("ECHO: hi");
        }
    }

    @Test
    void anUnknownChannelIsRefusedBeforeTheRun(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            withDevice(client, gateway);
            JsonNode answer = client.call(
                    "agent",
                    "{'message':'hi','sessionKey':'agent:main:a','deliver':true,'channel':'whatsapp','to':'1',"
                            + "'idempotencyKey':'k'}");
            assertThat(answer.path("ok").asBoolean()).isFalse();
        }
    }

    private static JsonNode withDevice(PlainClient client, FakeGateway gateway) {
        ObjectNode params = PlainClient.params(gateway.token());
        return client.connect(new TestDevice().sign(params, client.event("connect.challenge")));
    }
}
