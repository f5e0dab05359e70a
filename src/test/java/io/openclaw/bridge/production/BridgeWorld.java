package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.event.Handlers;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.fakegateway.Fault;
import io.openclaw.bridge.fakegateway.ReceivedRequest;
import io.openclaw.bridge.fakegateway.Times;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.openclaw.bridge.gateway.VirtualTimer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// A bridge, a gateway, and the time of both, which stands still until the test moves it. The socket
/// between them is
/// real: what goes over it is awaited.
///
/// Closing it fails the test where something was left behind: a fault that did not strike, a timer, a
/// run, a call.
final class BridgeWorld implements AutoCloseable {
    /// For things that take real time; used up only where something is wrong.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final String DM = "telegram:dm:12345";
    static final String AGENT = "agent:main:main";

    private static final Vertx VERTX = Vertx.vertx();
    /// How far time moves between two looks at the socket.
    private static final Duration SLICE = Duration.ofSeconds(1);

    final FakeGateway gateway;
    final VirtualTimer time = new VirtualTimer();
    final ProductionOpenClawBridge bridge;
    final BlockingQueue<BridgeStatus> statuses = new LinkedBlockingQueue<>();
    private boolean brokenOnPurpose;

    BridgeWorld() {
        this(UnaryOperator.identity(), UnaryOperator.identity());
    }

    BridgeWorld(UnaryOperator<FakeGatewayOptions> gateway, UnaryOperator<BridgeSettings> bridge) {
        this(FakeGateway.start(gateway.apply(options())), bridge);
    }

    private BridgeWorld(FakeGateway gateway, UnaryOperator<BridgeSettings> change) {
        this.gateway = gateway;
        try {
            GatewaySettings settings = GatewaySettings.of(gateway.uri(), gateway::token);
            bridge = ProductionOpenClawBridge.open(
                    VERTX,
                    change.apply(BridgeSettings.of(settings, Files.createTempDirectory("bridge"))),
                    time::on,
                    noJitter(),
                    Handlers.virtualThreads());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bridge.onStatus(statuses::add);
    }

    /// Time stands still, and no tick is missed however far it is moved.
    static FakeGatewayOptions options() {
        return FakeGatewayOptions.defaults().manualTime().tickInterval(Duration.ofDays(30));
    }

    /// The bridge's settings, but for those of its connection.
    static UnaryOperator<BridgeSettings> connection(UnaryOperator<GatewaySettings> change) {
        return settings -> new BridgeSettings(
                settings.name(),
                change.apply(settings.gateway()),
                settings.deviceKey(),
                settings.deviceToken(),
                settings.agent(),
                settings.whatsappSelf(),
                settings.discordGuilds(),
                settings.channels(),
                settings.maxRetries(),
                settings.initialDelay(),
                settings.maxDelay(),
                settings.breakerThreshold(),
                settings.breakerTimeout(),
                settings.maxRuns());
    }

    static Path folder(BridgeSettings settings) {
        return settings.deviceToken().getParent();
    }

    /// Draws 0 ms in call and the factor 1 for reconnects.
    private static RandomGenerator noJitter() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public int nextInt(int bound) {
                return 0;
            }

            @Override
            public double nextDouble() {
                return 0.5;
            }
        };
    }

    static Vertx vertx() {
        return VERTX;
    }

    BridgeWorld connect() {
        get(bridge.connect());
        awaitStatus(status -> status.connection().state() == ConnectionState.CONNECTED);
        return this;
    }

    // ---- messages

    /// Without retries, so that one planned answer is the answer.
    static OutboundMessage.Builder direct() {
        return direct("hello");
    }

    static OutboundMessage.Builder direct(String text) {
        return OutboundMessage.to(DM, text).retry(RetryMode.NONE);
    }

    static OutboundMessage.Builder turn() {
        return turn("What is the answer?");
    }

    static OutboundMessage.Builder turn(String text) {
        return OutboundMessage.to(AGENT, text).retry(RetryMode.NONE);
    }

    CompletableFuture<Receipt> sending(OutboundMessage.Builder message) {
        return bridge.sendToAgent(message.build()).subscribeAsCompletionStage();
    }

    Receipt send(OutboundMessage.Builder message) {
        return get(sending(message));
    }

    /// How it failed.
    static BridgeException failure(CompletableFuture<?> sending) {
        try {
            Object result = sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("expected a failure, but got " + result);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(BridgeException.class);
            return (BridgeException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end", e);
        }
    }

    static Outcome outcome(CompletableFuture<?> sending) {
        return failure(sending).outcome().orElseThrow();
    }

    Outcome outcome(OutboundMessage.Builder message) {
        return outcome(sending(message));
    }

    void inject(Fault fault, int times) {
        gateway.inject(fault, Times.times(times));
    }

    void inject(Fault fault) {
        gateway.inject(fault);
    }

    /// The one request of this method.
    ReceivedRequest only(String method) {
        List<ReceivedRequest> requests = gateway.requests(method);
        assertThat(requests).hasSize(1);
        return requests.getFirst();
    }

    // ---- time

    /// Moves gateway and bridge on together, letting them talk in between.
    void advance(Duration duration) {
        for (Duration left = duration; left.isPositive(); left = left.minus(SLICE)) {
            Duration slice = left.compareTo(SLICE) < 0 ? left : SLICE;
            gateway.advance(slice);
            settle();
            time.advance(slice);
            settle();
        }
    }

    /// Until what either side has said has been heard by the other.
    void settle() {
        time.advance(Duration.ZERO);
        if (bridge.isConnected()) {
            CompletableFuture<?> heard = bridge.request("status", Map.of()).subscribeAsCompletionStage();
            until("an answer of any kind", heard::isDone);
        }
    }

    /// Until a task of the bridge is due in exactly this time.
    void awaitTimer(Duration delay) {
        until("a timer of " + delay, () -> time.scheduled().contains(delay));
    }

    void until(String what, BooleanSupplier condition) {
        await(what)
                .atMost(PATIENCE)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(2))
                .until(condition::getAsBoolean);
    }

    void awaitState(ConnectionState state) {
        until("the state " + state, () -> bridge.connectionState() == state);
    }

    /// The next status since the last one that was asked for.
    BridgeStatus awaitStatus(Predicate<BridgeStatus> wanted) {
        BridgeStatus last = bridge.status();
        while (true) {
            try {
                BridgeStatus status = statuses.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (status == null) {
                    throw new AssertionError("the status has not come; the last one was " + last);
                }
                if (wanted.test(status)) {
                    return status;
                }
                last = status;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Lets the reconnector's delay pass and waits for the connection.
    void reconnect() {
        awaitState(ConnectionState.RECONNECTING);
        awaitTimer(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        awaitState(ConnectionState.CONNECTED);
    }

    static <T> T get(Uni<T> uni) {
        return get(uni.subscribeAsCompletionStage());
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end", e);
        }
    }

    /// This test means to leave calls behind.
    void leftInDisorder() {
        brokenOnPurpose = true;
    }

    @Override
    public void close() {
        try (gateway) {
            if (!brokenOnPurpose) {
                assertThat(bridge.status().admission().runs())
                        .as("runs under way")
                        .isZero();
            }
            CompletableFuture<Void> closed = bridge.close().subscribeAsCompletionStage();
            until("the goodbye", () -> {
                time.advance(Duration.ofSeconds(2)); // where the peer does not answer it
                return closed.isDone();
            });
            get(closed);
            settle();
            assertThat(bridge.status().admission().outstanding())
                    .as("calls outstanding")
                    .isZero();
            assertThat(bridge.status().admission().waiting())
                    .as("calls waiting")
                    .isZero();
            assertThat(bridge.status().admission().runs()).as("runs").isZero();
            assertThat(time.scheduled()).as("timers").isEmpty();
            if (!brokenOnPurpose) {
                assertThat(gateway.unconsumedFaults())
                        .as("faults that never struck")
                        .isEmpty();
            }
        }
    }
}
