package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.PlainClient.Close;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Ticks, SIGTERM, SIGKILL and restarts: contract section 7.
class LifeTest {
    private static final String SLOW = "{'to':'1','message':'TGSLOW','idempotencyKey':'%s'}";

    @RegisterExtension
    static final FakeGatewayExtension GATEWAY =
            new FakeGatewayExtension(FakeGatewayOptions.defaults().manualTime());

    @Test
    void ticksComeEvery30Seconds(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.event("connect.challenge");
            gateway.advance(Duration.ofMillis(29_999));
            client.settle();
            assertThat(client.hasEvent()).isFalse();

            gateway.advance(Duration.ofMillis(1));

            assertThat(client.event("tick").at("/payload/ts").asLong()).isPositive();
        }
    }

    @Test
    void everyConnectionCountsItsOwnEventsFromOne(FakeGateway gateway) {
        try (PlainClient early = PlainClient.greeted(gateway)) {
            gateway.emit("chat", null);
            try (PlainClient late = PlainClient.greeted(gateway)) {
                gateway.emit("chat", null);

                assertThat(early.event("chat").path("seq").asInt()).isEqualTo(1);
                assertThat(early.event("chat").path("seq").asInt()).isEqualTo(2);
                assertThat(late.event("chat").path("seq").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void healthIsToldEveryMinute(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.advance(Duration.ofSeconds(60));
            assertThat(client.event("health").at("/payload/ok").asBoolean()).isTrue();
        }
    }

    @Test
    void anIdleGatewayLeavesAtOnceWithShutdownAnd1012(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            gateway.terminate();
            assertThat(client.event("shutdown").path("payload"))
                    .isEqualTo(PlainClient.json("{'reason':'gateway stopping'}"));
            assertThat(client.closed()).isEqualTo(new Close(1012, "service restart"));
        }
        gateway.awaitExit();
        assertRefused(gateway);
    }

    @Test
    void sigtermRefusesNewWorkAndCompletesWhatIsInFlight(FakeGateway gateway) throws Exception {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            String slow = client.send("send", SLOW.formatted("k"));
            String run =
                    client.send("agent", "{'message':'SLEEP=3000','sessionKey':'agent:main:a','idempotencyKey':'r'}");
            String waiting = client.send("agent.wait", "{'runId':'r','timeoutMs':60000}");
            gateway.awaitRequests("agent.wait", 1);
            client.answer(run);

            gateway.terminate();

            JsonNode refused = client.call("send", "{'to':'1','message':'x','idempotencyKey':'new'}");
            assertThat(refused.path("error"))
                    .isEqualTo(PlainClient.json(
                            "{'code':'UNAVAILABLE','message':'send unavailable during gateway restart',"
                                    + "'retryable':true,'retryAfterMs':1000,'details':{'method':'send',"
                                    + "'reason':'gateway-restarting','phase':'accepting'}}"));
            assertThat(client.call("nosuch", "{}").at("/error/code").asText()).isEqualTo("FORBIDDEN");
            assertThatExceptionOfType(UpgradeRejectedException.class)
                    .isThrownBy(() -> PlainClient.open(gateway))
                    .matches(refusal -> refusal.getStatus() == 503);
            assertThat(get(gateway, "/readyz")).isEqualTo(503);
            assertThat(get(gateway, "/healthz")).isEqualTo(200);

            gateway.advance(Duration.ofSeconds(5));

            assertThat(client.answer(slow).path("ok").asBoolean()).isTrue();
            assertThat(client.answer(run).at("/payload/status").asText()).isEqualTo("ok");
            assertThat(client.answer(waiting).at("/payload/status").asText()).isEqualTo("ok");
            assertThat(client.closed().code()).isEqualTo(1012);
        }
        assertThat(gateway.posted()).hasSize(1);
    }

    @Test
    void sigtermFailsRunsThatWaitBehindAnother(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("agent", "{'message':'SLEEP=3000','sessionKey':'agent:main:a','idempotencyKey':'1'}");
            String behind = client.send("agent", "{'message':'x','sessionKey':'agent:main:a','idempotencyKey':'2'}");
            client.answer(behind);

            gateway.terminate();

            assertThat(client.answer(behind).at("/error/message").asText())
                    .isEqualTo("Gateway is draining; new tasks are not accepted");
            assertThat(client.isOpen()).isTrue();
            gateway.advance(Duration.ofSeconds(3));
            client.closed();
        }
    }

    @Test
    void theDrainEndsAfterItsBudget(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.call("agent", "{'message':'SLEEP=999999','sessionKey':'agent:main:a','idempotencyKey':'1'}");
            gateway.terminate();
            gateway.advance(Duration.ofSeconds(315));
            assertThat(client.closed().code()).isEqualTo(1012);
        }
    }

    @Test
    void sigkillDropsSocketsAndLeavesHalfDoneWhatWasInFlight(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.send("send", SLOW.formatted("posted"));
            gateway.awaitRequests("send", 1);
            gateway.advance(Duration.ofSeconds(3));
            client.send("send", SLOW.formatted("lost"));
            gateway.awaitRequests("send", 2);

            gateway.kill();

            assertThat(client.closed().code()).isEqualTo(1006);
        }
        assertRefused(gateway);
        gateway.boot();
        gateway.advance(Duration.ofMinutes(1));
        assertThat(gateway.posted()).extracting(Posted::key).containsExactly("posted");
        try (PlainClient client = PlainClient.greeted(gateway)) {
            assertThat(client.call("chat.history", "{'sessionKey':'agent:main:main'}")
                            .at("/payload/messages"))
                    .as("no row, though the message is out")
                    .isEmpty();
        }
    }

    @Test
    void aRestartKeepsThePortAndChangesTheBootId(FakeGateway gateway) {
        URI uri = gateway.uri();
        String before = gateway.bootId();
        gateway.restart();
        assertThat(gateway.uri()).isEqualTo(uri);
        assertThat(gateway.bootId()).isNotEqualTo(before);
        PlainClient.greeted(gateway).close();
    }

    @Test
    void pairedDevicesSurviveARestart(FakeGateway gateway) {
        TestDevice device = new TestDevice();
        JsonNode hello = asCommandLine(gateway, device);
        gateway.restart();
        assertThat(asCommandLine(gateway, device).at("/payload/auth/deviceToken"))
                .isEqualTo(hello.at("/payload/auth/deviceToken"));
    }

    private static JsonNode asCommandLine(FakeGateway gateway, TestDevice device) {
        try (PlainClient client = PlainClient.open(gateway)) {
            var params = PlainClient.params(gateway.token());
            params.withObject("/client").put("id", "cli").put("mode", "cli");
            return client.connect(device.sign(params, client.event("connect.challenge")));
        }
    }

    private static void assertRefused(FakeGateway gateway) {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> PlainClient.open(gateway))
                .withRootCauseInstanceOf(ConnectException.class);
    }

    private static int get(FakeGateway gateway, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + gateway.port() + path);
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
