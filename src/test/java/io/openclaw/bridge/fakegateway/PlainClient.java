package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A WebSocket client that adds nothing of its own: what the fake gateway is tested with.
final class PlainClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;
    private static final Vertx VERTX =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));

    private final WebSocket socket;
    private final Map<String, BlockingQueue<JsonNode>> answers = new ConcurrentHashMap<>();
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> others = new LinkedBlockingQueue<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final AtomicInteger ids = new AtomicInteger();

    record Close(int code, String reason) {}

    private PlainClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(this::received);
        socket.binaryMessageHandler(buffer -> received(buffer.toString()));
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(ignored -> closed.complete(new Close(
                socket.closeStatusCode() == null ? 1006 : socket.closeStatusCode(),
                socket.closeReason() == null ? "" : socket.closeReason())));
    }

    /// Upgraded, nothing more.
    static PlainClient open(FakeGateway gateway) {
        return open(gateway.uri());
    }

    static PlainClient open(URI uri) {
        return open(uri, new WebSocketClientOptions(), new WebSocketConnectOptions());
    }

    static PlainClient open(FakeGateway gateway, WebSocketClientOptions options, WebSocketConnectOptions connect) {
        return open(gateway.uri(), options, connect);
    }

    private static PlainClient open(URI uri, WebSocketClientOptions options, WebSocketConnectOptions connect) {
        int limit = 64 << 20;
        var client = VERTX.createWebSocketClient(options.setMaxFrameSize(limit).setMaxMessageSize(limit));
        connect.setHost(uri.getHost())
                .setPort(uri.getPort())
                .setSsl(uri.getScheme().equals("wss"))
                .setURI("/");
        if (connect.getHeaders() == null || !connect.getHeaders().contains("Origin")) {
            connect.setAllowOriginHeader(false);
        }
        // The handlers must be there before the first frame is, so all of it happens on the event loop: from another
        // thread `map` could come after the frame.
        CompletableFuture<PlainClient> opened = new CompletableFuture<>();
        VERTX.runOnContext(ignored -> client.connect(connect)
                .map(PlainClient::new)
                .onSuccess(opened::complete)
                .onFailure(opened::completeExceptionally));
        return get(opened);
    }

    /// Connected with the shared token, on a loopback gateway: may read and write.
    static PlainClient greeted(FakeGateway gateway) {
        PlainClient client = open(gateway);
        JsonNode hello = client.connect(params(gateway.token()));
        if (!hello.path("ok").asBoolean()) {
            throw new AssertionError("no hello-ok but " + hello);
        }
        return client;
    }

    static ObjectNode params(String token) {
        ObjectNode params = Wire.object().put("minProtocol", 3).put("maxProtocol", 4);
        params.putObject("client")
                .put("id", "gateway-client")
                .put("version", "1.0.0")
                .put("platform", "linux")
                .put("mode", "backend");
        params.put("role", "operator");
        params.putArray("scopes").add("operator.read").add("operator.write");
        params.putArray("caps");
        params.putObject("auth").put("token", token);
        return params;
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Wire.parse(text.replace('\'', '"')).orElseThrow();
    }

    JsonNode connect(@Nullable ObjectNode params) {
        write(request("connect", "connect", params));
        return answer("connect");
    }

    /// The first answer to a call. Single quotes in the params stand for double ones.
    JsonNode call(String method, String params) {
        return answer(send(method, params));
    }

    JsonNode call(String method, ObjectNode params) {
        return answer(send(method, params));
    }

    String send(String method, String params) {
        return send(method, json(params));
    }

    /// The request's id.
    String send(String method, @Nullable ObjectNode params) {
        String id = method + "-" + ids.incrementAndGet();
        write(request(id, method, params));
        return id;
    }

    void write(String text) {
        socket.writeTextMessage(text);
    }

    void writeBinary(String text) {
        socket.writeBinaryMessage(Buffer.buffer(text));
    }

    /// The next answer with this id.
    JsonNode answer(String id) {
        return take(queue(id), "an answer to " + id);
    }

    /// Whether an answer with this id is there already; nothing is waited for.
    boolean hasAnswer(String id) {
        return !queue(id).isEmpty();
    }

    /// The next event of this name; others before it are dropped.
    JsonNode event(String name) {
        JsonNode event;
        do {
            event = take(events, "event " + name);
        } while (!event.path("event").asText().equals(name));
        return event;
    }

    JsonNode nextEvent() {
        return take(events, "an event");
    }

    boolean hasEvent() {
        return !events.isEmpty();
    }

    /// The next frame that was no JSON.
    String other() {
        return take(others, "a frame that is no JSON");
    }

    Close closed() {
        return get(closed);
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    /// A round trip: whatever the gateway had written before is here afterwards.
    void settle() {
        call("health", "{}");
    }

    @Override
    public void close() {
        socket.close();
        closed();
    }

    private static String request(String id, String method, @Nullable ObjectNode params) {
        ObjectNode frame = Wire.object().put("type", "req").put("id", id).put("method", method);
        if (params != null) {
            frame.set("params", params);
        }
        return frame.toString();
    }

    private void received(String text) {
        JsonNode frame = Wire.parse(text).orElse(null);
        if (frame == null) {
            others.add(text);
        } else if (frame.path("type").asText().equals("event")) {
            events.add(frame);
        } else {
            queue(frame.path("id").asText()).add(frame);
        }
    }

    private BlockingQueue<JsonNode> queue(String id) {
        return answers.computeIfAbsent(id, ignored -> new LinkedBlockingQueue<>());
    }

    private static <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s for " + what);
            }
            return taken;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
