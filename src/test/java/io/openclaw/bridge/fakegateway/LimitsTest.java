package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Sizes, queues and silence: contract section 7.
@ExtendWith(FakeGatewayExtension.class)
class LimitsTest {
    @Test
    void aFrameOver25MiBClosesWith1009(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            client.write("x".repeat(Connection.MAX_PAYLOAD + 1));
            assertThat(client.closed().code()).isEqualTo(1009);
        }
    }

    @Test
    void aFrameOfAlmost25MiBIsRead(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            JsonNode answer = client.call("nosuch", Wire.object().put("x", "y".repeat(Connection.MAX_PAYLOAD - 1_000)));
            assertThat(answer.at("/error/code").asText()).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void aBurstBeyondTheStartQueueIsRefusedWithoutEffect(FakeGateway gateway) {
        try (PlainClient client = PlainClient.greeted(gateway)) {
            List<String> ids = new ArrayList<>();
            // One read of the socket brings far more small frames than the queue takes.
            for (int i = 0; i < 5_000; i++) {
                ids.add(client.send("send", "{'to':'1','message':'x','idempotencyKey':'" + i + "'}"));
            }
            int ok = 0;
            for (String id : ids) {
                JsonNode answer = client.answer(id);
                if (answer.path("ok").asBoolean()) {
                    ok++;
                } else {
                    assertThat(answer.path("error"))
                            .isEqualTo(PlainClient.json("{'code':'UNAVAILABLE','message':"
                                    + "'The server is busy. Please try again in a moment.','retryable':true}"));
                }
            }
            assertThat(ok).isBetween(256, 5_000);
            assertThat(gateway.posted()).hasSize(ok);
        }
    }

    @Test
    void theStartQueueTakes256AndIsSharedByAll() {
        GatewayThread thread = new GatewayThread(Duration.ofSeconds(10));
        List<Boolean> admitted = new ArrayList<>();
        thread.run(() -> {
            for (int i = 0; i < 300; i++) {
                admitted.add(thread.turn.start(100));
            }
        });
        thread.run(() -> admitted.add(thread.turn.start(100)));
        thread.close();
        assertThat(admitted.subList(0, 256)).containsOnly(true);
        assertThat(admitted.subList(256, 300)).containsOnly(false);
        assertThat(admitted.getLast()).as("in the next turn").isTrue();
    }

    @Test
    void whoNeverPongsIsDroppedAfter75Seconds() throws Exception {
        try (FakeGateway hurried =
                        FakeGateway.start(FakeGatewayOptions.defaults().timeScale(50));
                HttpClient http = HttpClient.newHttpClient()) {
            // The JDK's client answers pings only while somebody asks it for more.
            WebSocket deaf = http.newWebSocketBuilder()
                    .buildAsync(hurried.uri(), new WebSocket.Listener() {
                        @Override
                        public void onOpen(WebSocket socket) {}
                    })
                    .get(10, TimeUnit.SECONDS);
            var connect = Wire.object().put("type", "req").put("id", "c").put("method", "connect");
            connect.set("params", PlainClient.params(hurried.token()));
            deaf.sendText(connect.toString(), true).get(10, TimeUnit.SECONDS);
            hurried.awaitRequests("connect", 1);
            hurried.awaitNoSockets();
            deaf.abort();
        }
    }
}
