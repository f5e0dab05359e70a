package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

@AgainstRealGateway
class AgentMessageIT {

    private final GatewayWorld world;
    private final BridgeProcess bridge;
    private final Chat chat = Chat.fresh();

    AgentMessageIT(GatewayWorld world, BridgeProcess bridge) {
        this.world = world;
        this.bridge = bridge;
    }

    @Test
    void aMessageForTheAgentIsOneTurnAndItsReplyIsPostedAndAnswered() {
        String question = "How is the build of " + chat.id() + "?";

        HttpAnswer answer = bridge.send(chat.sessionKey(), Map.of("message", question, "delivery", "agent"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.get("status")).isEqualTo("sent");
        assertThat(answer.get("reply")).startsWith("ECHO#").endsWith(question);
        assertThat(world.telegram().messagesTo(chat.id()))
                .singleElement()
                .extracting(TelegramMessage::read)
                .isEqualTo(answer.get("reply"));
        assertThat(turnsAbout(question)).isEqualTo(1);
    }

    @Test
    void aSessionThatIsNoChatAnswersAndPostsNothing() {
        String question = "What is new about " + chat.id() + "?";

        HttpAnswer answer = bridge.send("agent:main:orders-" + chat.id(), question);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.get("reply")).startsWith("ECHO#").endsWith(question);
        assertThat(turnsAbout(question)).isEqualTo(1);
        assertThat(world.telegram().messages()).isEmpty();
    }

    @Test
    void aCallerThatDoesNotWaitGetsItsReceiptBeforeTheTurnEnds() {
        HttpAnswer answer = bridge.send(
                chat.sessionKey(),
                Map.of("message", "HOLD until " + chat.id(), "delivery", "agent", "awaitRun", false));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.get("status")).isEqualTo("queued");
        assertThat(answer.get("runId")).isNotEmpty();
        assertThat(world.telegram().messagesTo(chat.id())).isEmpty();

        world.awaitPrompt("HOLD until " + chat.id());
        world.model().release();
        world.telegram()
                .awaitMessage(BridgeProcess.PATIENCE, message -> message.chat().equals(chat.id()));
    }

    @Test
    void anAgentThatFindsNoWordsIsAFailedRunAndNotAskedForAnotherOne() {
        HttpAnswer answer = bridge.send("agent:main:mute-" + chat.id(), "MUTE about " + chat.id());

        assertThat(answer.status()).as(answer.text()).isEqualTo(502);
        assertThat(answer.get("outcome")).isEqualTo("refused");
        assertThat(answer.get("code")).isEqualTo("RUN_FAILED");
        assertThat(world.recorder().requests("agent")).hasSize(1);
    }

    @Test
    void aReplyThatCannotBePostedIsKeptInTheAnswerAndNotAskedForAgain() {
        String question = "Is anybody there, " + chat.id() + "?";
        world.telegram().plan(chat.id(), new TelegramFault.ChatNotFound());

        HttpAnswer answer = bridge.send(chat.sessionKey(), Map.of("message", question, "delivery", "agent"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(502);
        assertThat(answer.get("code")).isEqualTo("REPLY_NOT_DELIVERED");
        assertThat(answer.get("reply")).startsWith("ECHO#");
        assertThat(turnsAbout(question)).isEqualTo(1);
    }

    private long turnsAbout(String question) {
        return world.model().prompts().stream()
                .filter(prompt -> prompt.contains(question))
                .count();
    }
}
