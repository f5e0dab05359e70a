package io.openclaw.bridge.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.DeviceIdentity;
import io.openclaw.bridge.gateway.DeviceTokens;
import io.openclaw.bridge.gateway.GatewayClient;
import io.openclaw.bridge.gateway.GatewayListener;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.openclaw.bridge.gateway.VertxTimer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// So many calls kept outstanding: the answer of one starts the next, on the client's event loop, as the reference client's load does on Node's.
final class Load implements AutoCloseable {
    private static final ObjectNode NO_PARAMS = JsonNodeFactory.instance.objectNode();

    private final Vertx vertx = Vertx.vertx();
    private final GatewayClient client;
    private volatile boolean running = true;
    private volatile boolean measuring;
    private volatile long left = Long.MAX_VALUE;
    // On the event loop only, but for reading after the end.
    private long[] latencies = new long[1 << 20];
    private int seen;

    Load(URI gateway, String token, int window) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench");
        CountDownLatch ready = new CountDownLatch(1);
        client = new GatewayClient(
                vertx,
                GatewaySettings.of(gateway, () -> token).withWindow(window, 0),
                DeviceIdentity.loadOrCreate(folder.resolve("key")),
                DeviceTokens.load(folder.resolve("token")),
                context -> new VertxTimer(vertx, context),
                RandomGenerator.getDefault(),
                new GatewayListener() {
                    @Override
                    public void onState(ClientState state) {
                        if (state instanceof ClientState.Ready) {
                            ready.countDown();
                        }
                    }
                });
        client.start();
        if (!ready.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "not connected: " + client.snapshot().lastFailure());
        }
    }

    /// Keeps so many calls outstanding for so long.
    Figures measure(int outstanding, long warmUpMillis, long measuredMillis) throws InterruptedException {
        for (int i = 0; i < outstanding; i++) {
            next();
        }
        TimeUnit.MILLISECONDS.sleep(warmUpMillis);
        measuring = true;
        long begun = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(measuredMillis);
        measuring = false;
        long nanos = System.nanoTime() - begun;
        running = false;
        return Figures.of(Arrays.copyOf(latencies, seen), nanos);
    }

    /// Makes so many calls in all.
    void make(long calls, int outstanding) throws InterruptedException {
        left = calls;
        CountDownLatch done = new CountDownLatch(outstanding);
        for (int i = 0; i < outstanding; i++) {
            chain(done);
        }
        if (!done.await(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the calls did not end");
        }
    }

    private void next() {
        long begun = System.nanoTime();
        client.call(Call.of("health", NO_PARAMS).using(Call.Share.WHOLE))
                .subscribe()
                .with(result -> {
                    if (!(result instanceof CallResult.Answered answered)
                            || !answered.response().ok()) {
                        throw new IllegalStateException("not answered: " + result);
                    }
                    if (measuring) {
                        if (seen == latencies.length) {
                            latencies = Arrays.copyOf(latencies, seen * 2);
                        }
                        latencies[seen++] = System.nanoTime() - begun;
                    }
                    if (running) {
                        next();
                    }
                });
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the event loop alone writes it by then
    private void chain(CountDownLatch done) {
        client.call(Call.of("health", NO_PARAMS).using(Call.Share.WHOLE))
                .subscribe()
                .with(result -> {
                    if (!(result instanceof CallResult.Answered)) {
                        throw new IllegalStateException("not answered: " + result);
                    }
                    left--;
                    if (left > 0) {
                        chain(done);
                    } else {
                        done.countDown();
                    }
                });
    }

    @Override
    public void close() {
        client.close().await().indefinitely();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
