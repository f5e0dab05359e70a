package io.openclaw.bridge.production;

import java.util.Locale;

/// How a character is written so that it is a character and nothing else. The one place where channels
/// differ.
///
/// Proven on Telegram through the real gateway. For the others the formatters of the 2026.9.6 plugins
/// were
/// read (WhatsApp's and Slack's also tried, without a platform behind them).
enum Spelling {
    /// An HTML entity, `&#42;` for an asterisk: for channels whose plugin parses the Markdown
    /// (Telegram,
    /// WhatsApp, Slack). Nothing is left behind, so what people copy is what was written. A backslash
    /// would
    /// do on Telegram and Slack, but WhatsApp's plugin keeps it, visibly, before `*`, `_`, `~` and the
    /// backtick. On WhatsApp a pair of these still formats, since the app knows no escape.
    ENTITY {
        @Override
        void literal(StringBuilder out, int codePoint) {
            switch (codePoint) {
                case '<' -> out.append("&lt;");
                case '&' -> out.append("&amp;");
                default -> out.append("&#").append(codePoint).append(';');
            }
        }

        @Override
        void space(StringBuilder out, char space) {
            literal(out, space);
        }

        @Override
        boolean findsLinks() {
            return true;
        }
    },

    /// A backslash: Discord's plugin hands the Markdown on and the app draws it, which knows
    /// backslashes
    /// but no entities, and keeps blanks.
    BACKSLASH {
        @Override
        void literal(StringBuilder out, int codePoint) {
            if (codePoint != '&') {
                out.append(isPunctuation(codePoint) ? '\\' : WORD_JOINER);
            }
            out.appendCodePoint(codePoint);
        }

        @Override
        void space(StringBuilder out, char space) {
            out.append(space);
        }

        @Override
        boolean findsLinks() {
            return false;
        }
    };

    static final char WORD_JOINER = '\u2060';

    /// Unknown channels are taken for the usual kind.
    static Spelling of(String channel) {
        return channel.toLowerCase(Locale.ROOT).equals("discord") ? BACKSLASH : ENTITY;
    }

    /// The characters that Markdown lets a backslash precede.
    static boolean isPunctuation(int c) {
        return c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
    }

    abstract void literal(StringBuilder out, int codePoint);

    /// A blank or line break that would be dropped: at the edge of a line, or after an empty line.
    abstract void space(StringBuilder out, char space);

    /// Whether the gateway finds links by itself: it shows them decoded (`%20` as a blank), and an
    /// entity
    /// right behind one is taken in.
    abstract boolean findsLinks();
}
