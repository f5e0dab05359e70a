package io.openclaw.bridge.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A gateway whose every word the test chooses: for what the real one, and so the fake one, would never say.
final class HandMadeGateway implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_MESSAGE = 64 * 1024 * 1024;

    private final HttpServer server;
    private final AtomicInteger upgrades = new AtomicInteger();
    private volatile @Nullable Peer last;

    /// One client's socket, on the server's event loop.
    static final class Peer {
        final ServerWebSocket socket;
        final Context context = Vertx.currentContext();
        private final List<JsonNode> received = new ArrayList<>();
        private Consumer<JsonNode> onRequest = ignored -> {};

        Peer(ServerWebSocket socket) {
            this.socket = socket;
            socket.textMessageHandler(text -> {
                JsonNode frame = parse(text);
                synchronized (received) {
                    received.add(frame);
                }
                onRequest.accept(frame);
            });
        }

        /// Text in single quotes, which stand for double ones.
        void say(String json) {
            socket.writeTextMessage(json.replace('\'', '"'));
        }

        void event(String name, long seq) {
            say("{'type':'event','event':'" + name + "','payload':{},'seq':" + seq + "}");
        }

        void answer(String id, String payload) {
            say("{'type':'res','id':'" + id + "','ok':true,'payload':" + payload + "}");
        }

        void refuse(String id, String error) {
            say("{'type':'res','id':'" + id + "','ok':false,'error':" + error + "}");
        }

        void challenge() {
            say("{'type':'event','event':'connect.challenge','payload':{'nonce':'n','ts':1795188904515}}");
        }

        /// Challenges, welcomes with this hello, then hands over what comes.
        void greet(ObjectNode hello, Consumer<JsonNode> requests) {
            onRequest = connect -> {
                answer(connect.path("id").asText(), hello.toString());
                onRequest = requests;
            };
            challenge();
        }

        void onRequest(Consumer<JsonNode> next) {
            onRequest = next;
        }

        List<JsonNode> received() {
            synchronized (received) {
                return List.copyOf(received);
            }
        }

        /// Does the work on the socket's event loop and waits for it.
        void run(Runnable work) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            context.runOnContext(ignored -> {
                try {
                    work.run();
                    done.complete(null);
                } catch (RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            });
            TestClient.get(done);
        }
    }

    /// @param onOpen says what happens when a client has come
    HandMadeGateway(Vertx vertx, Consumer<Peer> onOpen) {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxWebSocketFrameSize(MAX_MESSAGE)
                        .setMaxWebSocketMessageSize(MAX_MESSAGE))
                // Not webSocketHandler: a Quarkus test in the same JVM switches that one off for everybody.
                .requestHandler(request -> request.toWebSocket().onSuccess(socket -> {
                    Peer peer = new Peer(socket);
                    last = peer;
                    upgrades.incrementAndGet();
                    onOpen.accept(peer);
                }));
        TestClient.get(server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture());
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the client sent no JSON", e);
        }
    }

    /// A hello-ok as of protocol 4 with everything that a client needs.
    static ObjectNode hello() {
        ObjectNode hello = JSON.createObjectNode().put("type", "hello-ok").put("protocol", 4);
        hello.putObject("server").put("version", "hand-made").put("bootId", "boot-1");
        hello.putObject("auth").putArray("scopes").add("operator.read").add("operator.write");
        hello.putObject("policy").put("maxPayload", 26_214_400).put("tickIntervalMs", 30_000);
        return hello;
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + server.actualPort());
    }

    int upgrades() {
        return upgrades.get();
    }

    /// The client that came last, once one has.
    Peer peer() {
        Awaitility.await()
                .atMost(TestClient.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> last != null);
        return java.util.Objects.requireNonNull(last);
    }

    @Override
    public void close() {
        TestClient.get(server.close().toCompletionStage().toCompletableFuture());
    }
}
