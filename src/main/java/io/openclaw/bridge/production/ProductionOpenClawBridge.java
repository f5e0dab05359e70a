package io.openclaw.bridge.production;

import io.openclaw.bridge.AuthenticationException;
import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectTimeoutException;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.Subscription;
import io.openclaw.bridge.event.Handlers;
import io.openclaw.bridge.event.StatusHub;
import io.openclaw.bridge.gateway.Call;
import io.openclaw.bridge.gateway.CallResult;
import io.openclaw.bridge.gateway.ClientSnapshot;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.CloseReason;
import io.openclaw.bridge.gateway.DeviceIdentity;
import io.openclaw.bridge.gateway.DeviceTokens;
import io.openclaw.bridge.gateway.GatewayClient;
import io.openclaw.bridge.gateway.GatewayListener;
import io.openclaw.bridge.gateway.Timer;
import io.openclaw.bridge.gateway.VertxTimer;
import io.openclaw.bridge.gateway.frame.Frame;
import io.openclaw.bridge.gateway.frame.HelloOk;
import io.openclaw.bridge.telemetry.Telemetry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The bridge to a real gateway. Made by [#open(Vertx, BridgeSettings)]; connects when told to.
///
/// Safe from any thread. Results and failures come on a virtual thread, or on the caller's own event
/// loop
/// context where it has one, never on the socket's.
public final class ProductionOpenClawBridge implements OpenClawBridge {
    /// Design, section 4: `connect()` fails with the cause after 30 s while reconnecting goes on.
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final GatewayClient client;
    private final ConnectionWatch watch;
    private final DefaultAgent defaultAgent;
    private final Executor handlers;
    private final Routes routes;
    private final RunLimit runs;
    private final ProofSearch proofs;
    private final Breaker breaker;
    private final int maxRetries;
    private final Attempt attempt;
    private final Courier courier;
    private final Events events;
    private final StatusHub statuses;
    private final ConnectionLog log;
    private final StatusView view;

    /// Reads or makes the device key (blocks on the disk), connects nothing yet.
    ///
    /// @throws IOException where the device key or token cannot be read or written
    public static ProductionOpenClawBridge open(Vertx vertx, BridgeSettings settings) throws IOException {
        return open(
                vertx,
                settings,
                context -> new VertxTimer(vertx, context),
                RandomGenerator.getDefault(),
                Handlers.virtualThreads());
    }

    /// As [#open(Vertx, BridgeSettings)], with time, chance and handler threads of the caller's.
    public static ProductionOpenClawBridge open(
            Vertx vertx,
            BridgeSettings settings,
            Function<Context, Timer> time,
            RandomGenerator random,
            Executor handlers)
            throws IOException {
        DeviceIdentity device = DeviceIdentity.loadOrCreate(settings.deviceKey());
        DeviceTokens tokens = DeviceTokens.load(settings.deviceToken());
        DefaultAgent agent = DefaultAgent.load(settings.deviceToken().resolveSibling("default-agent"));
        return new ProductionOpenClawBridge(vertx, settings, device, tokens, agent, time, random, handlers);
    }

    private ProductionOpenClawBridge(
            Vertx vertx,
            BridgeSettings settings,
            DeviceIdentity device,
            DeviceTokens tokens,
            DefaultAgent defaultAgent,
            Function<Context, Timer> time,
            RandomGenerator random,
            Executor handlers) {
        this.client = new GatewayClient(vertx, settings.gateway(), device, tokens, time, random, new Listener());
        Timer timer = client.timer();
        this.watch = new ConnectionWatch(client::state, timer);
        this.defaultAgent = defaultAgent;
        this.handlers = handlers;
        this.routes = new Routes(
                settings.agent(),
                defaultAgent.name(),
                settings.whatsappSelf(),
                settings.discordGuilds(),
                settings.channels());
        this.proofs = new ProofSearch(client);
        this.runs = new RunLimit(settings.maxRuns());
        GatewayProbe probe = new GatewayProbe(client);
        this.breaker = new Breaker(
                settings.breakerThreshold(), settings.breakerTimeout(), timer, probe::probe, this::publishStatus);
        this.maxRetries = settings.maxRetries();
        this.attempt =
                new Attempt(new DirectSend(client), new AgentRun(client, watch, proofs, runs), breaker, probe, watch);
        this.courier = new Courier(
                settings.name(),
                timer,
                this::route,
                attempt,
                new InCallRetry(settings.maxRetries(), settings.initialDelay(), settings.maxDelay(), watch, random));
        this.events = new Events(client, watch, handlers);
        this.statuses = new StatusHub(handlers);
        this.log = new ConnectionLog(settings.gateway().address());
        this.view = new StatusView(settings.name());
    }

    @Override
    public Uni<Void> connect() {
        return Uni.createFrom()
                .deferred(() -> {
                    client.start();
                    return watch.decided(CONNECT).chain(this::connected);
                })
                .plug(CallerThread::emitOn);
    }

    private Uni<Void> connected(ClientState state) {
        return state instanceof ClientState.Ready
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(notConnected(state));
    }

    private BridgeException notConnected(ClientState state) {
        if (state.hint() != null) {
            return new AuthenticationException("not connected to the gateway: " + state.hint(), null);
        }
        if (state instanceof ClientState.Idle) {
            return new NetworkException("the bridge was closed before it was connected", null, null);
        }
        CloseReason failure = client.snapshot().lastFailure();
        return failure == null
                ? new ConnectTimeoutException("the gateway did not answer within " + CONNECT.toSeconds() + " s", null)
                : new NetworkException("not connected to the gateway: " + failure.text(), null, null);
    }

    @Override
    public Uni<Void> close() {
        return client.close().plug(CallerThread::emitOn);
    }

    @Override
    public BridgeStatus status() {
        return view.of(client.snapshot(), breaker.state(), runs.underWay());
    }

    @Override
    public Subscription onStatus(Consumer<BridgeStatus> listener) {
        return statuses.subscribe(listener);
    }

    @Override
    public Route route(OutboundMessage message) {
        return routes.resolve(message, view.hello());
    }

    @Override
    public Uni<Receipt> sendToAgent(OutboundMessage message) {
        return courier.carry(message).plug(CallerThread::emitOn);
    }

    @Override
    public Uni<Proof> findProof(OutboundMessage message) {
        return Uni.createFrom()
                .deferred(() -> {
                    if (message.idempotencyKey() == null) {
                        throw new IllegalArgumentException(
                                "idempotencyKey is missing: proof can only be looked for under the key that was sent");
                    }
                    return proofs.find(route(message), message.idempotencyKey());
                })
                .plug(CallerThread::emitOn);
    }

    @Override
    public Subscription onEvent(String name, Consumer<GatewayEvent> handler) {
        return events.subscribe(name, handler);
    }

    @Override
    public Uni<Void> resetBreaker() {
        return Uni.createFrom()
                .<Void>emitter(caller -> client.execute(() -> {
                    breaker.reset();
                    caller.complete(null);
                }))
                .plug(CallerThread::emitOn);
    }

    @Override
    public Uni<Map<String, Object>> request(String method, Map<String, Object> params) {
        return Uni.createFrom()
                .deferred(() -> {
                    Call call = Call.of(method, Json.tree(params));
                    return client.call(call).map(result -> answer(call, result));
                })
                .plug(CallerThread::emitOn);
    }

    private static Map<String, Object> answer(Call call, CallResult result) {
        return switch (result) {
            case CallResult.Answered(var response, var _) when response.error() == null -> Json.map(response.payload());
            case CallResult.Accepted(var response, var _, var _) -> Json.map(response.payload());
            case CallResult.Answered _, CallResult.NotWritten _, CallResult.NoAnswer _, CallResult.Lost _ ->
                throw BridgeException.of(
                        Answers.ofSend(result, Quotation.of(call.params().toString())));
        };
    }

    private void remember(HelloOk hello) {
        String agent = hello.agentRequired() ? null : hello.defaultAgentId();
        if (agent != null && defaultAgent.learn(agent)) {
            handlers.execute(defaultAgent::save);
        }
    }

    private void publishStatus() {
        statuses.publish(status());
    }

    /// The counters of the connection, for the room's metrics.
    ClientSnapshot snapshot() {
        return client.snapshot();
    }

    /// For the room's examination.
    GatewayClient client() {
        return client;
    }

    /// Tells of every send, too. Called before the first one.
    void onSend(SendListener listener) {
        courier.addListener(listener);
    }

    /// Who is told of messages on their way. Called once, before the first one.
    public void tells(Telemetry telemetry) {
        attempt.tracedBy(telemetry.spans());
        onSend(new SendWitness(telemetry.log(), maxRetries));
    }

    /// What the client tells on its event loop.
    private final class Listener implements GatewayListener {
        @Override
        public void onState(ClientState state) {
            log.onState(state);
            view.onState(state);
            publishStatus();
            watch.onState(state);
            switch (state) {
                case ClientState.Ready ready -> {
                    remember(ready.hello());
                    breaker.onReady();
                    events.onReady();
                }
                case ClientState.Idle _ -> breaker.onIdle();
                case ClientState.Connecting _, ClientState.Waiting _ -> {}
            }
        }

        @Override
        public void onEvent(Frame.Event event) {
            events.onEvent(event);
        }

        @Override
        public void onGap(long missed) {
            events.onGap(missed);
        }
    }
}
