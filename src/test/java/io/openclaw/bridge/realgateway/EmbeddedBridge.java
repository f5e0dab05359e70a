package io.openclaw.bridge.realgateway;

import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.openclaw.bridge.production.BridgeSettings;
import io.openclaw.bridge.production.ProductionOpenClawBridge;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/// The bridge without its doors, in this JVM: what an orchestrator has, for what no door offers yet.
record EmbeddedBridge(Vertx vertx, OpenClawBridge bridge) implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(30);

    /// Returns when it is connected, through the recorder.
    static EmbeddedBridge connect(GatewayWorld world, Path data) {
        Vertx vertx = Vertx.vertx();
        try {
            GatewaySettings gateway = GatewaySettings.of(
                    world.recorder().uri(), () -> world.gateway().token());
            EmbeddedBridge embedded =
                    new EmbeddedBridge(vertx, ProductionOpenClawBridge.open(vertx, BridgeSettings.of(gateway, data)));
            embedded.bridge.connectAndAwait();
            return embedded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        bridge.close().await().atMost(CLOSING);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
