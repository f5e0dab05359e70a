package io.openclaw.bridge.gateway;

import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.HelloOk;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.UUID;
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
    private final @Nullable DeviceIdentity device;
    private final DeviceTokens deviceTokens;
    private final GatewayListener listener;
    private final Context context;
    private final Timer timer;
    private final Dialer dialer;
    private final Reconnector reconnector;
    private final Calls calls;
    private final Inbox inbox;

    // Read anywhere, written on the context.
    private volatile ClientState state;
    private volatile @Nullable CloseReason lastFailure;
    private volatile @Nullable Duration clockAhead;
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    // On the context only. At most one of attempt, connection and nextAttempt is there; none while idle.
    private @Nullable Attempt attempt;
    private @Nullable GatewayConnection connection;
    private Timer.@Nullable Task nextAttempt;
    private int failedInARow;
    private boolean everReady;

    /// @param time makes the clock that everything here runs on; production gives [VertxTimer]
    /// @param random for the jitter of the reconnector
    public GatewayClient(
            Vertx vertx,
            GatewaySettings settings,
            @Nullable DeviceIdentity device,
            DeviceTokens deviceTokens,
            Function<Context, Timer> time,
            RandomGenerator random,
            GatewayListener listener) {
        this.settings = settings;
        this.device = device;
        this.deviceTokens = deviceTokens;
        this.listener = new CarefulListener(listener);
        // Not getOrCreateContext: called on a worker or a virtual thread that one would not be an event
        // loop.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.timer = time.apply(context);
        this.dialer = new Dialer(vertx, context, settings, timer);
        this.reconnector = new Reconnector(
                settings.reconnectInitial(), settings.reconnectMaximum(), random, settings.tokenSetting());
        this.calls = new Calls(settings, timer);
        this.inbox = new Inbox(context);
        this.state = new ClientState.Idle(timer.now());
    }

    /// The clock of this client; its tasks run on the client's event loop.
    public Timer timer() {
        return timer;
    }

    /// Runs the task soon, on the client's event loop.
    public void execute(Runnable task) {
        context.runOnContext(_ -> task.run());
    }

    public ClientState state() {
        return state;
    }

    /// By how much the gateway's clock was ahead of ours when the last connection was made; null where that is not known.
    public @Nullable Duration clockAhead() {
        return clockAhead;
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
        inbox.run(() -> {
            if (state instanceof ClientState.Idle) {
                failedInARow = 0;
                attempt();
            }
        });
    }

    /// Closes the connection, ends every call, and connects no more until [#start()]. Idempotent;
    /// completes when that is done and the socket is gone.
    public Uni<Void> close() {
        return Uni.createFrom()
                .emitter(emitter -> inbox.run(() -> {
                    if (!(state instanceof ClientState.Idle)) {
                        stop();
                    }
                    dialer.gone().onComplete(_ -> emitter.complete(null));
                }));
    }

    private void stop() {
        Attempt underWay = attempt;
        GatewayConnection open = connection;
        attempt = null;
        connection = null;
        if (nextAttempt != null) {
            nextAttempt.cancel();
            nextAttempt = null;
        }
        // First no connection, then the state, then the ends of the calls: whoever hears of one and calls again must
        // find
        // the others done.
        calls.detach();
        become(new ClientState.Idle(timer.now()));
        if (underWay != null) {
            underWay.abandon();
        }
        if (open != null) {
            open.close();
        }
    }

    /// Makes the call. Never fails: how it ended is a value. Each subscription makes a call of its own.
    /// Who cancels before the frame left keeps it from leaving.
    public Uni<CallResult> call(Call call) {
        return Uni.createFrom().emitter(emitter -> {
            PendingCall pending = new PendingCall(call, timer.nanoTime(), emitter);
            inbox.run(() -> calls.start(pending, state));
        });
    }

    private void attempt() {
        attempts.incrementAndGet();
        Attempt next = new Attempt(context, dialer, settings, device, deviceTokens, timer, this::onAttemptEnd);
        attempt = next;
        become(new ClientState.Connecting(
                timer.now(), failedInARow, state instanceof ClientState.Waiting waiting ? waiting : null));
        next.start();
    }

    private void onAttemptEnd(Handshake.Result result) {
        attempt = null;
        switch (result) {
            case Handshake.Result.Failure failure -> {
                failures.incrementAndGet();
                retry(failure.reason());
            }
            case Handshake.Result.Welcome welcome -> {
                clockAhead = welcome.clockAhead();
                onWelcome(welcome.socket(), welcome.hello());
            }
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
        // A gateway that sends no bootId counts as new at each connection (design, section 6). Unique beyond this
        // process:
        // the id is compared with those that others have stored.
        String bootId = hello.bootId() == null ? "connection-" + UUID.randomUUID() : hello.bootId();
        GatewayConnection next = new GatewayConnection(socket, hello, bootId, timer, calls, new ConnectionOwner());
        connection = next;
        calls.use(next);
        become(new ClientState.Ready(timer.now(), hello, bootId));
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
            if (connection == ended) { // else we closed it
                connection = null;
                retry(reason);
            }
        }
    }
}
