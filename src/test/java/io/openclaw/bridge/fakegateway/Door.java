package io.openclaw.bridge.fakegateway;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;

/// The port of one boot: upgrades, and the two health routes. Shut, it refuses connections.
final class Door {
    /// What is read at all. The gateway's own limit is the connection's business: a server that stops reading in the middle of
    /// a frame cannot say goodbye, since its close frame is lost in the reset.
    private static final int MAX_READ = 256 << 20;

    private final World world;
    private final Boot boot;
    private final HttpServer server;

    private Door(World world, Boot boot) {
        this.world = world;
        this.boot = boot;
        server = world.vertx().createHttpServer(options(world.options())).requestHandler(this::request);
    }

    /// Must be called on the world's context: all sockets live where the server was opened.
    static Future<Door> open(World world, Boot boot, int port) {
        Door door = new Door(world, boot);
        return door.server.listen(port, world.options().host).map(door);
    }

    int port() {
        return server.actualPort();
    }

    Future<Void> shut() {
        return server.close();
    }

    private static HttpServerOptions options(FakeGatewayOptions options) {
        HttpServerOptions http = new HttpServerOptions()
                .setMaxWebSocketFrameSize(MAX_READ)
                .setMaxWebSocketMessageSize(MAX_READ)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(1)
                .setTcpNoDelay(true);
        FakeGatewayTls tls = options.tls;
        if (tls != null) {
            http.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(tls.certificateChain()))
                            .addKeyValue(Buffer.buffer(tls.privateKey())));
            if (tls.clientAuthority() != null) {
                http.setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(tls.clientAuthority())));
            }
        }
        return http;
    }

    private void request(HttpServerRequest request) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            route(request);
            return;
        }
        if (request.headers().contains("X-Forwarded-For")) {
            refuse(
                    request,
                    403,
                    "{\"error\":{\"message\":\"Proxy client attribution is required. Configure "
                            + "gateway.trustedProxies narrowly and make the proxy overwrite or safely rebuild forwarded client "
                            + "headers.\",\"type\":\"proxy_attribution_required\"}}");
            return;
        }
        if (!boot.isAccepting()) {
            refuse(request, 503, "Gateway websocket admission closed");
            return;
        }
        List<Fault.OnConnection> faults = world.faults().forConnection();
        for (Fault.OnConnection fault : faults) {
            if (fault instanceof Fault.RefuseUpgrade refusal) {
                if (refusal.retryAfterSeconds() != null) {
                    request.response()
                            .putHeader(
                                    "Retry-After", refusal.retryAfterSeconds().toString());
                }
                refuse(request, refusal.status(), "refused by the test");
                world.turn().touch();
                return;
            }
        }
        Channel channel = ((ConnectionBase) request.connection()).channel();
        request.toWebSocket()
                .onSuccess(socket ->
                        boot.opened(new Connection(world.inbox().nextConnection(), socket, channel, faults, boot)));
    }

    private void route(HttpServerRequest request) {
        switch (request.path()) {
            case "/health", "/healthz" -> json(request, 200, "{\"ok\":true,\"status\":\"live\"}");
            case "/ready", "/readyz" -> {
                boolean ready = boot.isAccepting();
                json(
                        request,
                        ready ? 200 : 503,
                        "{\"ready\":" + ready + ",\"failing\":[" + (ready ? "" : "\"gateway-draining\"")
                                + "],\"uptimeMs\":" + world.time().now() + "}");
            }
            default -> json(request, 404, "{\"error\":\"not found\"}");
        }
    }

    private static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(body);
    }

    private static void refuse(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Connection", "close")
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(body);
    }
}
