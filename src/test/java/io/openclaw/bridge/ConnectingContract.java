package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// Getting to the gateway and leaving it.
interface ConnectingContract extends BridgeUnderContract {
    @Test
    default void aBridgeIsBornDisconnectedAndKnowsNothingOfItsGateway() {
        assertThat(bridge().connectionState()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(bridge().isConnected()).isFalse();
        assertThat(bridge().status().facts()).isNull();
        assertThat(bridge().status().admission().available()).isZero();
    }

    @Test
    default void connectIsIdempotent() {
        connect();
        connect();

        assertThat(bridge().isConnected()).isTrue();
        assertThat(bridge().status().facts()).isNotNull();
        assertThat(bridge().status().connection().reconnects()).isZero();
        assertThat(bridge().status().admission().available()).isPositive();
    }

    @Test
    default void closeIsIdempotentAndConnectMayFollow() {
        await(bridge().close());
        connect();
        await(bridge().close());
        await(bridge().close());
        assertThat(bridge().connectionState()).isEqualTo(ConnectionState.DISCONNECTED);

        connect();

        assertThat(bridge().isConnected()).isTrue();
        assertThat(send("after reopening").status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    default void connectWaitsForAGatewayThatComesLate() {
        world().loseConnection();
        LinkedBlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        bridge().connect().subscribe().with(_ -> arrived.add("connected"), failure -> arrived.add(failure.toString()));
        assertThat(arrived).isEmpty();

        world().restoreConnection();

        assertThat(next(arrived)).isEqualTo("connected");
    }

    @Test
    default void connectFailsAfterThirtySecondsAndGoesOnBehind() {
        world().loseConnection();
        LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        bridge().connect().subscribe().with(_ -> {}, failures::add);

        world().advance(Duration.ofSeconds(31));

        assertThat(next(failures)).isInstanceOf(ConnectionException.class);
        assertThat(bridge().connectionState()).isEqualTo(ConnectionState.CONNECTING);
        BlockingQueue<BridgeStatus> statuses = listen();
        world().restoreConnection();
        awaitState(statuses, ConnectionState.CONNECTED);
    }

    @Test
    default void connectFailsAtOnceWhereAHumanIsNeededAndGoesOnBehind() {
        world().needHuman();

        assertThatThrownBy(this::connect).isInstanceOf(AuthenticationException.class);

        assertThat(bridge().connectionState()).isEqualTo(ConnectionState.FAILED);
        assertThat(bridge().status().connection().hint()).isNotBlank();
        BlockingQueue<BridgeStatus> statuses = listen();
        world().restoreConnection();
        world().advance(Duration.ofMinutes(6));
        awaitState(statuses, ConnectionState.CONNECTED);
        assertThat(bridge().status().connection().hint()).isNull();
    }
}
