package io.openclaw.bridge.production;

import static io.openclaw.bridge.production.BridgeWorld.direct;
import static io.openclaw.bridge.production.BridgeWorld.failure;
import static io.openclaw.bridge.production.BridgeWorld.get;
import static io.openclaw.bridge.production.BridgeWorld.turn;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.AuthenticationException;
import io.openclaw.bridge.BridgeStatus;
import io.openclaw.bridge.ConnectTimeoutException;
import io.openclaw.bridge.ConnectionState;
import io.openclaw.bridge.GatewayEvent;
import io.openclaw.bridge.NetworkException;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.OutcomeUnknownException;
import io.openclaw.bridge.Receipt;
import io.openclaw.bridge.fakegateway.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Getting to the gateway and leaving it, and what the status says meanwhile.
class ConnectingTest {
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private BridgeWorld world = new BridgeWorld();

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private CompletableFuture<Void> connecting() {
        return world.bridge.connect().subscribeAsCompletionStage();
    }

    private ConnectionState state() {
        return world.bridge.connectionState();
    }

    @Test
    void connectIsIdempotentAndManyMayWaitForOneConnection() {
        List<CompletableFuture<Void>> all =
                IntStream.range(0, 10).mapToObj(_ -> connecting()).toList();
        all.forEach(BridgeWorld::get);
        get(connecting());

        assertThat(world.gateway.connectionCount()).isEqualTo(1);
        assertThat(world.bridge.isConnected()).isTrue();
    }

    @Test
    void aGatewayThatIsAwayFailsItAfterThirtySecondsWithTheCauseWhileTryingGoesOn() {
        world.gateway.kill();
        CompletableFuture<Void> connecting = connecting();
        for (int i = 0; i < 29; i++) {
            world.until("an attempt that failed", () -> world.time.scheduled().size() > 1);
            world.time.advance(Duration.ofSeconds(1));
        }
        assertThat(connecting).isNotDone();
        world.time.advance(Duration.ofSeconds(1));

        assertThat(failure(connecting))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining("not connected to the gateway");
        assertThat(failure(connecting).outcome()).isEmpty();
        assertThat(state()).isEqualTo(ConnectionState.CONNECTING);
        world.gateway.boot();
        world.until("it connects behind", () -> {
            world.time.advance(Duration.ofSeconds(1));
            return world.bridge.isConnected();
        });
    }

    @Test
    void aGatewayThatSaysNothingFailsIt() {
        world.close();
        world = new BridgeWorld(
                UnaryOperator.identity(),
                BridgeWorld.connection(settings -> new io.openclaw.bridge.gateway.GatewaySettings(
                        settings.url(),
                        settings.token(),
                        settings.tokenSetting(),
                        settings.clientVersion(),
                        settings.scopes(),
                        settings.tls(),
                        settings.window(),
                        settings.maxWaiting(),
                        settings.connectTimeout(),
                        Duration.ofMinutes(5),
                        settings.reconnectInitial(),
                        settings.reconnectMaximum())));
        world.inject(new Fault.NoChallenge());
        CompletableFuture<Void> connecting = connecting();
        world.gateway.awaitUpgrades(1);
        world.time.advance(CONNECT);

        // Which of the two depends on whether the upgrade's answer was read before time was moved.
        assertThat(failure(connecting))
                .isInstanceOfAny(ConnectTimeoutException.class, NetworkException.class)
                .hasMessageMatching(".*(30 s|no WebSocket within 10 s).*");
    }

    @Test
    void aHumanWhoIsNeededIsToldSoAtOnce() {
        world.inject(new Fault.RefuseConnect("INVALID_REQUEST", "unauthorized", "AUTH_TOKEN_MISMATCH"), 1);

        assertThat(failure(connecting()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageContaining("OPENCLAW_GATEWAY_TOKEN");
        assertThat(state()).isEqualTo(ConnectionState.FAILED);
        assertThat(world.bridge.status().connection().hint()).contains("OPENCLAW_GATEWAY_TOKEN");
        assertThat(failure(connecting())).as("also who asks again").isInstanceOf(AuthenticationException.class);
        Outcome.NotSent refused = (Outcome.NotSent) world.outcome(direct());
        assertThat(refused.reason()).isEqualTo(Outcome.NotSent.Reason.HUMAN_NEEDED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));

        world.time.advance(Duration.ofMinutes(1));
        world.awaitState(ConnectionState.CONNECTED);
        assertThat(world.bridge.status().connection().hint()).isNull();
    }

    @Test
    void whoWaitsToConnectIsToldWhenTheBridgeIsClosed() {
        world.inject(new Fault.NoChallenge());
        CompletableFuture<Void> connecting = connecting();
        world.gateway.awaitUpgrades(1);

        get(world.bridge.close());

        assertThat(failure(connecting)).isInstanceOf(NetworkException.class).hasMessageContaining("closed");
    }

    @Test
    void whoNoLongerWaitsToConnectLeavesNoTimer() {
        world.gateway.kill();
        var waiting = world.bridge.connect().subscribe().with(_ -> {}, _ -> {});
        world.awaitTimer(CONNECT);

        waiting.cancel();

        assertThat(world.time.scheduled()).doesNotContain(CONNECT);
        world.gateway.boot();
    }

    @Test
    void closeEndsEverythingAndConnectMayFollow() {
        world.connect();
        world.inject(new Fault.Silence("send"));
        CompletableFuture<Receipt> direct = world.sending(direct());
        CompletableFuture<Receipt> run = world.sending(turn("SLEEP=5000"));
        world.gateway.awaitRequests("send", 1);
        world.gateway.awaitRequests("agent.wait", 1);

        get(world.bridge.close());
        get(world.bridge.close());

        assertThat(failure(direct)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(failure(run)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(state()).isEqualTo(ConnectionState.DISCONNECTED);
        world.time.advance(Duration.ofMinutes(5));
        assertThat(world.gateway.connectionCount()).as("nothing is tried again").isEqualTo(1);
        assertThat(((Outcome.NotSent) world.outcome(direct())).reason())
                .isEqualTo(Outcome.NotSent.Reason.NOT_CONNECTED);

        get(connecting());
        assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    void closingBeforeConnectingIsNothing() {
        get(world.bridge.close());

        assertThat(state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aReopenedBridgeConnectsAndDoesNotReconnect() {
        world.connect();
        get(world.bridge.close());
        world.gateway.kill();
        CompletableFuture<Void> connecting = connecting();
        world.until("an attempt that failed", () -> world.time.scheduled().size() > 1);
        assertThat(state()).isEqualTo(ConnectionState.CONNECTING);

        world.gateway.boot();
        world.time.advance(Duration.ofSeconds(1));
        get(connecting);
    }

    @Test
    void theStatusTellsTheWholeStoryInOrder() {
        world.connect();
        world.statuses.clear();
        world.gateway.kill();
        world.awaitState(ConnectionState.RECONNECTING);
        world.gateway.boot();
        world.reconnect();
        world.inject(new Fault.RetryableUnavailable("send", null), 5);
        IntStream.range(0, 5).forEach(_ -> world.outcome(direct()));
        world.time.advance(Duration.ofMinutes(1));
        world.until("closed", () -> world.bridge.status().breaker().state() == BridgeStatus.BreakerState.CLOSED);
        get(world.bridge.close());

        List<String> story = new ArrayList<>();
        String last = "";
        while (!last.startsWith("DISCONNECTED")) {
            BridgeStatus status = world.awaitStatus(_ -> true);
            last = status.connection().state() + " " + status.breaker().state();
            if (story.isEmpty() || !story.getLast().equals(last)) {
                story.add(last);
            }
        }
        assertThat(story)
                .containsExactly(
                        "RECONNECTING CLOSED",
                        "CONNECTED CLOSED",
                        "CONNECTED OPEN",
                        "CONNECTED HALF_OPEN",
                        "CONNECTED CLOSED",
                        "DISCONNECTED CLOSED");
    }

    @Test
    void theStatusNamesGatewayAndFacts() {
        assertThat(world.bridge.status().facts()).isNull();
        world.connect();

        BridgeStatus status = world.bridge.status();
        assertThat(status.mode()).isEqualTo(BridgeStatus.Mode.REAL);
        assertThat(status.gateway()).isEqualTo("default");
        assertThat(status.connection().since()).isEqualTo(world.time.now());
        assertThat(status.connection().lastError()).isNull();
        assertThat(status.facts())
                .isEqualTo(new BridgeStatus.Facts(
                        "2026.9.6", world.gateway.bootId(), 4, List.of("operator.read", "operator.write"), "main"));
        world.gateway.kill();
        world.awaitState(ConnectionState.RECONNECTING);
        assertThat(world.bridge.status().facts()).as("what it last said").isEqualTo(status.facts());
        assertThat(world.bridge.status().connection().lastError()).isNotBlank();
        world.gateway.boot();
        world.reconnect();
        assertThat(world.bridge.status().facts().bootId()).isEqualTo(world.gateway.bootId());
        assertThat(world.bridge.status().connection().reconnects()).isEqualTo(1);
    }

    @Test
    void anOlderGatewaySaysLess() {
        world.close();
        world = new BridgeWorld(options -> options.protocol(3), UnaryOperator.identity());
        world.connect();

        BridgeStatus.Facts facts = world.bridge.status().facts();
        assertThat(facts.protocol()).isEqualTo(3);
        assertThat(facts.bootId()).isNull();
        assertThat(facts.scopes()).isEmpty();
    }

    @Test
    void admissionSaysHowManyMoreTextsMayLeaveNow() {
        world.connect();
        assertThat(world.bridge.status().admission()).isEqualTo(new BridgeStatus.Admission(64, 0, 0, 0, 64));

        world.inject(new Fault.Silence("send"), 64);
        var sendings =
                IntStream.range(0, 70).mapToObj(_ -> world.sending(direct())).toList();
        world.gateway.awaitRequests("send", 64);
        world.until("six wait", () -> world.bridge.status().admission().waiting() == 6);
        assertThat(world.bridge.status().admission()).isEqualTo(new BridgeStatus.Admission(64, 64, 6, 0, 0));

        world.time.advance(Duration.ofSeconds(30));
        sendings.forEach(BridgeWorld::failure);
        assertThat(world.bridge.status().admission()).isEqualTo(new BridgeStatus.Admission(64, 0, 0, 0, 64));
    }

    @Test
    void aBusyGatewayHalvesTheWindow() {
        world.connect();
        world.inject(new Fault.Busy("send"));
        world.outcome(direct());

        assertThat(world.bridge.status().admission().window()).isEqualTo(32);
        assertThat(world.bridge.status().admission().available()).isEqualTo(32);
    }

    @Test
    void aStatusListenerThatThrowsOrBlocksHurtsNobody() {
        BlockingQueue<BridgeStatus> after = new LinkedBlockingQueue<>();
        world.bridge.onStatus(_ -> {
            throw new AssertionError("boom");
        });
        world.bridge.onStatus(after::add);
        world.connect();

        assertThat(world.send(direct()).status()).isEqualTo(Receipt.Status.SENT);
        world.until(
                "its statuses",
                () -> after.stream().anyMatch(status -> status.connection().state() == ConnectionState.CONNECTED));
    }

    @Test
    void nothingIsPublishedForNothing() {
        world.connect();
        world.bridge.onEvent("x", (GatewayEvent _) -> {});
        world.statuses.clear();
        world.send(direct());
        get(connecting());
        world.settle();

        assertThat(world.statuses).isEmpty();
    }
}
