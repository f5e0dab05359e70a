package io.openclaw.bridge.mock;

import io.openclaw.bridge.BridgeException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.OpenClawBridge;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.Subscription;
import io.openclaw.bridge.event.EventHub;
import io.openclaw.bridge.event.StatusHub;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The bridge in memory: records what was sent, fails on demand, and needs no gateway, as Quarkus'
/// `MockMailbox` does for mail.
///
/// ```java
/// MockOpenClawBridge bridge = MockOpenClawBridge.deterministic(42);
/// bridge.connectAndAwait();
/// bridge.failures().next(Failure.refused(Refused.Reason.PLATFORM_REFUSED));
/// …
/// assertThat(bridge.sent().to("telegram:dm:12345")).singleElement()…
/// ```
///
/// One that you built starts disconnected, as the real one does: call [#connect()]. One that was injected
/// is connected by the service when it starts; its [#close()] is refused. [MockOpenClawBridgeExtension]
/// hands out connected ones. Session keys and texts are checked as in production. The simulated gateway
/// keeps idempotency keys as the real one does: the same key brings the first result for 5 minutes,
/// unless it restarts. A message without a key gets one when it is handed over: subscribing to its
/// `Uni` again repeats the same message.
///
/// Simulated is the end of a call, after whatever retries: nothing is retried, no breaker opens by
/// itself, no window is enforced. Safe from any thread. In virtual time ([VirtualTime]) the same calls
/// take the same course; with a latency there, subscribe to the `Uni` and [#advance(Duration)]: an
/// `…AndAwait` form would wait for time that does not pass.
public final class MockOpenClawBridge implements OpenClawBridge {
    /// The gateway's name in receipts and status.
    public static final String GATEWAY = "mock";

    private static final int WINDOW = 64;

    private final MockTime time;
    private final boolean managed;
    private final Stage stage;
    private final EventHub events;
    private final StatusHub statuses;
    private final MockRoutes routes;
    private final MockConnection connection;
    private final SendDesk desk;
    private final MockGateway gateway;
    private final SentMessages sent;
    private final Failures failures;
    private final Replies replies = new Replies();
    private final AtomicLong keys = new AtomicLong();

    private MockOpenClawBridge(Builder builder) {
        time = builder.time;
        managed = builder.managed;
        stage = new Stage(time);
        events = new EventHub(time, time, () -> {});
        statuses = new StatusHub(time);
        routes = new MockRoutes(builder.agent, builder.channels);
        sent = new SentMessages(routes::canonical, builder.keep);
        failures = new Failures(routes::canonical, builder.seed);
        connection = new MockConnection(stage, new MockConnection.Listener() {
            @Override
            public void changed() {
                statuses.publish(status());
            }

            @Override
            public void returned() {
                gateway().returned();
            }
        });
        desk = new SendDesk(stage, routes, connection, sent, failures, replies, builder.keep);
        gateway = new MockGateway(stage, events, connection, desk, builder.agent);
    }

    /// One with the machine's clock, handlers on virtual threads, and chance from seed 0.
    public static MockOpenClawBridge create() {
        return builder().build();
    }

    /// One in virtual time that takes the same course every time.
    public static MockOpenClawBridge deterministic(long seed) {
        return builder().time(new VirtualTime()).seed(seed).build();
    }

    /// Starts one with other settings.
    public static Builder builder() {
        return new Builder();
    }

    /// What was sent.
    public SentMessages sent() {
        return sent;
    }

    /// What is to go wrong.
    public Failures failures() {
        return failures;
    }

    /// The simulated gateway: its events, its latency, its absences.
    public MockGateway gateway() {
        return gateway;
    }

    /// What agents, and the gateway itself, answer.
    public Replies replies() {
        return replies;
    }

    /// Lets virtual time pass.
    ///
    /// @throws IllegalStateException where the bridge lives in another time than [VirtualTime]
    public void advance(Duration duration) {
        if (!(time instanceof VirtualTime virtual)) {
            throw new IllegalStateException("this mock lives in "
                    + time.getClass().getSimpleName() + "; build it with VirtualTime to let time pass by hand");
        }
        virtual.advance(duration);
    }

    /// As after construction, for the next test: nothing sent, nothing planned, no latency, the gateway
    /// reachable with its first boot and an empty memory. Calls in flight end as
    /// [Outcome.Unknown.Reason#LOST]. Kept are the subscriptions, the clock, and the connection if
    /// somebody wants it: a bridge that was connected is connected.
    public void reset() {
        failures.clear();
        replies.clear();
        stage.act(gateway::reset);
        sent.clear();
        keys.set(0);
    }

    @Override
    public Uni<Void> connect() {
        return Uni.createFrom().emitter(caller -> stage.act(() -> connection.connect(caller)));
    }

    @Override
    public Uni<Void> close() {
        if (managed) {
            return Uni.createFrom()
                    .failure(() ->
                            new IllegalStateException("this bridge was injected: the service that owns it closes it"));
        }
        return Uni.createFrom().emitter(caller -> {
            stage.act(() -> {
                connection.close();
                desk.loseCallers("the bridge was closed with the message in flight");
            });
            caller.complete(null);
        });
    }

    @Override
    public BridgeStatus status() {
        return stage.read(() -> {
            int outstanding = desk.inFlight(DeliveryStyle.DIRECT);
            int runs = desk.inFlight(DeliveryStyle.AGENT);
            int available = connection.obstacle().isPresent() ? 0 : Math.max(0, WINDOW - outstanding);
            return new BridgeStatus(
                    BridgeStatus.Mode.MOCK,
                    GATEWAY,
                    connection.connection(),
                    connection.breaker(),
                    new BridgeStatus.Admission(WINDOW, outstanding, 0, runs, available),
                    gateway.facts());
        });
    }

    @Override
    public Subscription onStatus(Consumer<BridgeStatus> listener) {
        return statuses.subscribe(listener);
    }

    @Override
    public Uni<Receipt> sendToAgent(OutboundMessage message) {
        // One for all subscriptions: whoever repeats a failed send repeats the same message.
        String key = message.idempotencyKey() != null ? message.idempotencyKey() : "mock-key-" + keys.incrementAndGet();
        return Uni.createFrom().emitter(caller -> stage.act(() -> desk.send(new Call(message, key, caller, stage))));
    }

    @Override
    public Subscription onEvent(String name, Consumer<GatewayEvent> handler) {
        return events.subscribe(name, handler);
    }

    @Override
    public Route route(OutboundMessage message) {
        return routes.route(message);
    }

    @Override
    public Uni<Proof> findProof(OutboundMessage message) {
        return whileConnected(() -> {
            String key = message.idempotencyKey();
            if (key == null) {
                throw new IllegalArgumentException(
                        "idempotencyKey is missing: proof can only be looked for under the key that was sent");
            }
            return stage.read(() -> desk.proof(message, key));
        });
    }

    @Override
    public Uni<Void> resetBreaker() {
        return Uni.createFrom().voidItem().invoke(gateway::closeBreaker);
    }

    @Override
    public Uni<Map<String, Object>> request(String method, Map<String, Object> params) {
        return whileConnected(() -> replies.answer(method, params)
                .orElseThrow(() -> BridgeException.of(new Outcome.Refused(
                        Outcome.Refused.Reason.INVALID_REQUEST,
                        "INVALID_REQUEST",
                        "the mock has no answer to " + method + "; give it one with replies().request(…)"))));
    }

    private <T> Uni<T> whileConnected(Supplier<T> answer) {
        return Uni.createFrom().item(() -> {
            Optional<Outcome> disconnected = stage.read(connection::disconnected);
            if (disconnected.isPresent()) {
                throw BridgeException.of(disconnected.get());
            }
            return answer.get();
        });
    }

    /// Settings of a mock. Not thread-safe.
    public static final class Builder {
        private MockTime time = MockTime.system();
        private long seed;
        private String agent = "main";
        private Set<String> channels = Set.of();
        private boolean managed;
        private int keep = 10_000;

        private Builder() {}

        /// Clock, timer and handlers' threads; the machine's by default.
        public Builder time(MockTime value) {
            time = value;
            return this;
        }

        /// Start of chance, for [Failures#rate]; 0 by default.
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /// The agent that unqualified keys belong to; `main` by default.
        public Builder agent(String value) {
            agent = value;
            return this;
        }

        /// Channels that session keys may name beside [SessionKey#CHANNELS] and `agent`; none by default.
        public Builder channels(Set<String> value) {
            channels = value;
            return this;
        }

        /// For the service that hands it out by injection: makes [MockOpenClawBridge#close()] fail, as
        /// the injected real one's does.
        public Builder managed() {
            managed = true;
            return this;
        }

        /// How many sent messages are remembered, at least 1; 10,000 by default, so that a service that
        /// runs for weeks on the mock does not fill its memory.
        public Builder keep(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("at least one message must be kept, but is " + value);
            }
            keep = value;
            return this;
        }

        public MockOpenClawBridge build() {
            return new MockOpenClawBridge(this);
        }
    }
}
