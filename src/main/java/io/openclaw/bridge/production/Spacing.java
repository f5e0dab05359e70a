package io.openclaw.bridge.production;

/// Blanks as the gateway sees them, which is written in JavaScript.
final class Spacing {

    private Spacing() {}

    /// What its `trim()` removes and its `\s` matches. U+2060 is not among it, U+FEFF is.
    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\uFEFF' || (c >= '\u00A0' && Character.isSpaceChar(c));
    }

    /// Before which a mark of emphasis cannot open. Narrower, as its Markdown parser has a list of its
    /// own.
    static boolean stopsEmphasis(char c) {
        return isSpace(c) && c != '\uFEFF' && c != '\u2028' && c != '\u2029';
    }

    static int afterSpaces(String text, int from, int to) {
        int i = from;
        while (i < to && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    static int beforeSpaces(String text, int from, int to) {
        int i = to;
        while (i > from && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    static boolean endsWord(String text, int at, int end) {
        return at >= end || isSpace(text.charAt(at));
    }

    /// One kind of line end, no empty lines in front and nothing after the last character: the gateway
    /// trims these off anyway, but not before they confused it.
    static String trimmed(String text) {
        String lines =
                text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
        int to = beforeSpaces(lines, 0, lines.length());
        int content = afterSpaces(lines, 0, to);
        return lines.substring(lines.lastIndexOf('\n', content) + 1, to);
    }
}
