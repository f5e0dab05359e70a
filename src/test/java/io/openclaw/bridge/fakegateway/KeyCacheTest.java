package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the gateway remembers of idempotency keys: contract 3.5 and 11a.
class KeyCacheTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @Test
    void theSameKeyGetsTheFirstBodysResultWhateverItSays(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode first = send(client, "1", "first", "k");
            JsonNode second = send(client, "2", "second", "k");

            assertThat(second.path("payload")).isEqualTo(first.path("payload"));
            assertThat(gateway.posted()).hasSize(1);
        }
    }

    @Test
    void aKeyIsRememberedForFiveMinutesAndForgottenByTheNextSweep(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.advance(Duration.ofSeconds(1));
            send(client, "1", "x", "k");
            gateway.advance(Duration.ofMinutes(5));
            send(client, "1", "x", "k");
            assertThat(gateway.postedWithKey("k")).hasSize(1);

            gateway.advance(Duration.ofSeconds(59));

            send(client, "1", "x", "k");
            assertThat(gateway.postedWithKey("k")).hasSize(2);
        }
    }

    @Test
    void readingAKeyDoesNotProlongIt(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.advance(Duration.ofSeconds(1));
            send(client, "1", "x", "k");
            for (int minute = 0; minute < 6; minute++) {
                gateway.advance(Duration.ofMinutes(1));
                send(client, "1", "x", "k");
            }
            assertThat(gateway.postedWithKey("k")).hasSize(2);
        }
    }

    @Test
    void failuresAfterTheDispatchAreRememberedToo(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode first = send(client, "404404", "x", "k");
            JsonNode second = send(client, "1", "x", "k");

            assertThat(second.path("error")).isEqualTo(first.path("error"));
            assertThat(gateway.posted()).isEmpty();
        }
    }

    @Test
    void refusalsBeforeItAreNot(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call(
                    "send",
                    "{'to':'1','message':'x','agentId':'main','sessionKey':'agent:ops:main','idempotencyKey':'k'}");
            assertThat(send(client, "1", "x", "k").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void theSweepKeepsTheThousandNewestKeysOfAllMethods(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            send(client, "1", "x", "oldest");
            send(client, "1", "x", "second");
            for (int i = 0; i < 500; i++) {
                client.send("send", "{'to':'1','message':'x','idempotencyKey':'send" + i + "'}");
                client.call("agent", "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'agent" + i + "'}");
            }
            gateway.awaitPosted(502);
            send(client, "1", "x", "oldest");
            assertThat(gateway.postedWithKey("oldest")).as("before the sweep").hasSize(1);

            gateway.advance(Duration.ofMinutes(1));

            send(client, "1", "x", "send0");
            assertThat(gateway.postedWithKey("send0")).hasSize(1);
            send(client, "1", "x", "oldest");
            send(client, "1", "x", "second");
            assertThat(gateway.postedWithKey("oldest")).hasSize(2);
            assertThat(gateway.postedWithKey("second")).hasSize(2);
        }
    }

    @Test
    void aKeyInFlightIsJoinedAlsoFromAnotherSocket(FakeGateway gateway) {
        try (PlainClient first = PlainClient.greeted(gateway);
                PlainClient second = PlainClient.greeted(gateway)) {
            String one = first.send("send", "{'to':'1','message':'TGSLOW','idempotencyKey':'k'}");
            gateway.awaitRequests("send", 1);
            String two = second.send("send", "{'to':'2','message':'another','idempotencyKey':'k'}");
            gateway.awaitRequests("send", 2);

            gateway.advance(Duration.ofSeconds(5));

            assertThat(second.answer(two).path("payload"))
                    .isEqualTo(first.answer(one).path("payload"));
            assertThat(gateway.posted()).hasSize(1);
        }
    }

    @Test
    void sendsFiveMinutesRunFromItsAnswer(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.advance(Duration.ofSeconds(56));
            String id = client.send("send", "{'to':'1','message':'TGSLOW','idempotencyKey':'k'}");
            gateway.awaitRequests("send", 1);
            gateway.advance(Duration.ofSeconds(5));
            client.answer(id);

            gateway.advance(Duration.ofSeconds(299));
            client.call("send", "{'to':'1','message':'TGSLOW','idempotencyKey':'k'}");

            assertThat(gateway.posted()).hasSize(1);
        }
    }

    @Test
    void aRestartForgetsEveryKey(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            send(client, "1", "x", "k");
            gateway.kill();
        }
        gateway.boot();
        try (PlainClient client = PlainClient.greeted(gateway)) {
            send(client, "1", "x", "k");
        }
        assertThat(gateway.postedWithKey("k")).extracting(Posted::boot).doesNotHaveDuplicates();
        assertThat(gateway.postedWithKey("k")).hasSize(2);
    }

    @Test
    void sendAndAgentDoNotShareKeys(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            send(client, "1", "x", "k");
            JsonNode accepted =
                    client.call("agent", "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'k'}");
            assertThat(accepted.at("/payload/status").asText()).isEqualTo("accepted");
        }
    }

    private static JsonNode send(PlainClient client, String to, String message, String key) {
        return client.call(
                "send",
                "{'channel':'telegram','to':'" + to + "','message':'" + message + "','idempotencyKey':'" + key + "'}");
    }
}
