package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.HelloOk;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A gateway, for the whole life of the application: connects, reconnects, and carries calls over
/// whatever connection there is. Buffers nothing while there is none.
///
/// Safe from any thread. Results come on the client's event loop, so whoever runs other people's code
/// with them moves to another thread first.
public final class GatewayClient {
    private static final Logger LOG = System.getLogger(GatewayClient.class.getName());

    private final GatewaySettings settings;
    private final DeviceIdentity device;
    private final DeviceTokens deviceTokens;
    private final GatewayListener listener;
    private final Context context;
    private final Timer timer;
    private final Dialer dialer;
    private final Reconnector reconnector;
    private final Calls calls;

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    // Read anywhere, written on the context.
    private volatile ClientState state;
    private volatile @Nullable CloseReason lastFailure;
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    // On the context only.
    private int failedInARow;
    private boolean everReady;
    /// Counts starts and stops, so that what belongs to an older attempt finds out that it is late.
    private long epoch;

    private @Nullable Handshake handshake;
    private @Nullable GatewayConnection connection;
    private Timer.@Nullable Task nextAttempt;

    /// @param time makes the clock that everything here runs on; production gives [VertxTimer]
    /// @param random for the jitter of the reconnector
    public GatewayClient(
            Vertx vertx,
            GatewaySettings settings,
            DeviceIdentity device,
            DeviceTokens deviceTokens,
            Function<Context, Timer> time,
            RandomGenerator random,
            GatewayListener listener) {
        this.settings = settings;
        this.device = device;
        this.deviceTokens = deviceTokens;
        this.listener = listener;
        // Not getOrCreateContext: called on a worker or a virtual thread that one would not be an event
        // loop.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.timer = time.apply(context);
        this.dialer = new Dialer(vertx, settings);
        this.reconnector = new Reconnector(settings.reconnectInitial(), settings.reconnectMaximum(), random);
        this.calls = new Calls(settings, timer);
        this.state = new ClientState.Idle(timer.now());
    }

    /// The clock of this client; its tasks run on the client's event loop.
    public Timer timer() {
        return timer;
    }

    public ClientState state() {
        return state;
    }

    /// A snapshot; cheap, never blocks.
    public ClientSnapshot snapshot() {
        return new ClientSnapshot(
                state,
                lastFailure,
                reconnects.get(),
                attempts.get(),
                failures.get(),
                calls.size(),
                calls.outstanding(),
                calls.waiting(),
                calls.pause(),
                calls.unsolicited());
    }

    /// Starts connecting, and goes on until [#close()]. Idempotent.
    public void start() {
        run(() -> {
            if (state instanceof ClientState.Idle) {
                epoch++;
                failedInARow = 0;
                attempt();
            }
        });
    }

    /// Closes the connection, ends every call, and connects no more until [#start()]. Idempotent;
    /// completes when that is done.
    public Uni<Void> close() {
        return Uni.createFrom()
                .emitter(emitter -> run(() -> {
                    epoch++;
                    if (nextAttempt != null) {
                        nextAttempt.cancel();
                        nextAttempt = null;
                    }
                    if (handshake != null) {
                        handshake.abandon();
                        handshake = null;
                    }
                    if (!(state instanceof ClientState.Idle)) {
                        become(new ClientState.Idle(
                                timer.now())); // before the calls end, so that none of them tries again
                    }
                    if (connection != null) {
                        connection.close();
                    }
                    emitter.complete(null);
                }));
    }

    /// Makes the call. Never fails: how it ended is a value. Each subscription makes a call of its own.
    public Uni<CallResult> call(Call call) {
        return Uni.createFrom().emitter(emitter -> submit(call, emitter));
    }

    private void submit(Call call, UniEmitter<? super CallResult> emitter) {
        run(() -> calls.start(new PendingCall(call, timer.nanoTime(), emitter), state));
    }

    /// Runs on the context: at once where we are on it, else with everything else that came meanwhile
    /// in one go.
    private void run(Runnable task) {
        if (((ContextInternal) context).inThread()) {
            task.run();
            return;
        }
        inbox.add(task);
        if (draining.compareAndSet(false, true)) {
            context.runOnContext(_ -> drain());
        }
    }

    private void drain() {
        draining.set(false);
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            task.run();
        }
    }

    private void attempt() {
        attempts.incrementAndGet();
        long mine = epoch;
        become(new ClientState.Connecting(
                timer.now(), failedInARow, state instanceof ClientState.Waiting waiting ? waiting : null));
        // Off the event loop: the token may be in a file.
        context.executeBlocking(() -> Optional.ofNullable(settings.token().get()))
                .onComplete(token -> {
                    if (mine != epoch) {
                        return;
                    }
                    if (token.failed()) {
                        onFailure(new CloseReason.NoToken(
                                String.valueOf(token.cause().getMessage())));
                    } else {
                        dial(mine, token.result().orElse(null));
                    }
                });
    }

    private void dial(long mine, @Nullable String token) {
        dialer.dial().onComplete(dialled -> {
            FrameSocket socket = dialled.result();
            if (mine != epoch) {
                if (socket != null) {
                    socket.close(1000, "");
                }
            } else if (socket == null) {
                onFailure(Dialer.reasonOf(dialled.cause()));
            } else {
                handshake = new Handshake(socket, settings, device, token, deviceTokens.get(), timer, result -> {
                    handshake = null;
                    if (mine == epoch) {
                        onHandshake(result);
                    }
                });
            }
        });
    }

    private void onHandshake(Handshake.Result result) {
        switch (result) {
            case Handshake.Result.Failure failure -> onFailure(failure.reason());
            case Handshake.Result.Welcome welcome -> onWelcome(welcome.socket(), welcome.hello());
        }
    }

    private void onWelcome(FrameSocket socket, HelloOk hello) {
        failedInARow = 0;
        if (everReady) {
            reconnects.incrementAndGet();
        }
        everReady = true;
        if (hello.deviceToken() != null) {
            setDeviceToken(hello.deviceToken());
        }
        // A gateway that sends no bootId counts as new at each connection (design, section 6).
        String bootId = hello.bootId() == null ? "connection-" + attempts.get() : hello.bootId();
        GatewayConnection next = new GatewayConnection(socket, hello, bootId, timer, calls, new ConnectionOwner());
        connection = next;
        calls.use(next);
        become(new ClientState.Ready(timer.now(), hello, bootId));
    }

    private void onFailure(CloseReason reason) {
        failures.incrementAndGet();
        retry(reason);
    }

    private void retry(CloseReason reason) {
        lastFailure = reason;
        Reconnector.Retry retry = reconnector.next(reason, failedInARow++);
        if (retry.dropDeviceToken()) {
            setDeviceToken(null);
        }
        nextAttempt = timer.schedule(retry.delay(), () -> {
            nextAttempt = null;
            attempt();
        });
        become(new ClientState.Waiting(timer.now(), reason, retry));
    }

    private void setDeviceToken(@Nullable String token) {
        if (deviceTokens.set(token)) {
            context.<Void>executeBlocking(() -> {
                try {
                    deviceTokens.save();
                } catch (IOException e) {
                    LOG.log(
                            Level.WARNING,
                            "The device token cannot be stored ({0}); after a restart the device connects with the shared token.",
                            e.toString());
                }
                return null;
            });
        }
    }

    private void become(ClientState next) {
        state = next;
        listener.onState(next);
    }

    /// What happens to the connection in use; all of it on the context.
    private final class ConnectionOwner implements GatewayConnection.Owner {
        @Override
        public void onEvent(Frame.Event event) {
            listener.onEvent(event);
        }

        @Override
        public void onGap(long missed) {
            listener.onGap(missed);
        }

        @Override
        public void onEnd(GatewayConnection ended, CloseReason reason) {
            connection = null;
            if (!(reason instanceof CloseReason.ByUs)) {
                retry(reason);
            }
            calls.onConnectionEnd(ended);
        }
    }
}
