package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameRecorderTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int BIG = 300_000;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> reachedGateway = new LinkedBlockingQueue<>();
    private FrameRecorder recorder;
    private HttpServer gateway;
    private boolean refuse;

    @BeforeEach
    void start() throws Exception {
        gateway = vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketMessageSize(2 * BIG));
        // Not webSocketHandler: a Quarkus test in the same JVM switches that one off for everybody.
        gateway.requestHandler(request -> {
            if (refuse) {
                request.response().setStatusCode(503).end();
            } else {
                request.toWebSocket().onSuccess(this::converse);
            }
        });
        int port = gateway.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
        recorder = new FrameRecorder(URI.create("ws://127.0.0.1:" + port), SampleSchema.schemas());
    }

    private void converse(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            reachedGateway.add(text);
            socket.writeTextMessage("{\"type\":\"res\",\"id\":\"" + idOf(text) + "\",\"ok\":true}");
            if (text.contains("\"bye\"")) {
                socket.close((short) 1012, "service restart");
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        recorder.close();
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void messagesPassBothWaysAndAreRemembered() throws Exception {
        Client client = connect();
        client.send(request("1", "health"));

        assertThat(client.next()).contains("\"id\":\"1\"");
        assertThat(reachedGateway.poll(5, TimeUnit.SECONDS)).isEqualTo(request("1", "health"));
        assertThat(recorder.requests("health"))
                .singleElement()
                .extracting(RecordedFrame::id)
                .isEqualTo("1");
        assertThat(recorder.upgrades())
                .singleElement()
                .asString()
                .startsWith("GET /ws HTTP/1.1")
                .doesNotContain("Origin:");
    }

    @Test
    void aLongMessageInFragmentsArrivesWhole() throws Exception {
        Client client = connect();
        String big = "x".repeat(BIG);
        client.socket
                .sendText("{\"type\":\"req\",\"id\":\"1\",\"method\":\"health\",\"params\":{\"x\":\"", false)
                .join();
        client.socket.sendText(big, false).join();
        client.socket.sendText("\"}}", true).join();

        client.next();
        assertThat(reachedGateway.poll(5, TimeUnit.SECONDS)).hasSizeGreaterThan(BIG);
        assertThat(recorder.requests("health").getFirst().params().path("x").asText())
                .hasSize(BIG);
    }

    @Test
    void anIllegalFrameFailsTheCheckAndSaysWhy() throws Exception {
        Client client = connect();
        client.send("{\"type\":\"req\",\"id\":\"1\",\"method\":\"send\",\"params\":{\"to\":\"7\",\"priority\":3}}");
        client.next();

        assertThatThrownBy(recorder::assertEveryRequestIsLegal)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("send: ")
                .hasMessageContaining("idempotencyKey")
                .hasMessageContaining("priority");
    }

    @Test
    void legalFramesPassTheCheckAndUncheckableMethodsAreNamed() throws Exception {
        Client client = connect();
        client.send(request("1", "health"));
        client.send(
                "{\"type\":\"req\",\"id\":\"2\",\"method\":\"send\",\"params\":{\"to\":\"7\",\"idempotencyKey\":\"k\"}}");
        client.next();
        client.next();

        assertThatCode(recorder::assertEveryRequestIsLegal).doesNotThrowAnyException();
        assertThat(recorder.methodsWithoutSchema()).containsExactly("health");
    }

    @Test
    void aRefusedUpgradeIsPassedOn() {
        refuse = true;

        assertThatThrownBy(this::connect)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(503));
    }

    @Test
    void theGatewaysOwnCloseCodeIsPassedOn() throws Exception {
        Client client = connect();
        client.send(request("1", "bye"));

        assertThat(client.end.get(5, TimeUnit.SECONDS)).isEqualTo("1012 service restart");
    }

    @Test
    void aCutByCloseCodeReachesTheClient() throws Exception {
        Client client = connect();
        client.send(request("1", "health"));
        client.next();

        recorder.cut(new Cut.Close(4001, "device removed"));

        assertThat(client.end.get(5, TimeUnit.SECONDS)).isEqualTo("4001 device removed");
    }

    @Test
    void aRequestMayReachTheGatewayAndItsAnswerBeLost() throws Exception {
        Client client = connect();
        recorder.cutAfter("send", new Cut.Reset());
        client.send(request("1", "health"));
        client.next();
        client.send(request("2", "send"));

        assertThat(client.end.get(5, TimeUnit.SECONDS)).startsWith("lost");
        assertThat(reachedGateway.poll(5, TimeUnit.SECONDS)).contains("health");
        assertThat(reachedGateway.poll(5, TimeUnit.SECONDS)).contains("send");
        assertThat(client.heard).isEmpty();
    }

    @Test
    void aRequestMayBeLostBeforeTheGateway() throws Exception {
        Client client = connect();
        recorder.cutBefore("send", new Cut.Close(1012, "service restart"));
        client.send(request("1", "send"));
        assertThat(client.end.get(5, TimeUnit.SECONDS)).isEqualTo("1012 service restart");

        Client next = connect();
        next.send(request("2", "send"));
        next.next();
        assertThat(reachedGateway.poll(5, TimeUnit.SECONDS)).contains("\"id\":\"2\"");
        assertThat(recorder.requests("send")).hasSize(2);
    }

    @Test
    void anAnswerMayBeKeptBackWhileOthersPass() throws Exception {
        Client client = connect();
        recorder.withhold("send");
        client.send(request("1", "send"));
        client.send(request("2", "health"));

        assertThat(client.next()).contains("\"id\":\"2\"");
        recorder.awaitFrame(
                SOON,
                frame -> frame.direction() == RecordedFrame.Direction.FROM_GATEWAY
                        && frame.id().equals("1"));
        assertThat(client.heard).isEmpty();

        recorder.release();
        assertThat(client.next()).contains("\"id\":\"1\"");
    }

    private Client connect() throws Exception {
        Client client = new Client();
        client.socket = http.newWebSocketBuilder()
                .buildAsync(recorder.uri().resolve("/ws"), client)
                .get();
        return client;
    }

    private static String request(String id, String method) {
        return "{\"type\":\"req\",\"id\":\"" + id + "\",\"method\":\"" + method + "\",\"params\":{}}";
    }

    private static String idOf(String request) {
        return request.replaceFirst(".*?\"id\":\"(\\w+)\"(?s:.*)", "$1");
    }

    private static final class Client implements WebSocket.Listener {

        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final CompletableFuture<String> end = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();
        private WebSocket socket;

        void send(String text) {
            socket.sendText(text, true).join();
        }

        String next() throws InterruptedException {
            String message = heard.poll(5, TimeUnit.SECONDS);
            assertThat(message).as("a message within 5 s").isNotNull();
            return message;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                heard.add(parts.toString());
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end.complete(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end.complete("lost: " + error);
        }
    }
}
