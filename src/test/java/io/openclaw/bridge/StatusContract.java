package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// Status listeners.
interface StatusContract extends BridgeUnderContract {
    @Test
    default void aStatusListenerHearsTheWholeStoryInOrder() {
        BlockingQueue<BridgeStatus> statuses = listen();

        connect();
        awaitState(statuses, ConnectionState.CONNECTED);
        world().loseConnection();
        awaitState(statuses, ConnectionState.RECONNECTING);
        world().restoreConnection();
        awaitState(statuses, ConnectionState.CONNECTED);
        await(bridge().close());
        awaitState(statuses, ConnectionState.DISCONNECTED);
    }

    @Test
    default void aThrowingStatusListenerHurtsNobodyAndHearsTheNext() {
        BlockingQueue<ConnectionState> heard = new LinkedBlockingQueue<>();
        bridge().onStatus(status -> {
            heard.add(status.connection().state());
            throw new AssertionError("boom");
        });
        BlockingQueue<BridgeStatus> statuses = listen();

        connect();
        awaitState(statuses, ConnectionState.CONNECTED);
        await(bridge().close());
        awaitState(statuses, ConnectionState.DISCONNECTED);

        ConnectionState last = next(heard);
        while (last != ConnectionState.DISCONNECTED) {
            last = next(heard);
        }
    }

    @Test
    default void aSlowStatusListenerDelaysNobodyAndHearsTheLatest() {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<BridgeStatus> slow = new LinkedBlockingQueue<>();
        try {
            bridge().onStatus(status -> {
                awaitQuietly(release);
                slow.add(status);
            });
            BlockingQueue<BridgeStatus> statuses = listen();

            connect();
            awaitState(statuses, ConnectionState.CONNECTED);
            assertThat(send("hello").status()).isEqualTo(Receipt.Status.SENT);
            await(bridge().close());
            awaitState(statuses, ConnectionState.DISCONNECTED);
            assertThat(slow).isEmpty();
        } finally {
            release.countDown();
        }

        awaitState(slow, ConnectionState.DISCONNECTED);
    }

    @Test
    default void aClosedStatusListenerHearsNothing() {
        BlockingQueue<BridgeStatus> closed = new LinkedBlockingQueue<>();
        bridge().onStatus(closed::add).close();
        BlockingQueue<BridgeStatus> statuses = listen();

        connect();
        awaitState(statuses, ConnectionState.CONNECTED);

        assertThat(closed).isEmpty();
    }
}
