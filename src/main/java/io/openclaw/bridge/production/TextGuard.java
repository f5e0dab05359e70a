package io.openclaw.bridge.production;

/// Sees to it that people read what was written.
///
/// The gateway takes every text of `send` for a model's answer (contract 11b): it parses it as Markdown
/// *and* HTML, attaches files that it names, obeys directives in it, and drops lines which look like a
/// model's inner voice. A notification is none of that; it may hold a stack trace, a log line, a
/// customer's
/// words.
///
/// What it takes is little: text that needs nothing passes unchanged, and a character is written as a
/// literal ([Spelling]) only where it would act. Where a literal does not help, because the gateway
/// judges
/// what people will *see*, an invisible U+2060 WORD JOINER goes in: inside a tag that Telegram knows
/// (`<b>`), between the bars of two or more `||`, before a line such as `user [bob]`. Whoever copies
/// such a
/// text copies the joiner too; so it is used nowhere else.
///
/// What cannot be kept, as tried on openclaw 2026.9.6 (the table with reasons is in
/// `src/docs/text.md`):
///
/// - blanks after the last character, and empty lines before the first;
/// - CRLF and CR: people get line feeds;
/// - file names that end like a domain (`README.md`, `deploy.sh`, `main.py`) stand in a fixed-width
///   font,
///   each character as written. Only a joiner inside the name would prevent it, and who then copies the
///   name gets one that does not exist;
/// - a text above about 4000 characters arrives as several messages, which together are the whole of
///   it;
/// - NUL and halves of a surrogate pair arrive as U+FFFD.
///
/// Proven on Telegram. The other channels get the same treatment, spelled as the formatters of their
/// plugins want it, which were tried, but not on a live platform ([Spelling]).
///
/// Every method is linear in the length of the text and never makes an empty text of one that was not.
public final class TextGuard {

    private TextGuard() {}

    /// The text to hand to `send` so that people read `text` as it is: no formatting, no attachment,
    /// nothing swallowed. Links that need no literal stay links.
    ///
    /// @param channel the gateway's name of the channel, `telegram`
    public static String plain(String channel, String text) {
        return isBlank(text) ? text : new PlainText(Spelling.of(channel), text).written();
    }

    /// The Markdown to hand to `send` so that it formats, and does nothing else: no line attaches a
    /// file,
    /// nor an image (the gateway would fetch it, and send nothing at all where it cannot), no directive
    /// acts, no line is taken for the gateway's own. HTML is left to the writer and the gateway, which
    /// drops tags that it does not know.
    ///
    /// @param channel the gateway's name of the channel; none needs anything of its own today
    public static String markdown(String channel, String text) {
        return isBlank(text) ? text : MarkdownText.guarded(text);
    }

    /// The text to hand to `agent` so that the model reads `text`. It needs next to nothing: only
    /// `/new`
    /// and `/reset` at its start, with or without words behind, are commands even there (contract 3.2),
    /// refused to a client without admin rights and otherwise the end of the session. A joiner in front
    /// makes words of them. The model gets neither blanks nor empty lines at the edges; nothing else is
    /// lost.
    public static String turn(String text) {
        int from = Spacing.afterSpaces(text, 0, text.length());
        return begins(text, from, "/new") || begins(text, from, "/reset") ? Spelling.WORD_JOINER + text : text;
    }

    private static boolean begins(String text, int from, String command) {
        return text.regionMatches(true, from, command, 0, command.length())
                && Spacing.endsWord(text, from + command.length(), text.length());
    }

    /// Blank to the gateway, which refuses such a text: "text or media is required".
    private static boolean isBlank(String text) {
        return Spacing.afterSpaces(text, 0, text.length()) == text.length();
    }
}
