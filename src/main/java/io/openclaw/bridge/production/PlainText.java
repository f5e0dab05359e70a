package io.openclaw.bridge.production;

import java.util.regex.Pattern;

/// One text on its way to being read as it was written (contract 11b). Goes over lines, then words,
/// then
/// characters; each rule says what happens without it.
final class PlainText {

    /// People would see the character that it names: `&copy;` as ©.
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});");

    private static final int LONGEST_ENTITY = 34;

    private final Spelling spelling;
    private final String text;
    private final boolean spoilers;
    private final StringBuilder out;

    /// Of the line in hand: where its text begins and ends, where the line ends, its mark ([LineMarks])
    /// and
    /// its last `>`.
    private int lineStart;
    private int textEnd;
    private int lineEnd;
    private int mark;
    private int lastAngle;

    PlainText(Spelling spelling, String text) {
        this.spelling = spelling;
        this.text = Spacing.trimmed(text);
        int bars = this.text.indexOf("||");
        this.spoilers = bars >= 0 && this.text.indexOf("||", bars + 2) >= 0;
        this.out = new StringBuilder(this.text.length() + 64);
    }

    String written() {
        int from = 0;
        boolean emptyBefore = false;
        while (true) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline;
            line(from, to);
            if (newline < 0) {
                return out.toString();
            }
            // An empty line ends a paragraph; of several one would be left.
            boolean empty = from == to;
            if (empty && emptyBefore) {
                spelling.space(out, '\n');
            } else {
                out.append('\n');
            }
            emptyBefore = empty;
            from = newline + 1;
        }
    }

    /// Blanks at either edge would be lost, and four of them at the start make code of the line.
    private void line(int from, int to) {
        lineStart = Spacing.afterSpaces(text, from, to);
        textEnd = Spacing.beforeSpaces(text, lineStart, to);
        lineEnd = to;
        if (lineStart == to) {
            edge(from, to, true, true);
            return;
        }
        edge(from, lineStart, true, false);
        text();
        edge(textEnd, to, false, true);
    }

    private void edge(int from, int to, boolean first, boolean last) {
        for (int i = from; i < to; i++) {
            if ((first && i == from) || (last && i == to - 1)) {
                spelling.space(out, text.charAt(i));
            } else {
                out.append(text.charAt(i));
            }
        }
    }

    private void text() {
        if (GatewayWords.isHead(text, lineStart, textEnd)) {
            out.append(Spelling.WORD_JOINER);
        }
        boolean status = lineStart == 0 && GatewayWords.isStatus(text, 0);
        mark = status ? 0 : LineMarks.find(text, lineStart, textEnd);
        lastAngle = text.lastIndexOf('>', textEnd - 1);
        int i = lineStart;
        while (i < textEnd) {
            int wordEnd = i;
            while (!Spacing.endsWord(text, wordEnd, textEnd)) {
                wordEnd++;
            }
            word(i, wordEnd);
            i = Spacing.afterSpaces(text, wordEnd, textEnd);
            out.append(text, wordEnd, i);
        }
    }

    private void word(int from, int to) {
        int start = out.length();
        characters(from, to, false);
        int link = AutoLinks.start(text, from, to);
        if (link >= 0
                && (!endsWith(link, to)
                        || (spelling.findsLinks() && (literalFollows(to) || AutoLinks.isEncoded(text, link, to))))) {
            out.setLength(start);
            characters(from, to, true);
        }
    }

    private boolean literalFollows(int at) {
        return at == textEnd && lineEnd == textEnd + 1;
    }

    private boolean endsWith(int from, int to) {
        int tail = out.length() - (to - from);
        return tail >= 0 && out.indexOf(text.substring(from, to), tail) == tail;
    }

    private void characters(int from, int to, boolean unlinked) {
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            if (c == '*' || c == '_' || c == '~') {
                i = emphasis(i, to);
                continue;
            }
            int codePoint = i == mark ? text.codePointAt(i) : c;
            if (c == '|' && spoilers && i > 0 && text.charAt(i - 1) == '|') {
                out.append(Spelling.WORD_JOINER);
            }
            if (i == mark || acts(i) || (unlinked && AutoLinks.isJoint(text, i))) {
                spelling.literal(out, codePoint);
            } else {
                out.append(c);
            }
            if (c == '<' && i < lastAngle && GatewayWords.isTelegramTag(text, i, textEnd)) {
                out.append(Spelling.WORD_JOINER);
            }
            i += Character.charCount(codePoint);
        }
    }

    /// Only marks that could open are literals: none does before a blank, no underscore within a word,
    /// no
    /// single tilde; and what could close needs something open. So `2 * 3`, `snake_case` and `~/bin`
    /// pass.
    private int emphasis(int from, int wordEnd) {
        char c = text.charAt(from);
        int to = from + LineMarks.run(text, from, wordEnd);
        boolean withinWord = c == '_' && from > 0 && Character.isLetterOrDigit(text.charAt(from - 1));
        boolean opens = !withinWord && !blankAt(to) && (c != '~' || to - from > 1);
        for (int i = from; i < to; i++) {
            if (opens || i == mark || GatewayWords.isMark(text, i)) {
                spelling.literal(out, c);
            } else {
                out.append(c);
            }
        }
        return to;
    }

    /// A blank as it will stand in what is sent: the last of a line is a literal there.
    private boolean blankAt(int at) {
        return at == lineEnd || (Spacing.stopsEmphasis(text.charAt(at)) && at != lineEnd - 1);
    }

    private boolean acts(int at) {
        return switch (text.charAt(at)) {
            // A tag: unknown ones vanish, with what is between them if they are those of a model's
            // inner voice.
            case '<' -> true;
            // Code.
            case '`' -> true;
            // An escape, or a forced line break: the backslash vanishes.
            case '\\' -> at + 1 == textEnd || Spelling.isPunctuation(text.charAt(at + 1));
            case '&' ->
                ENTITY.matcher(text)
                        .region(at, Math.min(textEnd, at + LONGEST_ENTITY))
                        .lookingAt();
            case '[' -> GatewayWords.isDirective(text, at) || GatewayWords.isTrace(text, at);
            // A link, an image (the gateway fetches it), or the definition of one: `[INFO]: started`
            // vanishes.
            case ']' -> at + 1 < textEnd && "([:".indexOf(text.charAt(at + 1)) >= 0;
            default -> GatewayWords.isMark(text, at);
        };
    }
}
