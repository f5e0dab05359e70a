package io.openclaw.bridge.production;

import java.util.regex.Pattern;

/// What the gateway takes for its own: lines and marks that it acts upon, draws differently, or drops
/// without a word. Observed on 2026.9.6; its filters are meant for what a model leaks, and `send` goes
/// through them too.
///
/// Every pattern is anchored or bounded, so that one pass over a text stays linear.
final class GatewayWords {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /// `MEDIA:` attaches a file. The others are taken for traces of a model's tools (a hammer and a
    /// command, a magnifying glass and `Search:`, `tool call:`, `[deploy]` above a JSON object), and
    /// the
    /// line or the block is dropped.
    private static final Pattern LINE = Pattern.compile(
            "media:"
                    + "|(?:\u26A0\uFE0F?\\s*+)?(?:\uD83D\uDEE0|(?:\uD83D\uDCCA|\uD83D\uDCD6|\uD83D\uDCDD|\uD83D\uDD0D|\uD83D\uDD0E|\u2699)\uFE0F?\\s*+[a-z ]{4,16}\\s*:)"
                    + "|(?:tool[-_ ]?(?:call|result)|function[-_ ]?call)\\s*[:=]"
                    + "|(?:commentary|analysis|final)[ \t]+to="
                    + "|\\[[a-z0-9_-]+][ \t]*+$",
            FLAGS);

    /// Looks like the head of a transcript, `[2026-11-20 18:00] system:` or `user [bob]`: drawn in a
    /// fixed-width font. Judged on what people see, so only an invisible character helps.
    private static final Pattern HEAD = Pattern.compile(
            "\\[[^]`\n]{4,160}][ \t]*+(?:assistant|developer|system|user)[ \t]*+[:\uFF1A]"
                    + "|<[ \t]*+(?:assistant|developer|system|user)[ \t>]"
                    + "|(?:assistant|developer|system|user)[ \t]*+\\[",
            FLAGS);

    /// A whole text that begins so may be taken for a report that nothing needs to be said: nothing is
    /// sent.
    private static final Pattern STATUS =
            Pattern.compile("no channel reply|replied in(?:-thread| #)|updated\\s++\\[", FLAGS);

    /// Tags that Telegram knows. The gateway brings them back to life even where they were written as
    /// entities.
    private static final Pattern TELEGRAM_TAG = Pattern.compile(
            "</?(?:b|strong|i|em|u|ins|s|strike|del|code|pre|a|span|blockquote|tg-(?:spoiler|emoji|time))[\\s>]",
            FLAGS);

    private GatewayWords() {}

    static boolean isLine(CharSequence text, int at, int end) {
        return looksAt(LINE, text, at, end);
    }

    static boolean isHead(CharSequence text, int at, int end) {
        return looksAt(HEAD, text, at, end);
    }

    static boolean isStatus(CharSequence text, int at) {
        return looksAt(STATUS, text, at, text.length());
    }

    /// Whether the bracket at `at` is the second of `[[reply_to_current]]` or its kin, which act and
    /// vanish.
    static boolean isDirective(String text, int at) {
        return at > 0 && text.charAt(at - 1) == '[' && saysAfterBlanks(text, at + 1, "reply_to", "audio_as_voice");
    }

    /// Whether the bracket at `at` opens `[Tool Call: …]`, `[/TOOL_RESULT]`, `[Historical context: …]`:
    /// taken for what a model leaked, and dropped.
    static boolean isTrace(String text, int at) {
        int word = Spacing.afterSpaces(text, at + 1, text.length());
        return saysAfterBlanks(text, text.startsWith("/", word) ? word + 1 : word, "tool", "historical");
    }

    private static boolean saysAfterBlanks(String text, int from, String one, String other) {
        int at = Spacing.afterSpaces(text, from, text.length());
        return text.regionMatches(true, at, one, 0, one.length())
                || text.regionMatches(true, at, other, 0, other.length());
    }

    static boolean isTelegramTag(String text, int at, int end) {
        return looksAt(TELEGRAM_TAG, text, at, end);
    }

    /// Whether the character at `at` sits inside a mark of the gateway's own: the token that means
    /// silence,
    /// its markers for injected context and citations.
    static boolean isMark(String text, int at) {
        return switch (text.charAt(at)) {
            case '_' -> text.regionMatches(true, at - 2, "no_reply", 0, 8);
            case '-' -> text.regionMatches(at - 7, "runtime-generated,", 0, 18);
            case '\u27E6' -> text.startsWith("openclaw", at + 1);
            case '\uE200' -> true;
            default -> false;
        };
    }

    static int beforePunctuation(String text, int to) {
        int i = to;
        while (i > 0 && isPunctuation(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static boolean isPunctuation(char c) {
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean looksAt(Pattern pattern, CharSequence text, int at, int end) {
        return pattern.matcher(text).region(at, end).lookingAt();
    }
}
