package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@AgainstRealGateway
class IdempotencyIT {

    private final GatewayWorld world;
    private final BridgeProcess bridge;
    private final Chat chat = Chat.fresh();

    IdempotencyIT(GatewayWorld world, BridgeProcess bridge) {
        this.world = world;
        this.bridge = bridge;
    }

    @Test
    void theSameKeyAndBodyIsOneMessageAndOneReceipt() {
        Map<String, String> body = Map.of("message", "Build 7 failed", "idempotencyKey", "build-7-" + chat.id());

        HttpAnswer first = bridge.send(chat.sessionKey(), body);
        HttpAnswer again = bridge.send(chat.sessionKey(), body);

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.get("messageId")).isEqualTo(first.get("messageId"));
        assertThat(arrived()).containsExactly("Build 7 failed");
    }

    @Test
    void twoAtOnceWithTheSameKeyAndBodyAreOneMessage() {
        Map<String, String> body = Map.of("message", "Build 8 failed", "idempotencyKey", "build-8-" + chat.id());

        List<CompletableFuture<HttpAnswer>> both =
                List.of(bridge.sendAsync(chat.sessionKey(), body), bridge.sendAsync(chat.sessionKey(), body));

        assertThat(both)
                .allSatisfy(answer -> assertThat(answer.orTimeout(BridgeProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .join()
                                .status())
                        .isEqualTo(200));
        assertThat(arrived()).containsExactly("Build 8 failed");
    }

    @Test
    void anotherBodyUnderTheSameKeyIsANewMessageAndNotTheOldAnswer() {
        String key = "build-9-" + chat.id();

        HttpAnswer first = bridge.send(chat.sessionKey(), Map.of("message", "Build 9 failed", "idempotencyKey", key));
        HttpAnswer other = bridge.send(chat.sessionKey(), Map.of("message", "Build 9 is fine", "idempotencyKey", key));

        assertThat(other.status()).as(other.text()).isEqualTo(200);
        assertThat(other.get("messageId")).isNotEqualTo(first.get("messageId"));
        assertThat(arrived()).containsExactly("Build 9 failed", "Build 9 is fine");
    }

    @Test
    void theSameQuestionUnderTheSameKeyIsOneTurn() {
        Map<String, String> body = Map.of(
                "message", "What of " + chat.id() + "?", "delivery", "agent", "idempotencyKey", "ask-" + chat.id());

        HttpAnswer first = bridge.send(chat.sessionKey(), body);
        HttpAnswer again = bridge.send(chat.sessionKey(), body);

        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.get("reply")).isEqualTo(first.get("reply"));
        assertThat(arrived()).hasSize(1);
    }

    private List<String> arrived() {
        return world.telegram().messagesTo(chat.id()).stream()
                .map(TelegramMessage::read)
                .toList();
    }
}
