package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session key may look like.
class SessionKeyTest {
    @Test
    void aChatHasChannelTypeAndIdentifier() {
        assertThat(SessionKey.parse("slack:channel:C01234567"))
                .isEqualTo(new SessionKey.Chat(
                        "slack:channel:C01234567", "slack", SessionKey.Type.CHANNEL, "C01234567", null));
    }

    @Test
    void theIdentifierKeepsItsCaseAndMayHaveColons() {
        assertThat(SessionKey.parse("WhatsApp:DM:49151:7@s.whatsapp.Net"))
                .isEqualTo(new SessionKey.Chat(
                        "WhatsApp:DM:49151:7@s.whatsapp.Net",
                        "whatsapp",
                        SessionKey.Type.DM,
                        "49151:7@s.whatsapp.Net",
                        null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"telegram:group:-1:topic:7", "telegram:group:-1:thread:7"})
    void aTopicOrThreadIsNoPartOfTheIdentifier(String key) {
        assertThat(SessionKey.parse(key))
                .isEqualTo(new SessionKey.Chat(key, "telegram", SessionKey.Type.GROUP, "-1", "7"));
    }

    @Test
    void anAgentsSessionIsTakenVerbatim() {
        assertThat(SessionKey.parse("agent:main:telegram:direct:1"))
                .isEqualTo(new SessionKey.Agent("agent:main:telegram:direct:1", "main", "telegram:direct:1"));
        assertThat(SessionKey.parse("Agent:Main:Main"))
                .isEqualTo(new SessionKey.Agent("Agent:Main:Main", "Main", "Main"));
    }

    @Test
    void moreChannelsAreAllowedByName() {
        assertThat(SessionKey.parse("matrix:dm:@ann:example.org", Set.of("matrix")))
                .isInstanceOf(SessionKey.Chat.class);
        assertThatThrownBy(() -> SessionKey.parse("matrix:dm:1"))
                .isInstanceOf(InvalidSessionKeyException.class)
                .hasMessageContaining("matrix")
                .hasMessageContaining("OPENCLAW_CHANNELS");
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
                "::",
                "agent:main",
                "agent::main",
                "agent:main:",
                "telegram:nobody:1",
                "telegram:group:-1:topic:",
                "telegram:group::topic:7",
                "telegram:group:-1:topic:7:8"
            })
    void whatDoesNotParseSaysWhatWouldHave(String key) {
        assertThatThrownBy(() -> SessionKey.parse(key))
                .isInstanceOf(InvalidSessionKeyException.class)
                .message()
                .containsAnyOf("telegram:dm:12345", "known are", "one id after");
    }

    static Stream<String> illegible() {
        return Stream.of(
                "telegram:dm:1 2",
                "telegram:dm:1\n",
                " telegram:dm:1",
                "telegram:dm:1\t",
                "telegram:dm:\u00001",
                "telegram:dm:1\u00a0",
                "telegram:dm:1\u2028",
                "telegram:dm:\ud83d",
                "telegram:dm:\ude00",
                "telegram:dm:1\u0085");
    }

    @ParameterizedTest
    @MethodSource("illegible")
    void blanksAndControlCharactersAreRefusedAndNotRepeated(String key) {
        assertThatThrownBy(() -> SessionKey.parse(key))
                .isInstanceOf(InvalidSessionKeyException.class)
                .hasMessage("session key must not contain blanks or control characters");
    }

    @Test
    void aKeyHasALimit() {
        String longest = "telegram:dm:" + "1".repeat(SessionKey.MAX_LENGTH - 12);

        assertThat(SessionKey.parse(longest)).isInstanceOf(SessionKey.Chat.class);
        assertThatThrownBy(() -> SessionKey.parse(longest + "1"))
                .isInstanceOf(InvalidSessionKeyException.class)
                .hasMessageContaining("256")
                .hasMessageContaining("255");
    }

    @Test
    void aRefusalHasItsOutcome() {
        assertThatThrownBy(() -> SessionKey.parse("x"))
                .isInstanceOfSatisfying(
                        InvalidSessionKeyException.class,
                        refused -> assertThat(refused.outcome())
                                .get()
                                .isInstanceOfSatisfying(
                                        Outcome.Refused.class,
                                        outcome -> assertThat(outcome.reason())
                                                .isEqualTo(Outcome.Refused.Reason.INVALID_SESSION_KEY)));
    }
}
