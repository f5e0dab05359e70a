package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.openclaw.bridge.Outcome.Refused;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a send promises when all goes well, and what is refused before anything leaves.
interface SendingContract extends BridgeUnderContract {
    @Test
    default void aReceiptIsProofAndEchoesWhatTheCallerGave() {
        connect();
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("issueNumber", 1234);
        metadata.put("nothing", null);
        OutboundMessage message = OutboundMessage.to(DM, "hello")
                .metadata(metadata)
                .idempotencyKey("n:1")
                .build();

        Receipt receipt = send(message);

        assertThat(receipt.status()).isEqualTo(Receipt.Status.SENT);
        assertThat(receipt.messageId()).isNotBlank();
        assertThat(receipt.runId()).isEqualTo("n:1");
        assertThat(receipt.sessionKey()).isEqualTo(DM);
        assertThat(receipt.metadata()).isEqualTo(metadata);
        assertThat(receipt.gateway()).isEqualTo(bridge().status().gateway());
        assertThat(receipt.attempts()).isEqualTo(1);
        assertThat(receipt.reply()).isNull();
        assertThat(world().posted()).containsExactly("hello");
    }

    @Test
    default void theShortFormsDoTheSame() {
        connect();
        assertThat(bridge().sendToAgentAndAwait(DM, "one").status()).isEqualTo(Receipt.Status.SENT);
        assertThat(bridge().sendToAgentAndAwait(DM, "two", Map.of("a", 1)).metadata())
                .containsEntry("a", 1);
        assertThat(world().posted()).containsExactly("one", "two");
    }

    @Test
    default void nothingIsSentUntilSomebodySubscribes() {
        connect();
        Uni<Receipt> unheard = bridge().sendToAgent(DM, "unheard");
        send("heard");

        assertThat(unheard).isNotNull();
        assertThat(world().posted()).containsExactly("heard");
    }

    @Test
    default void oneSessionKeepsItsOrder() {
        connect();
        IntStream.rangeClosed(1, 5).forEach(i -> send("message " + i));

        assertThat(world().posted()).containsExactly("message 1", "message 2", "message 3", "message 4", "message 5");
    }

    @Test
    default void anAgentTurnEndsWithTheAgentsReply() {
        connect();
        world().replyToNextTurn("forty-two");

        Receipt receipt = send(turn().build());

        assertThat(receipt.status()).isEqualTo(Receipt.Status.SENT);
        assertThat(receipt.reply()).isEqualTo("forty-two");
        assertThat(receipt.runId()).isEqualTo("n:turn");
    }

    @Test
    default void whoDoesNotWaitForTheTurnGetsAQueuedReceipt() {
        connect();
        Receipt receipt = send(turn().awaitRun(false).build());

        assertThat(receipt.status()).isEqualTo(Receipt.Status.QUEUED);
        assertThat(receipt.runId()).isEqualTo("n:turn");
        assertThat(receipt.reply()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "telegram",
                "telegram:dm",
                "telegram:dm:",
                ":dm:1",
                "telegram::1",
                "sms:dm:1",
                "telegram:nobody:1",
                "telegram:dm:1 2",
                "telegram:group:1:topic:",
                "agent:main"
            })
    default void aKeyThatDoesNotParseIsRefusedInTheFutureAndByTheRoute(String key) {
        connect();
        OutboundMessage message = OutboundMessage.of(key, "hello");
        Uni<Receipt> sending = bridge().sendToAgent(message);

        InvalidSessionKeyException refused =
                catchThrowableOfType(InvalidSessionKeyException.class, () -> await(sending));

        assertThat(refused.outcome())
                .hasValueSatisfying(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                r -> assertThat(r.reason()).isEqualTo(Refused.Reason.INVALID_SESSION_KEY)));
        assertThatThrownBy(() -> bridge().route(message)).isInstanceOf(InvalidSessionKeyException.class);
        assertThat(world().posted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n", "\u00A0", "\uFEFF", "NO_REPLY", " NO_REPLY\n", "**no_reply**"})
    default void aTextThatNobodyWouldSeeIsRefused(String text) {
        connect();
        MessageRejectedException refused =
                catchThrowableOfType(MessageRejectedException.class, () -> send(OutboundMessage.of(DM, text)));

        assertThat(refused.outcome())
                .get()
                .isInstanceOfSatisfying(
                        Refused.class,
                        outcome -> assertThat(outcome.reason()).isEqualTo(Refused.Reason.INVALID_REQUEST));
        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void anAgentMayBeToldNoReply() {
        connect();

        Receipt receipt = send(OutboundMessage.to("agent:main:main", "NO_REPLY")
                .retry(RetryMode.NONE)
                .build());

        assertThat(receipt.status()).isEqualTo(Receipt.Status.SENT);
    }

    @Test
    default void aBlankIdempotencyKeyIsRefused() {
        connect();

        assertThatThrownBy(() -> send(direct().idempotencyKey(" ").build()))
                .isInstanceOf(MessageRejectedException.class);

        assertThat(world().posted()).isEmpty();
    }

    @Test
    default void anErrorNeverQuotesTheText() {
        connect();
        world().makeNextSend(new Refused(Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "chat not found"));

        assertThatThrownBy(() -> send("a secret")).message().isNotBlank().doesNotContain("a secret");
    }
}
