package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.bridge.Outcome.NotSent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/// When nothing leaves, the caller is told that nothing left.
interface NotLeavingContract extends BridgeUnderContract {
    @Test
    default void beforeConnectNothingLeaves() {
        assertNotSent(NetworkException.class, NotSent.Reason.NOT_CONNECTED);
    }

    @Test
    default void afterCloseNothingLeaves() {
        connect();
        await(bridge().close());

        assertNotSent(NetworkException.class, NotSent.Reason.NOT_CONNECTED);
    }

    @Test
    default void whileTheConnectionIsLostNothingLeavesAndThenItDoes() {
        connect();
        BlockingQueue<BridgeStatus> statuses = listen();
        world().loseConnection();
        awaitState(statuses, ConnectionState.RECONNECTING);
        assertNotSent(NetworkException.class, NotSent.Reason.NOT_CONNECTED);
        assertThat(bridge().status().connection().lastError()).isNotBlank();
        assertThat(bridge().status().admission().available()).isZero();

        world().restoreConnection();
        awaitState(statuses, ConnectionState.CONNECTED);

        assertThat(send("after").status()).isEqualTo(Receipt.Status.SENT);
        assertThat(bridge().status().connection().reconnects()).isEqualTo(1);
    }

    @Test
    default void whileAHumanIsNeededNothingLeaves() {
        world().needHuman();
        assertThatThrownBy(this::connect).isInstanceOf(AuthenticationException.class);

        assertNotSent(AuthenticationException.class, NotSent.Reason.HUMAN_NEEDED);
    }

    @Test
    default void whileTheBreakerIsOpenNothingLeaves() {
        connect();
        world().openBreaker();

        assertThat(bridge().status().breaker().state()).isEqualTo(BridgeStatus.BreakerState.OPEN);
        assertThat(bridge().status().breaker().openUntil()).isNotNull();
        assertThat(bridge().status().breaker().trips()).isEqualTo(1);
        assertThat(bridge().status().admission().available()).isZero();
        CircuitOpenException thrown = assertNotSent(CircuitOpenException.class, NotSent.Reason.BREAKER_OPEN);
        assertThat(thrown.retryAfter()).get().matches(Duration::isPositive);
    }

    @Test
    default void anOpenBreakerClosesWhenItsTimeHasCome() {
        connect();
        world().openBreaker();
        BlockingQueue<BridgeStatus> statuses = listen();

        world().advance(Duration.ofSeconds(61));

        awaitStatus(statuses, status -> status.breaker().state() == BridgeStatus.BreakerState.CLOSED);
        assertThat(send("after").status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    default void anOpenBreakerClosesAtOnceWhereAPersonSaysSo() {
        connect();
        await(bridge().resetBreaker());
        world().openBreaker();

        await(bridge().resetBreaker());

        assertThat(bridge().status().breaker().state()).isEqualTo(BridgeStatus.BreakerState.CLOSED);
        assertThat(bridge().status().breaker().trips()).isEqualTo(1);
        assertThat(send("after").status()).isEqualTo(Receipt.Status.SENT);
    }

    private <E extends ConnectionException> E assertNotSent(Class<E> type, NotSent.Reason reason) {
        E thrown = catchThrowableOfType(type, () -> send(direct().build()));
        assertThat(thrown).isNotNull();
        assertThat(notSent(thrown).reason()).isEqualTo(reason);
        assertThat(world().posted()).isEmpty();
        return thrown;
    }
}
