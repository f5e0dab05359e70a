package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One case for each class of answer: which exception, and what it says.
interface OutcomeContract extends BridgeUnderContract {
    @Test
    default void aDeliveredMessageHasThePlatformsId() {
        connect();
        world().makeNextSend(new Outcome.Delivered("501", null, null));

        Receipt receipt = send("hello");

        assertThat(receipt.messageId()).isEqualTo("501");
    }

    @Test
    default void aTurnThatEndsInSilenceIsDeliveredWithoutReply() {
        connect();
        world().makeNextSend(new Outcome.Delivered(null, null, null));

        Receipt receipt = send(turn().build());

        assertThat(receipt.status()).isEqualTo(Receipt.Status.SENT);
        assertThat(receipt.reply()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Refused.Reason.class)
    default void aRefusalHasItsExceptionAndItsReason(Refused.Reason reason) {
        connect();

        BridgeException thrown = failing(exceptionOf(reason), provoking(reason), refused(reason));

        assertThat(reasonOf(thrown)).isEqualTo(reason);
        assertThat(thrown.retryAfter()).as("repeating is pointless").isEmpty();
    }

    private static Class<? extends BridgeException> exceptionOf(Refused.Reason reason) {
        return switch (reason) {
            case INVALID_SESSION_KEY -> InvalidSessionKeyException.class;
            case UNKNOWN_AGENT, UNSUPPORTED_CHANNEL -> SessionNotFoundException.class;
            case INVALID_REQUEST, FORBIDDEN, PLATFORM_REFUSED, PARTIAL_DELIVERY, REPLY_NOT_DELIVERED, RUN_FAILED ->
                MessageRejectedException.class;
        };
    }

    /// A message that a gateway can refuse for this reason.
    private OutboundMessage.Builder provoking(Refused.Reason reason) {
        return switch (reason) {
            case INVALID_SESSION_KEY -> OutboundMessage.to("telegram:nobody:1", "hello");
            case INVALID_REQUEST, FORBIDDEN, UNSUPPORTED_CHANNEL, PLATFORM_REFUSED, PARTIAL_DELIVERY -> direct();
            case REPLY_NOT_DELIVERED -> direct().delivery(DeliveryStyle.AGENT);
            case UNKNOWN_AGENT, RUN_FAILED -> turn();
        };
    }

    @Test
    default void aPlatformsRefusalMeansThatNobodyHasIt() {
        connect();
        failing(MessageRejectedException.class, direct(), refused(Refused.Reason.PLATFORM_REFUSED));

        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void aPartlyDeliveredTextNamesWhatPeopleHave() {
        connect();
        Refused partial = new Refused(
                Refused.Reason.PARTIAL_DELIVERY, "UNAVAILABLE", "the second part failed", List.of("501", "502"), null);

        MessageRejectedException thrown = failing(MessageRejectedException.class, direct(), partial);

        assertThat(refusal(thrown).reason()).isEqualTo(Refused.Reason.PARTIAL_DELIVERY);
        assertThat(refusal(thrown).messageIds()).containsExactly("501", "502");
    }

    @Test
    default void aReplyThatCouldNotBePostedIsKept() {
        connect();
        Refused unposted = new Refused(
                Refused.Reason.REPLY_NOT_DELIVERED, "UNAVAILABLE", "chat not found", List.of(), "forty-two");

        MessageRejectedException thrown =
                failing(MessageRejectedException.class, direct().delivery(DeliveryStyle.AGENT), unposted);

        assertThat(refusal(thrown).reason()).isEqualTo(Refused.Reason.REPLY_NOT_DELIVERED);
        assertThat(refusal(thrown).reply()).isEqualTo("forty-two");
    }

    @Test
    default void thePlatformsRateLimitSaysWhenToComeBack() {
        connect();
        RateLimitException thrown = failing(
                RateLimitException.class,
                direct(),
                new Outcome.LateRetry(Duration.ofSeconds(330), "UNAVAILABLE", "too many requests"));

        assertThat(thrown.outcome()).get().isInstanceOf(Outcome.LateRetry.class);
        assertThat(thrown.retryAfter()).contains(Duration.ofSeconds(330));
    }

    @Test
    default void aBusyGatewayIsARateLimitThatSaysWhenToComeBack() {
        connect();
        RateLimitException thrown = failing(
                RateLimitException.class, direct(), new Outcome.Busy(Duration.ofSeconds(1), "the server is busy"));

        assertThat(thrown.outcome()).get().isInstanceOf(Outcome.Busy.class);
        assertThat(thrown.retryAfter()).get().matches(Duration::isPositive);
    }

    @Test
    default void aGatewayThatStopsTookNothing() {
        connect();
        NetworkException thrown =
                failing(NetworkException.class, direct(), new Outcome.Paused(Duration.ofSeconds(1), "restarting"));

        assertThat(thrown.outcome()).get().isInstanceOf(Outcome.Paused.class);
        assertThat(thrown.retryAfter()).get().matches(Duration::isPositive);
        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void aPassingFailureIsASendExceptionThatIsNeitherRefusalNorUnknown() {
        connect();
        SendException thrown =
                failing(SendException.class, direct(), new Outcome.Retry(null, "UNAVAILABLE", "try again"));

        assertThat(thrown).isExactlyInstanceOf(SendException.class);
        assertThat(thrown.outcome()).get().isInstanceOf(Outcome.Retry.class);
    }

    @ParameterizedTest
    @EnumSource(Unknown.Reason.class)
    default void anUnknownOutcomeSaysWhyNobodyKnows(Unknown.Reason reason) {
        connect();
        OutcomeUnknownException thrown =
                failing(OutcomeUnknownException.class, direct(), new Unknown(reason, "nobody knows"));

        assertThat(thrown.reason()).isEqualTo(reason);
        assertThat(thrown.outcome())
                .get()
                .isInstanceOfSatisfying(
                        Unknown.class, outcome -> assertThat(outcome.reason()).isEqualTo(reason));
        assertThat(thrown.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = NotSent.Reason.class,
            names = {"DEADLINE", "OVERLOADED"})
    default void aMessageThatWaitedInVainWasNotSent(NotSent.Reason reason) {
        connect();
        ConnectTimeoutException thrown = failing(
                ConnectTimeoutException.class, direct(), new NotSent(reason, Duration.ofSeconds(1), "waited in vain"));

        assertThat(notSent(thrown).reason()).isEqualTo(reason);
        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void aFailureSpoilsNothingAfterIt() {
        connect();
        failing(MessageRejectedException.class, direct(), refused(Refused.Reason.PLATFORM_REFUSED));

        assertThat(send("next").status()).isEqualTo(Receipt.Status.SENT);
    }
}
