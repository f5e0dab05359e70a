package io.openclaw.bridge.fuzz;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.RetryMode;
import io.openclaw.bridge.event.Handlers;
import io.openclaw.bridge.fakegateway.FakeGateway;
import io.openclaw.bridge.fakegateway.FakeGatewayOptions;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.openclaw.bridge.gateway.VirtualTimer;
import io.openclaw.bridge.production.BridgeSettings;
import io.openclaw.bridge.production.ProductionOpenClawBridge;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The real bridge and the fake gateway, with a hand on the wire between them that spoils what the gateway says, from the
/// challenge on. Time is virtual.
///
/// Every call must end; beside mere noise it must end as it would have without; no secret may come out; and when the hand
/// is off the wire, the next message must be posted and nothing be left behind.
final class FrameFuzz implements AutoCloseable {
    private static final String TOKEN = "gateway-token-" + Target.CONFIDENTIAL;

    /// Of virtual time, in which every call has its end: the longest deadline is 2 minutes.
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int REAL_SECONDS = 20;
    private static final long HANDSHAKE_NANOS = 500_000_000;
    private static final long PROBE_NANOS = 50_000_000;
    private static final long DIAL_NANOS = 5_000_000;
    private final Vertx vertx = Vertx.vertx();
    private final FakeGateway gateway = FakeGateway.start(FakeGatewayOptions.defaults()
            .token(TOKEN)
            .manualTime()
            .rememberedRequests(100)
            .tickInterval(Duration.ofDays(30)));
    private final VirtualTimer time = new VirtualTimer();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler listener = listener();
    private final WireTap tap;
    private final ProductionOpenClawBridge bridge;
    private final long seed;
    private final AtomicInteger ends = new AtomicInteger();
    private int delivered;
    private int failed;

    FrameFuzz(Path home, long seed) throws Exception {
        this.seed = seed;
        tap = new WireTap(vertx, gateway.port(), FrameFuzz::untouched);
        GatewaySettings settings = GatewaySettings.of(URI.create("ws://127.0.0.1:" + tap.port()), gateway::token);
        bridge = ProductionOpenClawBridge.open(
                vertx, BridgeSettings.of(settings, home), time::on, new Random(seed), Handlers.virtualThreads());
        Logger.getLogger("").addHandler(listener);
        bridge.onEvent("*", _ -> ends.incrementAndGet());
        bridge.connect().subscribe().with(_ -> {}, _ -> {});
        awaitConnected("before the storm");
    }

    private static void untouched(int first, byte[] payload, io.vertx.core.net.NetSocket client) {
        client.write(WireTap.frame(first, payload));
    }

    void run(int from, int count) {
        for (int i = from; i < from + count; i++) {
            one(i);
        }
        clean();
        System.out.printf(
                "gateway frames: %,d inputs, %,d calls succeeded, %,d failed; %,d connections%n",
                count, delivered, failed, gateway.connectionCount());
    }

    private void one(int at) {
        Dice dice = new Dice(Dice.mix(seed, at));
        String marker = Pool.marker(Dice.mix(seed, at));
        boolean noise = dice.oneIn(2);
        boolean handshake = !noise && dice.oneIn(8);
        Dice own = new Dice(dice.seed());
        AtomicInteger skip = new AtomicInteger(handshake ? dice.below(3) : dice.below(2));
        if (handshake) {
            drop();
        } else {
            awaitConnected(at);
        }
        tap.editor((first, payload, client) -> {
            if (skip.getAndDecrement() > 0) {
                untouched(first, payload, client);
            } else if (noise) {
                FrameMutations.noise(own, first, payload, client);
            } else if (skip.get() > -4) {
                FrameMutations.spoilt(own, first, payload, client);
            } else {
                untouched(first, payload, client);
            }
        });
        String what = "input " + at + " of seed " + seed + ", "
                + (noise ? "noise" : handshake ? "spoilt handshake" : "spoilt");
        boolean agent = dice.oneIn(4);
        CompletableFuture<?> call = call(dice, marker, agent);
        try {
            Object result = noise ? real(call, what) : virtual(call, what);
            delivered++;
            if (result instanceof Receipt receipt) {
                harmless(receipt.toString(), what);
                if (noise && !agent && !String.valueOf(receipt.messageId()).equals(lastMessageId())) {
                    throw new Finding("the receipt names message " + receipt.messageId() + ", but posted was "
                            + lastMessageId() + ": " + what);
                }
            }
        } catch (ExecutionException e) {
            failed++;
            Throwable why = e.getCause();
            if (!(why instanceof BridgeException)) {
                throw new Finding(
                        "a call ends with " + why + ": " + what + "\n" + Arrays.toString(why.getStackTrace()));
            }
            harmless(why.toString(), what);
            if (noise) {
                throw new Finding("noise makes a call fail: " + why + ": " + what);
            }
        } finally {
            tap.editor(FrameFuzz::untouched);
        }
        if (!noise) {
            settle();
        }
        harmless(bridge.status().toString(), what);
        for (String line = logged.poll(); line != null; line = logged.poll()) {
            harmless(line, what + ", in the log");
        }
    }

    /// What was spoilt must not be the next input's fault.
    private void settle() {
        if (bridge.connectionState() == ConnectionState.CONNECTED) {
            try {
                bridge.request("status", Map.of()).subscribeAsCompletionStage().get(100, TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                drop();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// It is not made again before time is moved.
    private void drop() {
        gateway.dropSockets();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(REAL_SECONDS);
        while (bridge.connectionState() == ConnectionState.CONNECTED) {
            if (System.nanoTime() > end) {
                throw new Finding("a dropped connection is taken for one, seed " + seed);
            }
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<?> call(Dice dice, String marker, boolean agent) {
        if (dice.oneIn(8)) {
            return bridge.request("status", Map.of()).subscribeAsCompletionStage();
        }
        OutboundMessage.Builder message = OutboundMessage.to(
                        agent ? "agent:main:main" : "telegram:dm:" + (1 + dice.below(9)), marker + " " + dice.words())
                .retry(dice.oneIn(3) ? RetryMode.IN_CALL : RetryMode.NONE)
                .deadline(Duration.ofMinutes(2));
        return bridge.sendToAgent(message.build()).subscribeAsCompletionStage();
    }

    private @Nullable String lastMessageId() {
        return gateway.posted().isEmpty() ? null : gateway.posted().getLast().messageId();
    }

    private Object real(CompletableFuture<?> call, String what) throws ExecutionException {
        try {
            return call.get(REAL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Finding("noise makes a call hang: " + what + "; " + bridge.status());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object virtual(CompletableFuture<?> call, String what) throws ExecutionException {
        Duration passed = Duration.ZERO;
        while (passed.compareTo(LONGEST) < 0) {
            try {
                return call.get(5, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                awaitHandshake(call);
                time.advance(STEP);
                gateway.advance(Duration.ofMillis(1));
                passed = passed.plus(STEP);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new Finding("a call has no end within " + LONGEST + ": " + what + "; " + bridge.status());
    }

    /// One that is under way is given real time, else each step of virtual time would end it and begin another.
    private void awaitHandshake(CompletableFuture<?> call) {
        long begun = System.nanoTime();
        while (bridge.connectionState() != ConnectionState.CONNECTED
                && tap.isInUse()
                && !call.isDone()
                && System.nanoTime() - begun < HANDSHAKE_NANOS) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitConnected(Object when) {
        long begun = System.nanoTime();
        long moved = begun;
        while (bridge.connectionState() != ConnectionState.CONNECTED
                || bridge.status().breaker().state() != BridgeStatus.BreakerState.CLOSED) {
            long now = System.nanoTime();
            if (now - begun > TimeUnit.SECONDS.toNanos(REAL_SECONDS)) {
                throw new Finding(
                        "no connection comes back, input " + when + " of seed " + seed + ": " + bridge.status());
            }
            // A handshake, or a probe of the breaker, is given real time before virtual time ends it.
            long patience = bridge.connectionState() == ConnectionState.CONNECTED
                    ? PROBE_NANOS
                    : tap.isInUse() ? HANDSHAKE_NANOS : DIAL_NANOS;
            if (now - moved > patience) {
                time.advance(STEP);
                moved = System.nanoTime();
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void harmless(String text, String what) {
        if (text.contains(Target.CONFIDENTIAL) || text.contains(Pool.SECRET)) {
            throw new Finding(
                    "a secret or a message comes out: " + text.replace(Target.CONFIDENTIAL, "***") + ": " + what);
        }
    }

    /// The hand is off the wire.
    private void clean() {
        awaitConnected("after the storm");
        try {
            Receipt receipt = (Receipt) real(
                    bridge.sendToAgent(OutboundMessage.to("telegram:dm:1", "after the storm")
                                    .build())
                            .subscribeAsCompletionStage(),
                    "a clean message after the storm");
            if (!String.valueOf(receipt.messageId()).equals(lastMessageId())) {
                throw new Finding("a clean message after the storm is not posted: " + receipt);
            }
        } catch (ExecutionException e) {
            throw new Finding("a clean message after the storm fails: " + e.getCause());
        }
        BridgeStatus.Admission admission = bridge.status().admission();
        if (admission.outstanding() + admission.waiting() + admission.runs() > 0) {
            throw new Finding("the storm leaves something behind: " + admission);
        }
    }

    private Handler listener() {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage() + Arrays.toString(line.getParameters()) + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(listener);
        bridge.close().subscribe().with(_ -> {}, _ -> {});
        time.advance(STEP);
        tap.close();
        gateway.close();
        vertx.close();
    }
}
