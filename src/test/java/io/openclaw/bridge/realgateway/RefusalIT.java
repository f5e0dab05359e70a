package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a caller is told when the gateway or the platform behind it does not take a message.
@AgainstRealGateway
class RefusalIT {

    /// The gateway repeats a lost delivery by itself, ten seconds after the platform is back.
    private static final Duration GATEWAYS_OWN_REPEAT = Duration.ofMinutes(2);

    private final GatewayWorld world;
    private final BridgeProcess bridge;
    private final Chat chat = Chat.fresh();

    RefusalIT(GatewayWorld world, BridgeProcess bridge) {
        this.world = world;
        this.bridge = bridge;
    }

    @ParameterizedTest
    @CsvSource({
        "agent:ghost:main,      unknown-agent,       UNKNOWN_AGENT",
        "slack:channel:C0123,   unsupported-channel, UNSUPPORTED_CHANNEL",
        "whatsapp:dm:491701234, unsupported-channel, UNSUPPORTED_CHANNEL"
    })
    void whatTheGatewayDoesNotHaveIsNotFound(String sessionKey, String type, String code) {
        HttpAnswer answer = bridge.send(sessionKey, "To nobody at all");

        assertProblem(answer, 404, type);
        assertThat(answer.get("outcome")).isEqualTo("refused");
        assertThat(answer.get("code")).isEqualTo(code);
    }

    @Test
    void anUnknownAgentOfADirectMessageIsNotFoundEither() {
        HttpAnswer answer = bridge.send(chat.sessionKey(), Map.of("message", "From a ghost", "agentId", "ghost"));

        assertProblem(answer, 404, "unknown-agent");
        assertThat(world.telegram().messagesTo(chat.id())).isEmpty();
    }

    @Test
    void aChannelThatTheGatewayLacksIsNotFoundForAnAgentsReplyEither() {
        HttpAnswer answer =
                bridge.send("whatsapp:dm:491701235", Map.of("message", "Tell them, please", "delivery", "agent"));

        assertProblem(answer, 404, "unsupported-channel");
    }

    @ParameterizedTest
    @CsvSource({"telegram:dm:" + TelegramFault.CHAT_NOT_FOUND, "telegram:dm:" + TelegramFault.CHAT_BLOCKED})
    void whatThePlatformRefusesIsABadGateway(String sessionKey) {
        HttpAnswer answer = bridge.send(sessionKey, "Is anybody there?");

        assertProblem(answer, 502, "platform-refused");
        assertThat(answer.get("outcome")).isEqualTo("refused");
        assertThat(answer.get("code")).isEqualTo("PLATFORM_REFUSED");
        assertThat(answer.retryAfter()).isEmpty();
    }

    @Test
    void aPlatformThatLimitsUsAsksForALaterRepeat() {
        HttpAnswer answer = bridge.send(chat.sessionKey(), "Too much TG429 of it");

        assertProblem(answer, 502, "late-retry");
        assertThat(answer.get("outcome")).isEqualTo("retry");
        // The gateway keeps the error for five minutes under this key.
        assertThat(Long.parseLong(answer.retryAfter().orElseThrow())).isGreaterThan(300);
    }

    @Test
    void aPlatformThatFailsLeavesTheOutcomeUnknown() {
        HttpAnswer answer = bridge.send(chat.sessionKey(), "Trouble of kind TG500");

        assertProblem(answer, 504, "outcome-unknown");
        assertThat(answer.get("outcome")).isEqualTo("unknown");
        assertThat(answer.get("code")).isEqualTo("PLATFORM_UNCLEAR");
    }

    @Test
    void aPlatformOutOfReachMeansThatTheGatewayHoldsTheMessageAndDeliversItLater() {
        world.telegram().stop();

        HttpAnswer answer = bridge.send(chat.sessionKey(), "Later, then");

        assertProblem(answer, 504, "outcome-unknown");
        assertThat(answer.get("outcome")).isEqualTo("unknown");
        assertThat(answer.get("code")).isEqualTo("GATEWAY_HOLDS");

        world.telegram().start();
        world.telegram()
                .awaitMessage(GATEWAYS_OWN_REPEAT, message -> message.chat().equals(chat.id()));
    }

    @ParameterizedTest
    @CsvSource({"nosuchchannel:dm:1", "telegram:dm", "telegram:nosuchtype:1"})
    void aKeyThatNamesNobodyIsTheCallersMistake(String sessionKey) {
        HttpAnswer answer = bridge.send(sessionKey, "To nobody");

        assertProblem(answer, 400, "validation");
        assertThat(answer.body().path("violations").path(0).path("field").asText())
                .isEqualTo("sessionKey");
        assertThat(world.recorder().requests()).isEmpty();
    }

    private static void assertProblem(HttpAnswer answer, int status, String type) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.isProblem()).as(answer.text()).isTrue();
        assertThat(answer.get("type")).isEqualTo("urn:openclaw-bridge:problem:" + type);
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.get("detail")).isNotEmpty();
    }
}
