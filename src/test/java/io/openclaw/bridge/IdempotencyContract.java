package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/// The gateway's memory of keys, as callers meet it (gateway contract 3.5).
interface IdempotencyContract extends BridgeUnderContract {
    @Test
    default void theSameKeyBringsTheFirstResultAndNoSecondMessage() {
        connect();
        Receipt first = send(keyed("hello", Map.of("try", 1)));
        Receipt second = send(keyed("hello", Map.of("try", 2)));

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.metadata()).as("each caller's own").isEqualTo(Map.of("try", 2));
        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void aMessageWhoseCallerNoLongerLetsItLeaveDoesNotLeaveAndIsNotRemembered() {
        connect();
        OutboundMessage message = keyed("hello", Map.of()).toBuilder()
                .retry(RetryMode.NONE)
                .permit(() -> false)
                .build();
        assertThatThrownBy(() -> send(message))
                .isInstanceOfSatisfying(
                        BridgeException.class,
                        e -> assertThat(e.outcome()).get().isInstanceOf(Outcome.NotSent.class));
        assertThat(world().posted()).isEmpty();

        send(message.toBuilder().permit(() -> true).build());
        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void anotherMessageUnderAnOldKeyIsSwallowed() {
        connect();
        send(keyed("hello", Map.of()));
        send(keyed("something else", Map.of()));

        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void withoutAKeyEveryMessageIsANewOne() {
        connect();
        Receipt first = send("hello");
        Receipt second = send("hello");

        assertThat(second.runId()).isNotEqualTo(first.runId());
        assertThat(world().posted()).containsExactly("hello", "hello");
    }

    @Test
    default void subscribingAgainRepeatsTheSameMessageAlsoWithoutAKey() {
        connect();
        Uni<Receipt> sending = bridge().sendToAgent(DM, "hello");

        Receipt first = await(sending);
        Receipt second = await(sending);

        assertThat(second.runId()).isNotBlank().isEqualTo(first.runId());
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void theSameKeyBringsTheSameRefusal() {
        connect();
        world().makeNextSend(refused(Refused.Reason.PLATFORM_REFUSED));

        assertThatThrownBy(() -> send(keyed("hello", Map.of()))).isInstanceOf(MessageRejectedException.class);
        assertThatThrownBy(() -> send(keyed("hello", Map.of()))).isInstanceOf(MessageRejectedException.class);

        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void aBusyGatewayRemembersNothing() {
        connect();
        world().makeNextSend(new Outcome.Busy(Duration.ofSeconds(1), "the server is busy"));
        assertThatThrownBy(() -> send(keyed("hello", Map.of()))).isInstanceOf(RateLimitException.class);

        // The bridge may hold back for the second it was asked to.
        world().advance(Duration.ofSeconds(2));
        send(keyed("hello", Map.of()));

        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void aLostAnswerIsFoundAgainUnderItsKey() {
        connect();
        BlockingQueue<BridgeStatus> statuses = listen();
        world().loseNextAnswer();
        OutcomeUnknownException lost =
                catchThrowableOfType(OutcomeUnknownException.class, () -> send(keyed("hello", Map.of())));
        assertThat(lost.reason()).isEqualTo(Unknown.Reason.LOST);
        awaitState(statuses, ConnectionState.CONNECTED);

        Receipt repeated = send(keyed("hello", Map.of()));

        assertThat(repeated.status()).isEqualTo(Receipt.Status.SENT);
        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void afterFiveMinutesAKeyIsForgotten() {
        connect();
        send(keyed("hello", Map.of()));
        world().advance(Duration.ofSeconds(290));
        send(keyed("hello", Map.of()));
        assertThat(world().posted()).containsExactly("hello");

        world().advance(Duration.ofSeconds(70));
        send(keyed("hello", Map.of()));

        assertThat(world().posted()).containsExactly("hello", "hello");
    }

    @Test
    default void aRestartedGatewayHasForgottenTheKeyAndSaysSoByItsBootId() {
        connect();
        send(keyed("hello", Map.of()));
        String boot = bridge().status().facts().bootId();
        BlockingQueue<BridgeStatus> statuses = listen();

        world().restartGateway();
        awaitStatus(
                statuses,
                status -> status.connection().state() == ConnectionState.CONNECTED
                        && !boot.equals(status.facts().bootId()));
        send(keyed("hello", Map.of()));

        assertThat(world().posted()).containsExactly("hello", "hello");
    }

    private OutboundMessage keyed(String text, Map<String, Object> metadata) {
        return OutboundMessage.to(DM, text)
                .idempotencyKey("n:1")
                .metadata(metadata)
                .retry(RetryMode.NONE)
                .build();
    }
}
