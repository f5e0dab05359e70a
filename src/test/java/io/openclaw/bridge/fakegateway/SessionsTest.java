package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Rows, subscriptions and what tells of them: contract 5, 6 and 11a.
@ExtendWith(FakeGatewayExtension.class)
class SessionsTest {
    private static final String SEND =
            "{'to':'1','message':'hello','sessionKey':'agent:main:telegram:direct:1'," + "'idempotencyKey':'%s'}";

    @Test
    void theMirrorRowCarriesTheKeyAndSurvivesAKill(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("send", SEND.formatted("k"));
        }
        gateway.kill();
        gateway.boot();
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode row = history(client, "agent:main:telegram:direct:1", 10).get(0);
            assertThat(row.path("role").asText()).isEqualTo("assistant");
            assertThat(row.path("model").asText()).isEqualTo("delivery-mirror");
            assertThat(row.path("idempotencyKey").asText()).isEqualTo("k");
            assertThat(row.at("/content/0/text").asText()).isEqualTo("hello");
        }
    }

    @Test
    void historyIsTheNewestRowsOldestFirst(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            for (int i = 1; i <= 5; i++) {
                client.call("send", SEND.formatted("k" + i));
            }
            JsonNode rows = history(client, "agent:main:telegram:direct:1", 2);
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).path("idempotencyKey").asText()).isEqualTo("k4");
            assertThat(rows.get(1).path("idempotencyKey").asText()).isEqualTo("k5");
        }
    }

    @Test
    void sessionKeysAreLowerCasedAndGetTheDefaultAgent(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("send", SEND.formatted("k").replace("agent:main:telegram:direct:1", "Slack:Channel:C01"));
            assertThat(client.call("sessions.resolve", "{'key':'agent:main:slack:channel:c01'}")
                            .at("/payload/key")
                            .asText())
                    .isEqualTo("agent:main:slack:channel:c01");
        }
    }

    @Test
    void onlySubscribersHearOfMessages(FakeGateway gateway) {
        try (PlainClient all = PlainClient.greeted(gateway);
                PlainClient one = PlainClient.greeted(gateway);
                PlainClient other = PlainClient.greeted(gateway)) {
            all.event("connect.challenge");
            other.event("connect.challenge");
            all.call("sessions.subscribe", "{}");
            one.call("sessions.messages.subscribe", "{'key':'agent:main:telegram:direct:1'}");
            other.call("sessions.messages.subscribe", "{'key':'agent:main:telegram:direct:2'}");

            other.call("send", SEND.formatted("k"));

            JsonNode event = one.event("session.message");
            assertThat(event.at("/payload/message/idempotencyKey").asText()).isEqualTo("k");
            assertThat(event.at("/payload/sessionKey").asText()).isEqualTo("agent:main:telegram:direct:1");
            assertThat(all.nextEvent().path("event").asText()).isEqualTo("session.message");
            assertThat(all.nextEvent().path("event").asText()).isEqualTo("sessions.changed");
            other.settle();
            assertThat(other.hasEvent()).isFalse();
        }
    }

    @Test
    void subscriptionsDieWithTheSocket(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("sessions.subscribe", "{}");
        }
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.event("connect.challenge");
            client.call("send", SEND.formatted("k"));
            client.settle();
            assertThat(client.hasEvent()).isFalse();
        }
    }

    @Test
    void whatIsListedButNotImitatedSaysSo(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            assertThat(client.call("sessions.list", "{}").at("/error/code").asText())
                    .isEqualTo("NOT_IMITATED");
        }
    }

    private static JsonNode history(PlainClient client, String session, int limit) {
        return client.call("chat.history", "{'sessionKey':'" + session + "','limit':" + limit + "}")
                .at("/payload/messages");
    }
}
