package io.openclaw.bridge.fakegateway;

import static io.openclaw.bridge.fakegateway.Times.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every fault of a request and its answers does what its name says, once.
class AnswerFaultTest {
    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    private static final String SEND = "{'to':'1','message':'x','idempotencyKey':'k'}";
    private static final String AGENT = "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'k'}";

    @Test
    void closeWith(FakeGateway gateway) {
        gateway.inject(new Fault.CloseWith("send", 4001, "device removed"));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.send("send", SEND);
            assertThat(client.closed()).isEqualTo(new Close(4001, "device removed"));
        }
        assertThat(gateway.posted()).hasSize(1);
    }

    @Test
    void dropSocket(FakeGateway gateway) {
        gateway.inject(new Fault.DropSocket("send", Effect.NONE));
        gateway.inject(new Fault.DropSocket("send"));
        for (int posted = 0; posted < 2; posted++) {
            try (PlainClient client = PlainClient.greeted(gateway)) {
                client.send("send", SEND);
                assertThat(client.closed().code()).isEqualTo(1006);
            }
            assertThat(gateway.posted()).hasSize(posted);
        }
    }

    @Test
    void silence(FakeGateway gateway) {
        gateway.inject(new Fault.Silence("send"));
        gateway.inject(new Fault.Silence("health", Effect.NONE));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String send = client.send("send", SEND);
            String health = client.send("health", "{}");
            client.settle();
            assertThat(client.hasAnswer(send)).isFalse();
            assertThat(client.hasAnswer(health)).isFalse();
            assertThat(gateway.posted()).hasSize(1);
        }
    }

    @Test
    void garbage(FakeGateway gateway) {
        gateway.inject(new Fault.Garbage("health"));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.settle();
            assertThat(client.other()).isEqualTo("{\"type\":\"res\",\"id\":");
        }
    }

    @Test
    void lateAnswer(FakeGateway gateway) {
        gateway.inject(new Fault.LateAnswer("health", Duration.ofSeconds(40)));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = client.send("health", "{}");
            gateway.awaitRequests("health", 1);
            gateway.advance(Duration.ofMillis(39_999));
            client.settle();
            assertThat(client.hasAnswer(id)).isFalse();
            gateway.advance(Duration.ofMillis(1));
            client.answer(id);
        }
    }

    @Test
    void acceptThenSilence(FakeGateway gateway) {
        gateway.inject(new Fault.AcceptThenSilence());
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = client.send("agent", AGENT);
            assertThat(client.answer(id).at("/payload/status").asText()).isEqualTo("accepted");
            assertThat(client.call("agent.wait", "{'runId':'k'}")
                            .at("/payload/status")
                            .asText())
                    .isEqualTo("ok");
            assertThat(client.hasAnswer(id)).isFalse();
        }
    }

    @Test
    void answerAfterFinal(FakeGateway gateway) {
        gateway.inject(new Fault.AnswerAfterFinal());
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = client.send("agent", AGENT);
            client.answer(id);
            assertThat(client.answer(id)).isEqualTo(client.answer(id));
        }
    }

    @Test
    void answerUnknownId(FakeGateway gateway) {
        gateway.inject(new Fault.AnswerUnknownId("health"));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.settle();
            assertThat(client.answer("nobody-asked").path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void answerTwice(FakeGateway gateway) {
        gateway.inject(new Fault.AnswerTwice("send"));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String id = client.send("send", SEND);
            assertThat(client.answer(id)).isEqualTo(client.answer(id));
            assertThat(gateway.posted()).hasSize(1);
        }
    }

    @Test
    void answerOutOfOrder(FakeGateway gateway) {
        gateway.inject(new Fault.AnswerOutOfOrder("send"), times(2));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String first = client.send("send", SEND);
            client.settle();
            assertThat(client.hasAnswer(first)).isFalse();
            client.call("send", SEND.replace("'k'", "'other'"));
            client.answer(first);
        }
    }

    @Test
    void oversize(FakeGateway gateway) {
        int bytes = 27 << 20;
        gateway.inject(new Fault.Oversize("health", bytes));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode answer = client.call("health", "{}");
            assertThat(answer.path("padding").asText().length()).isGreaterThan(bytes - 5_000);
        }
    }

    @Test
    void busyRestartingAndRetryableUnavailableHaveNoEffect(FakeGateway gateway) {
        gateway.inject(new Fault.Busy("*"));
        gateway.inject(new Fault.Restarting("send"));
        gateway.inject(new Fault.RetryableUnavailable("send", 250));
        gateway.inject(new Fault.Fail("send", GatewayError.unavailable("odd")));
        try (PlainClient client = PlainClient.greeted(gateway)) {
            assertThat(client.call("send", SEND).at("/error/message").asText()).startsWith("The server is busy");
            assertThat(client.call("send", SEND).at("/error/details/reason").asText())
                    .isEqualTo("gateway-restarting");
            assertThat(client.call("send", SEND).at("/error/retryAfterMs").asInt())
                    .isEqualTo(250);
            assertThat(client.call("send", SEND).at("/error/message").asText()).isEqualTo("odd");
            assertThat(gateway.posted()).isEmpty();
            assertThat(client.call("send", SEND).path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void aFaultForEveryRequestIsOldestFirst(FakeGateway gateway) {
        gateway.inject(new Fault.Silence("send"), Times.ALWAYS);
        gateway.inject(new Fault.Busy("health"), times(2));
        assertThat(gateway.unconsumedFaults())
                .containsExactly(
                        "Silence[method=send, effect=DONE] (always, never struck)", "Busy[method=health] (2 left)");
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.send("send", SEND);
            client.call("health", "{}");
        }
        assertThat(gateway.unconsumedFaults()).containsExactly("Busy[method=health] (1 left)");
        gateway.clearFaults();
    }
}
