package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What the chapters of [OpenClawBridgeContract] have in common. Every answer is awaited with a limit, nothing
/// sleeps.
interface BridgeUnderContract {
    /// How long anything may take that is expected to happen. Generous: only a failing test uses it up.
    Duration PATIENCE = Duration.ofSeconds(15);

    String DM = "telegram:dm:12345";

    BridgeHarness world();

    default OpenClawBridge bridge() {
        return world().bridge();
    }

    default void connect() {
        await(bridge().connect());
    }

    default Receipt send(String text) {
        return send(OutboundMessage.of(DM, text));
    }

    default Receipt send(OutboundMessage message) {
        return await(bridge().sendToAgent(message));
    }

    /// Without retries: a harness plans one answer, and these tests want to see exactly that one.
    default OutboundMessage.Builder direct() {
        return OutboundMessage.to(DM, "hello").idempotencyKey("n:direct").retry(RetryMode.NONE);
    }

    default OutboundMessage.Builder turn() {
        return OutboundMessage.to("agent:main:main", "What is the answer?")
                .idempotencyKey("n:turn")
                .retry(RetryMode.NONE);
    }

    default Refused refused(Refused.Reason reason) {
        return new Refused(reason, "UNAVAILABLE", "refused");
    }

    default <E extends BridgeException> E failing(Class<E> type, OutboundMessage.Builder message, Outcome outcome) {
        world().makeNextSend(outcome);
        E thrown = catchThrowableOfType(type, () -> send(message.build()));
        assertThat(thrown).as("the failure of " + outcome).isNotNull();
        assertThat(thrown).message().isNotBlank();
        return thrown;
    }

    default Refused refusal(BridgeException thrown) {
        return (Refused) thrown.outcome().orElseThrow();
    }

    default Refused.Reason reasonOf(BridgeException thrown) {
        return refusal(thrown).reason();
    }

    default NotSent notSent(BridgeException thrown) {
        return (NotSent) thrown.outcome().orElseThrow();
    }

    /// Hears every status from now on.
    default BlockingQueue<BridgeStatus> listen() {
        BlockingQueue<BridgeStatus> statuses = new LinkedBlockingQueue<>();
        bridge().onStatus(statuses::add);
        return statuses;
    }

    default void awaitState(BlockingQueue<BridgeStatus> statuses, ConnectionState state) {
        awaitStatus(statuses, status -> status.connection().state() == state);
    }

    default void awaitStatus(BlockingQueue<BridgeStatus> statuses, Predicate<BridgeStatus> wanted) {
        BridgeStatus status = next(statuses);
        while (!wanted.test(status)) {
            status = next(statuses);
        }
    }

    default <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    default <T> T next(BlockingQueue<T> queue) {
        try {
            T value = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(value).as("something within " + PATIENCE).isNotNull();
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// For handlers that are to be slow.
    default void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
