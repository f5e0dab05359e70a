package io.openclaw.bridge.production;

/// What makes a block of a line: Markdown's headings, lists, quotes, rules, tables, fences, and the
/// gateway's own lines.
final class LineMarks {

    private LineMarks() {}

    /// The one character of a line which, written as a literal, leaves it a line of text; -1 if it is
    /// one
    /// already.
    ///
    /// @param from the line's first character that is no blank; a mark counts after any blanks, since
    ///     what
    ///     the gateway strips of them differs from stage to stage
    static int find(String text, int from, int end) {
        char first = text.charAt(from);
        boolean marked = switch (first) {
            case '>' -> true;
            case '#' -> run(text, from, end) <= 6 && Spacing.endsWord(text, from + run(text, from, end), end);
            // A bullet; or a rule: three of a kind, with or without blanks.
            case '-', '+', '*', '_' ->
                Spacing.endsWord(text, from + 1, end) || consistsOf(text, from, end, first, first);
            // Under a line of text it makes a heading of it.
            case '=' -> consistsOf(text, from, end, '=', '=');
            case '~' -> run(text, from, end) >= 3;
            default -> false;
        };
        if (marked || isTableRule(text, from, end) || GatewayWords.isLine(text, from, end)) {
            return from;
        }
        return afterNumber(text, from, end);
    }

    static int run(String text, int from, int end) {
        int i = from;
        while (i < end && text.charAt(i) == text.charAt(from)) {
            i++;
        }
        return i - from;
    }

    /// `1.` or `1)` as the whole word: the point is the mark.
    private static int afterNumber(String text, int from, int end) {
        int i = from;
        while (i < end && i - from < 10 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        boolean item = i > from
                && i < end
                && (text.charAt(i) == '.' || text.charAt(i) == ')')
                && Spacing.endsWord(text, i + 1, end);
        return item ? i : -1;
    }

    /// The line under a table's head, `|---|:-:|`; also `---`, a rule or a heading's underline.
    private static boolean isTableRule(String text, int from, int end) {
        return "|:-".indexOf(text.charAt(from)) >= 0
                && consistsOf(text, from, end, '|', ':', '-', ' ', '\t')
                && text.indexOf('-', from, end) >= 0;
    }

    private static boolean consistsOf(String text, int from, int end, char... allowed) {
        for (int i = from; i < end; i++) {
            if (!contains(allowed, text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(char[] chars, char c) {
        for (char each : chars) {
            if (each == c) {
                return true;
            }
        }
        return false;
    }
}
