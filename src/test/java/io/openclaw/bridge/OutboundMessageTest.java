package io.openclaw.bridge;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every bridge refuses before it sends.
class OutboundMessageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO_REPLY",
                " NO_REPLY\n",
                "no_reply",
                "NO_REPLY NO_REPLY",
                "NO_REPLY\nno_reply",
                "**NO_REPLY**",
                "\"NO_REPLY\"",
                "(NO_REPLY)!",
                "- NO_REPLY",
                "\u00A0NO_REPLY\u3000",
                "\u00BFNO_REPLY?",
                "{\"action\":\"NO_REPLY\"}",
                "{ \"action\" : \" NO_REPLY \" }"
            })
    void whatTheGatewayTakesForSilenceIsRefused(String text) {
        assertThat(OutboundMessage.of("telegram:dm:1", text).flaw(DeliveryStyle.DIRECT))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO_REPLY x",
                "x NO_REPLY",
                "NO_REPLYNO_REPLY",
                "`NO_REPLY`",
                "$NO_REPLY$",
                ". - NO_REPLY",
                "no_reply, no_reply",
                "NO REPLY",
                "NO",
                "HEARTBEAT_OK",
                "{\"action\":\"no_reply\"}",
                "\u2060NO_REPLY"
            })
    void whatTheGatewaySendsIsNotRefused(String text) {
        assertThat(OutboundMessage.of("telegram:dm:1", text).flaw(DeliveryStyle.DIRECT))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "\u00A0", "\uFEFF", "\u2003 \u3000"})
    void whatIsBlankToTheGatewayIsRefusedInEveryStyle(String text) {
        for (DeliveryStyle style : DeliveryStyle.values()) {
            assertThat(OutboundMessage.of("telegram:dm:1", text).flaw(style)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_REPLY", "{\"action\":\"NO_REPLY\"}"})
    void anAgentMayBeToldToSayNothing(String text) {
        assertThat(OutboundMessage.of("agent:main:main", text).flaw(DeliveryStyle.AGENT))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "NO_REPLY ", ".", "{\"action\" "})
    void timeGrowsWithTheLengthOnly(String piece) {
        String text = piece.repeat(256 * 1024 / piece.length());
        assertTimeout(
                ofSeconds(5), () -> OutboundMessage.of("telegram:dm:1", text).flaw(DeliveryStyle.DIRECT));
    }
}
