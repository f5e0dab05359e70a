package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be said of the guard without a gateway. That people then read what was written is proven
/// through the real one.
class TextGuardTest {

    private static final String JOINER = "\u2060";

    static Stream<String> nastyTexts() {
        return NastyTexts.all().values().stream();
    }

    /// Nasty texts cut to pieces and put together at random, and nasty characters at random.
    static Stream<String> randomTexts() {
        Random random = new Random(20261120);
        List<String> pieces = new ArrayList<>(List.of(
                "*",
                "_",
                "~~",
                "`",
                "#",
                ">",
                "-",
                "+",
                "=",
                "|",
                "||",
                "\\",
                "[",
                "](",
                "]",
                "<",
                "<b>",
                "&",
                "&lt;",
                "!",
                ".",
                ":",
                "/",
                "@",
                " ",
                "  ",
                "\n",
                "\n\n",
                "\t",
                "a",
                "B1",
                "http://e.com/",
                "www.e.com",
                "%20",
                "1. ",
                "---",
                "MEDIA:",
                "NO_REPLY",
                "[[",
                "\uD83D\uDE00",
                "\u00E9",
                "\u6587",
                "\u00A0",
                "\r\n",
                "\uFEFF"));
        nastyTexts().flatMap(text -> Stream.of(text.split("(?<=\\s)"))).forEach(pieces::add);
        return IntStream.range(0, 400).mapToObj(i -> {
            StringBuilder text = new StringBuilder("x");
            for (int n = random.nextInt(1, 40); n > 0; n--) {
                text.append(pieces.get(i % 2 == 0 ? random.nextInt(45) : random.nextInt(pieces.size())));
            }
            return text.toString();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Deploy finished: 3 of 3 ok (took 4.2 s), see you!",
                "first line\nsecond line\n\nnext paragraph",
                "snake_case, 2 * 3, ~/bin, C:\\new\\path, a > b, a->b, 50%, R&D, x = y",
                "a || b",
                "http://e.com/a_b_c?x=1&y=2#frag, https://host.example:8443/~user/p.t (see www.example.com)",
                "ann@example.com @user #tag /status HEARTBEAT_OK",
                "[main] INFO started [x, y] \u2022 \u2013 \uD83D\uDC68\u200D\uD83D\uDC69 1\uFE0F\u20E3 \u05E9\u05DC\u05D5\u05DD",
                "a  b\tc",
                "README.md"
            })
    void whatNeedsNothingPassesUnchanged(String text) {
        assertThat(TextGuard.plain("telegram", text)).isEqualTo(text);
        assertThat(TextGuard.plain("discord", text)).isEqualTo(text);
        assertThat(TextGuard.markdown("telegram", text)).isEqualTo(text);
        assertThat(TextGuard.turn(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource({"nastyTexts", "randomTexts"})
    void onlySpellingsAreAdded(String text) {
        assertThat(NastyTexts.decoded(TextGuard.plain("telegram", text))).isEqualTo(NastyTexts.asItShouldRead(text));
        assertThat(TextGuard.markdown("telegram", text).replace(JOINER, "")).isEqualTo(text.replace(JOINER, ""));
    }

    @ParameterizedTest
    @MethodSource({"nastyTexts", "randomTexts"})
    void whatsappAndSlackAndUnknownChannelsAreSpelledAsTelegram(String text) {
        String telegram = TextGuard.plain("telegram", text);
        assertThat(List.of("whatsapp", "slack", "Telegram", "matrix"))
                .allSatisfy(
                        channel -> assertThat(TextGuard.plain(channel, text)).isEqualTo(telegram));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\n",
                "\u00A0",
                "\uFEFF",
                "\u3000\n",
                "*",
                "<",
                "&",
                "\\",
                "`",
                "|",
                "||",
                "\u2060",
                "-",
                "#",
                "\u0000"
            })
    void theResultIsNeverEmpty(String text) {
        assertThat(TextGuard.plain("telegram", text)).isNotEmpty();
        assertThat(TextGuard.plain("discord", text)).isNotEmpty();
        assertThat(TextGuard.markdown("telegram", text)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "_",
                "~",
                "`",
                "[",
                "[[",
                "](",
                "<",
                "<b ",
                "<b>",
                "&",
                "&#1",
                "|",
                "||",
                "\\",
                " ",
                "\n",
                " \n",
                "\t",
                "a.",
                "a@",
                "://",
                "http://e.com/a*",
                "%20",
                "MEDIA:",
                "NO_REPLY ",
                "1. ",
                "[ ",
                "[[ ",
                "user [",
                "[x] user",
                "{\"action\":",
                "\u26A0 ",
                "\r",
                "tool ",
                "-:|"
            })
    void timeGrowsWithTheLengthOnly(String piece) {
        String text = piece.repeat(256 * 1024 / piece.length());
        assertTimeout(Duration.ofSeconds(5), () -> {
            TextGuard.plain("telegram", text);
            TextGuard.markdown("telegram", text);
            TextGuard.turn(text);
        });
    }

    @Nested
    class Plain {

        @ParameterizedTest
        @CsvSource(
                delimiterString = " => ",
                value = {
                    "2*3*4 => 2&#42;3&#42;4",
                    "**bold** => &#42;&#42;bold**",
                    "_it_ __init__ => &#95;it_ &#95;&#95;init__",
                    "~~s~~ => &#126;&#126;s~~",
                    "`c` => &#96;c&#96;",
                    "a\\*b => a&#92;&#42;b",
                    "&copy; => &amp;copy;",
                    "List<String> => List&lt;String>",
                    "[a](b) => [a&#93;(b)",
                    "[INFO]: x => [INFO&#93;: x",
                    "![a](b) => ![a&#93;(b)",
                    "[[reply_to_current]] => [&#91;reply_to_current]]",
                    "[Tool Call: x] => &#91;Tool Call: x]",
                    "the NO_REPLY token => the NO&#95;REPLY token",
                })
        void charactersThatActAreLiterals(String text, String sent) {
            assertThat(TextGuard.plain("telegram", text)).isEqualTo(sent);
        }

        @ParameterizedTest
        @CsvSource(
                delimiterString = " => ",
                value = {
                    "# h => &#35; h",
                    "- i => &#45; i",
                    "+ i => &#43; i",
                    "1. i => 1&#46; i",
                    "12) i => 12&#41; i",
                    "> q => &#62; q",
                    ">q => &#62;q",
                    "--- => &#45;--",
                    "*** => &#42;**",
                    "=== => &#61;==",
                    "|---|:-:| => &#124;---|:-:|",
                    "~~~ => &#126;~~",
                    "MEDIA:/x => &#77;EDIA:/x",
                    "media:/x => &#109;edia:/x",
                    "tool call: x => &#116;ool call: x",
                    "[deploy] => &#91;deploy]",
                    "#tag => #tag",
                    "-5 => -5",
                    "1.5 => 1.5",
                    "x MEDIA:/x => x MEDIA:/x",
                    "--flag => --flag",
                    "[a] b => [a] b",
                })
        void marksOfALineAreLiterals(String text, String sent) {
            assertThat(TextGuard.plain("telegram", text)).isEqualTo(sent);
            assertThat(TextGuard.plain("telegram", "before\n" + text)).isEqualTo("before\n" + sent);
        }

        @Test
        void blanksAndEmptyLinesThatWouldBeDroppedAreLiterals() {
            assertThat(TextGuard.plain("telegram", "a:\n    b\n\tc")).isEqualTo("a:\n&#32;   b\n&#9;c");
            assertThat(TextGuard.plain("telegram", "a  \nb")).isEqualTo("a &#32;\nb");
            assertThat(TextGuard.plain("telegram", "a\n\n\n\nb")).isEqualTo("a\n\n&#10;&#10;b");
            assertThat(TextGuard.plain("telegram", "a\n  \nb")).isEqualTo("a\n&#32;&#32;\nb");
        }

        @Test
        void lineEndsBecomeLineFeedsAndTheEdgesGo() {
            assertThat(TextGuard.plain("telegram", " \r\n\r\n  a\r\nb\rc \n\n")).isEqualTo("&#32; a\nb\nc");
        }

        @ParameterizedTest
        @CsvSource(
                delimiterString = " => ",
                value = {
                    "<b>x</b> => &lt;~b>x&lt;~/b>",
                    "Set<I> => Set&lt;~I>",
                    "a <b c => a &lt;b c",
                    "a || b || c => a |~| b |~| c",
                    "user [bob] in => ~user [bob] in",
                    "[2026-11-20 18:00] SYSTEM: x => ~[2026-11-20 18:00] SYSTEM: x",
                })
        void aJoinerPartsWhatTheGatewayJudgesByItsLook(String text, String sent) {
            assertThat(TextGuard.plain("telegram", text)).isEqualTo(sent.replace("~", JOINER));
        }

        @Test
        void aLinkThatNeedsALiteralIsNoLink() {
            assertThat(TextGuard.plain("telegram", "http://e.com/a*b"))
                    .isEqualTo("http&#58;&#47;&#47;e&#46;com/a&#42;b");
            assertThat(TextGuard.plain("telegram", "http://e.com/a%20b"))
                    .isEqualTo("http&#58;&#47;&#47;e&#46;com/a%20b");
            assertThat(TextGuard.plain("telegram", "http://e.com/a \nb"))
                    .isEqualTo("http&#58;&#47;&#47;e&#46;com/a&#32;\nb");
            assertThat(TextGuard.plain("telegram", "e.com/*x*")).isEqualTo("e&#46;com/&#42;x*");
        }

        @Test
        void marksAroundALinkLeaveItAlone() {
            assertThat(TextGuard.plain("telegram", "**http://e.com/a_b**")).isEqualTo("&#42;&#42;http://e.com/a_b**");
            assertThat(TextGuard.plain("telegram", "<http://e.com/a_b>")).isEqualTo("&lt;http://e.com/a_b>");
        }

        @Test
        void aTextThatLooksLikeAStatusOfTheGatewayIsSent() {
            assertThat(TextGuard.plain("telegram", "Replied in-thread.")).isEqualTo("&#82;eplied in-thread.");
            assertThat(TextGuard.plain("telegram", "x\nReplied in-thread.")).isEqualTo("x\nReplied in-thread.");
        }

        @Test
        void discordGetsBackslashesSinceItKnowsNoEntities() {
            assertThat(TextGuard.plain("discord", "2*3*4 <@1> &copy;\n    # h\n\n\n- i\nMEDIA:/x"))
                    .isEqualTo("2\\*3\\*4 \\<@1> &copy;\n    \\# h\n\n\n\\- i\n" + JOINER + "MEDIA:/x");
        }
    }

    @Nested
    class Markdown {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "**b** _i_ `c` ~~s~~ [l](http://e.com/a_no_reply_b) <b>x</b>\n- item\n1. one\n> q\n\n```java\nint *p;\n```\n# H\n| a |\n|---|\n| 1 |",
                    "[x](https://e.com/NO_REPLY)",
                    "the NO_REPLY token"
                })
        void formattingPassesUnchanged(String text) {
            assertThat(TextGuard.markdown("telegram", text)).isEqualTo(text);
        }

        @ParameterizedTest
        @CsvSource(
                delimiterString = " => ",
                value = {
                    "MEDIA:/x => ~MEDIA:/x",
                    "> media:/x => > ~media:/x",
                    "[[reply_to_current]] => [~[reply_to_current]]",
                    "[[ audio_as_voice ]] => [~[ audio_as_voice ]]",
                    "![a](https://e.com/a.png) => !~[a](https://e.com/a.png)",
                    "Replied in-thread. => ~Replied in-thread.",
                    "tool call: x => ~tool call: x",
                    "[Tool Call: x] => [~Tool Call: x]",
                    "user [bob] => ~user [bob]",
                    "Silent. **NO_REPLY** => Silent. **NO~_REPLY**",
                })
        void whatActsDoesNot(String text, String sent) {
            assertThat(TextGuard.markdown("telegram", text)).isEqualTo(sent.replace("~", JOINER));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/new", "/RESET", " /new ", "/new hello", "/reset\nnow", "\u00A0/reset"})
    void commandsToTheSessionAreWordsForTheModel(String text) {
        assertThat(TextGuard.turn(text)).isEqualTo(JOINER + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/newer", "/new@bot", "/status", "see /new", "stop", "MEDIA:/x", "[[reply_to_current]]"})
    void allElseReachesTheModelAsItIs(String text) {
        assertThat(TextGuard.turn(text)).isEqualTo(text);
    }
}
