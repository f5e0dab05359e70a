package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.fakegateway.Fault;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Where results come: never on the socket's event loop, and back on the caller's own context where it
/// has one.
class ThreadsTest {
    private final BridgeWorld world = new BridgeWorld().connect();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    /// Every way out of the bridge, with an answer and without one.
    static Stream<Way> ways() {
        return Stream.of(
                new Way("sendToAgent", world -> world.bridge.sendToAgent(direct().build())),
                new Way(
                        "a refused send",
                        world -> world.bridge.sendToAgent(direct("TG400").build())),
                new Way("a bad key", world -> world.bridge.sendToAgent("nowhere", "x")),
                new Way("connect", world -> world.bridge.connect()),
                new Way(
                        "findProof",
                        world -> world.bridge.findProof(
                                direct().idempotencyKey("k").build())),
                new Way("request", world -> world.bridge.request("health", Map.of())),
                new Way("a refused request", world -> world.bridge.request("chat.history", Map.of())),
                new Way("close", world -> world.bridge.close()));
    }

    record Way(String name, java.util.function.Function<BridgeWorld, Uni<?>> out) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Whatever happens in the continuation: how it ended does not matter here.
    private static <T> CompletableFuture<T> whenEnded(Uni<?> uni, Supplier<T> continuation) {
        CompletableFuture<T> ended = new CompletableFuture<>();
        uni.subscribe().with(_ -> ended.complete(continuation.get()), _ -> ended.complete(continuation.get()));
        return ended;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aContinuationThatBlocksStallsNobody(Way way) throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<Thread> ended = whenEnded(way.out().apply(world), () -> {
            blocked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Thread.currentThread();
        });
        try {
            blocked.await();
            get(world.bridge.connect());
            for (int i = 0; i < 5; i++) {
                assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
            }
        } finally {
            release.countDown();
        }
        assertThat(get(ended).isVirtual()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCallerOnAnEventLoopGetsItsResultThere(Way way) {
        Context context = ((VertxInternal) BridgeWorld.vertx()).createEventLoopContext();
        CompletableFuture<Context> ended = new CompletableFuture<>();
        context.runOnContext(_ -> handOn(whenEnded(way.out().apply(world), Vertx::currentContext), ended));

        assertThat(get(ended)).isSameAs(context);
    }

    /// On such a context one thing runs at a time: a result that came back on it would wait for the one
    /// who awaits it.
    @ParameterizedTest
    @EnumSource(
            value = ThreadingModel.class,
            names = {"WORKER", "VIRTUAL_THREAD"})
    void aCallerThatMayBlockMayAwait(ThreadingModel model) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        AbstractVerticle verticle = new AbstractVerticle() {
            @Override
            public void start(Promise<Void> started) {
                receipt.complete(
                        world.bridge.sendToAgent(direct().build()).await().atMost(BridgeWorld.PATIENCE));
                started.complete();
            }
        };
        CompletableFuture<String> deployed = BridgeWorld.vertx()
                .deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model))
                .toCompletionStage()
                .toCompletableFuture();

        get(deployed);
        assertThat(get(receipt).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void aRepeatComesBackToItsCallerToo() {
        world.inject(new Fault.RetryableUnavailable("send", null));
        Context context = ((VertxInternal) BridgeWorld.vertx()).createEventLoopContext();
        CompletableFuture<Context> ended = new CompletableFuture<>();
        context.runOnContext(_ ->
                handOn(whenEnded(world.bridge.sendToAgent(BridgeWorld.DM, "x"), Vertx::currentContext), ended));
        world.awaitTimer(java.time.Duration.ofSeconds(1));
        world.time.advance(java.time.Duration.ofSeconds(1));

        assertThat(get(ended)).isSameAs(context);
    }

    @Test
    void theBlockingFormsWorkOnAnOrdinaryThread() {
        assertThat(world.bridge.sendToAgentAndAwait(BridgeWorld.DM, "x").status())
                .isEqualTo(Receipt.Status.SENT);
        world.bridge.closeAndAwait();
        world.bridge.connectAndAwait();
    }

    private static <T> void handOn(CompletableFuture<T> from, CompletableFuture<T> to) {
        CompletableFuture<Boolean> handed = from.thenApply(to::complete);
        handed.exceptionally(to::completeExceptionally);
    }
}
