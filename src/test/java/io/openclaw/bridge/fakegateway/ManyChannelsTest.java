package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Gateways with several channels, or several agents that nobody owns.
class ManyChannelsTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY = new FakeGatewayExtension(FakeGatewayOptions.defaults()
            .channels("telegram", "whatsapp", "slack")
            .agents("main", "ops")
            .ownerless());

    @Test
    void theChannelHasToBeNamed(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode error = client.call("send", "{'to':'telegram:1','message':'x','idempotencyKey':'k'}");
            assertThat(error.at("/error/message").asText())
                    .isEqualTo("Channel is required when multiple channels are configured: telegram, whatsapp, slack.");
        }
    }

    @Test
    void theSameKeyOnAnotherChannelIsAnotherSend(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call(
                    "send",
                    "{'channel':'whatsapp','to':'49@g.us','message':'x','idempotencyKey':'k','sessionKey':'agent:ops:a'}");
            client.call(
                    "send",
                    "{'channel':'slack','to':'channel:C1','message':'x','idempotencyKey':'k','sessionKey':'agent:ops:a'}");
            assertThat(gateway.postedWithKey("k")).extracting(Posted::channel).containsExactly("whatsapp", "slack");
        }
    }

    @Test
    void helloSaysThatAnAgentHasToBeNamed(FakeGateway gateway) {
        try (PlainClient client = PlainClient.open(gateway)) {
            JsonNode hello = client.connect(PlainClient.params(gateway.token()));
            assertThat(hello.at("/payload/snapshot/sessionDefaults/selectionRequired")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void withoutOneASendIsRefused(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode error = client.call("send", "{'channel':'slack','to':'U1','message':'x','idempotencyKey':'k'}");
            assertThat(error.at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
            assertThat(error.at("/error/message").asText())
                    .startsWith("Multiple agents are configured, but session key \"main\" has no explicit owner");
        }
    }

    @Test
    void anUnknownAgentIsAcceptedAndLeavesAPhantomSession(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call(
                    "send", "{'channel':'slack','to':'user:U1','message':'x','agentId':'ghost','idempotencyKey':'k'}");
            assertThat(client.call("sessions.resolve", "{'key':'agent:ghost:main'}")
                            .path("ok")
                            .asBoolean())
                    .isTrue();
        }
    }
}
