package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.gateway.frame.Frame;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;

/// A client whose time stands still, and all that its listener heard.
final class TestClient implements GatewayListener {
    /// For things that take real time; passes only where something is wrong.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Makes every jitter factor exactly 1.
    static final RandomGenerator NO_JITTER = () -> Long.MIN_VALUE;

    final VirtualTimer time = new VirtualTimer();
    final GatewayClient client;
    private final List<ClientState> states = new ArrayList<>();
    private final List<Frame.Event> events = new ArrayList<>();
    private final List<Long> gaps = new ArrayList<>();
    private final List<CompletableFuture<CallResult>> calls = new ArrayList<>();
    private int read;

    TestClient(
            Vertx vertx,
            GatewaySettings settings,
            DeviceIdentity device,
            DeviceTokens tokens,
            RandomGenerator random,
            GatewayListener further) {
        client = new GatewayClient(vertx, settings, device, tokens, time::on, random, new GatewayListener() {
            @Override
            public void onState(ClientState state) {
                TestClient.this.onState(state);
                further.onState(state);
            }

            @Override
            public void onEvent(Frame.Event event) {
                TestClient.this.onEvent(event);
                further.onEvent(event);
            }

            @Override
            public void onGap(long missed) {
                TestClient.this.onGap(missed);
                further.onGap(missed);
            }
        });
    }

    @Override
    public synchronized void onState(ClientState state) {
        states.add(state);
        notifyAll();
    }

    @Override
    public synchronized void onEvent(Frame.Event event) {
        events.add(event);
        notifyAll();
    }

    @Override
    public synchronized void onGap(long missed) {
        gaps.add(missed);
        notifyAll();
    }

    TestClient start() {
        client.start();
        return this;
    }

    /// The next state of this kind since the last one that was asked for.
    synchronized <S extends ClientState> S next(Class<S> kind) {
        List<ClientState> passed = new ArrayList<>();
        while (true) {
            await("a state " + kind.getSimpleName() + " after " + passed, () -> read < states.size());
            ClientState state = states.get(read++);
            if (kind.isInstance(state)) {
                return kind.cast(state);
            }
            passed.add(state);
        }
    }

    ClientState.Ready ready() {
        return next(ClientState.Ready.class);
    }

    ClientState.Waiting waiting() {
        return next(ClientState.Waiting.class);
    }

    /// Lets the wait pass that the client is in.
    void passDelay(ClientState.Waiting waiting) {
        time.advance(waiting.retry().delay());
    }

    synchronized List<ClientState> states() {
        return List.copyOf(states);
    }

    synchronized List<Frame.Event> awaitEvents(String name, int atLeast) {
        await(atLeast + " events " + name, () -> events(name).size() >= atLeast);
        return events(name);
    }

    synchronized List<Frame.Event> events(String name) {
        return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    synchronized List<Long> gaps() {
        return List.copyOf(gaps);
    }

    synchronized List<Long> awaitGaps(int atLeast) {
        await(atLeast + " gaps", () -> gaps.size() >= atLeast);
        return gaps();
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s for " + what + "; states " + states
                        + ", events " + events + ", gaps " + gaps);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static ObjectNode params() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Call health() {
        return Call.of("health", params());
    }

    static Call send(String text) {
        return Call.of(
                        "send",
                        params().put("channel", "telegram")
                                .put("to", "1")
                                .put("message", text)
                                .put("idempotencyKey", text))
                .using(Call.Share.WHOLE);
    }

    static Call agent(String text) {
        return Call.of(
                        "agent",
                        params().put("message", text)
                                .put("sessionKey", "agent:main:test")
                                .put("idempotencyKey", text))
                .answeredTwice();
    }

    CompletableFuture<CallResult> call(Call call) {
        CompletableFuture<CallResult> result = client.call(call).subscribeAsCompletionStage();
        synchronized (this) {
            calls.add(result);
        }
        return result;
    }

    CallResult ask(Call call) {
        return get(call(call));
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no result", e);
        }
    }

    /// Until only so many timers run; that of a socket on its way out ends in real time.
    void awaitTimers(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(time.scheduled()).hasSize(count));
    }

    /// Until everything has happened that was put on the client's context before.
    void settle() {
        time.advance(Duration.ZERO);
    }

    /// Closes, and leaves nothing: no call without an end, no place taken, no timer running.
    void close() {
        CompletableFuture<Void> closed = client.close().subscribeAsCompletionStage();
        try {
            closed.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            time.advance(Duration.ofSeconds(2)); // the peer does not answer our goodbye
            get(closed);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        awaitTimers(0);
        synchronized (this) {
            assertThat(calls).as("calls").allMatch(CompletableFuture::isDone);
        }
        ClientSnapshot end = client.snapshot();
        assertThat(end.state()).isInstanceOf(ClientState.Idle.class);
        assertThat(end.outstanding()).as("outstanding").isZero();
        assertThat(end.waiting()).as("waiting").isZero();
    }
}
