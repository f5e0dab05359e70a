package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionPatternsTest {

    @ParameterizedTest
    @CsvSource({
        // every spelling of one session
        "telegram:dm:1,                    telegram:dm:1,                    agent:main:telegram:direct:1",
        "telegram:dm:1,                    telegram:direct:1,                agent:main:telegram:direct:1",
        "telegram:dm:1,                    TELEGRAM:DM:1,                    agent:main:telegram:direct:1",
        "telegram:dm:1,                    agent:main:telegram:direct:1,     agent:main:telegram:direct:1",
        "telegram:direct:1,                telegram:dm:1,                    agent:main:telegram:direct:1",
        "agent:main:telegram:direct:1,     telegram:dm:1,                    agent:main:telegram:direct:1",
        "whatsapp:dm:49171,                whatsapp:dm:+49171,               agent:main:whatsapp:direct:+49171",
        "whatsapp:dm:49171,                whatsapp:direct:49171,            agent:main:whatsapp:direct:+49171",
        "whatsapp:dm:49*,                  whatsapp:direct:49171,            agent:main:whatsapp:direct:+49171",
        // globs
        "*,                                telegram:dm:1,                    agent:main:telegram:direct:1",
        "telegram:*,                       telegram:dm:1,                    agent:main:telegram:direct:1",
        "telegram:group:*,                 telegram:group:-1:topic:7,        agent:main:telegram:group:-1:topic:7",
        "telegram:group:-1:topic:?,        telegram:group:-1:topic:7,        agent:main:telegram:group:-1:topic:7",
        "agent:main:*,                     agent:main:jobs:nightly,          agent:main:jobs:nightly",
        "slack:channel:C01*,               slack:channel:C0123,              agent:main:slack:channel:c0123",
        // found by what was written
        "whatsapp:self:main,               whatsapp:self:main,               agent:main:main",
        "discord:guild:5,                  discord:guild:5,                  agent:main:discord:channel:99",
        "discord:channel:99,               discord:guild:5,                  agent:main:discord:channel:99",
    })
    void everySpellingOfAnAllowedSessionIsAllowed(String pattern, String written, String lane) {
        assertThat(SessionPatterns.of(List.of(pattern)).allow(written, lane)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "telegram:dm:1,                    telegram:dm:2,                    agent:main:telegram:direct:2",
        "telegram:dm:1,                    telegram:dm:11,                   agent:main:telegram:direct:11",
        "telegram:dm:1,                    telegram:group:1,                 agent:main:telegram:group:1",
        "telegram:dm:1,                    slack:dm:1,                       agent:main:slack:direct:1",
        // the thread in the body, or another agent's session that only looks like the chat
        "telegram:group:-1,                telegram:group:-1,                agent:main:telegram:group:-1:topic:7",
        "telegram:dm:1,                    agent:main:x:telegram:direct:1,   agent:main:x:telegram:direct:1",
        "telegram:*:1,                     agent:telegram:a:b:1,             agent:telegram:a:b:1",
        "telegram:dm:*,                    agent:telegram:dm:1,              agent:telegram:dm:1",
        "agent:main:*,                     agent:other:jobs,                 agent:other:jobs",
        "agent:main:telegram:*,            telegram:dm:1,                    agent:other:telegram:direct:1",
        // what was written says one thing, where it goes another
        "telegram:dm:1,                    telegram:dm:1,                    agent:main:telegram:direct:2",
        // one's own chat has the session of the agent, not the other way round
        "agent:main:main,                  whatsapp:self:main,               agent:main:main",
        "whatsapp:self:main,               agent:main:main,                  agent:main:main",
        "discord:guild:5,                  discord:channel:99,               agent:main:discord:channel:99",
        "tele.ram:dm:1,                    telegram:dm:1,                    agent:main:telegram:direct:1",
    })
    void nothingElseIs(String pattern, String written, String lane) {
        assertThat(SessionPatterns.of(List.of(pattern)).allow(written, lane)).isFalse();
    }

    @Test
    void oneOfSeveralPatternsIsEnoughAndNoneMeansEverywhere() {
        SessionPatterns two = SessionPatterns.of(List.of("slack:*", "telegram:dm:1"));
        assertThat(two.allow("telegram:dm:1", "agent:main:telegram:direct:1")).isTrue();
        assertThat(SessionPatterns.of(List.of())).isEqualTo(SessionPatterns.ALL);
        assertThat(SessionPatterns.ALL.allow("whatsapp:self:main", "agent:main:main"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "telegram", "a b:c:d", "a:b:*****", "a\n:b:c"})
    void aPatternThatIsNoneIsRefused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> SessionPatterns.of(List.of(pattern)));
    }

    @Test
    void aHostileKeyDoesNotTakeLong() {
        SessionPatterns patterns = SessionPatterns.of(List.of("telegram:group:*a*a*a*b"));
        String key = "agent:main:telegram:group:" + String.join("", Collections.nCopies(225, "a"));
        long began = System.nanoTime();
        assertThat(patterns.allow("telegram:group:" + "a".repeat(225), key)).isFalse();
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
    }
}
