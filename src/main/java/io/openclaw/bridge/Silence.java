package io.openclaw.bridge;

import java.util.regex.Pattern;

/// Texts that no gateway delivers: blank ones, and the ones that mean "say nothing" to it (contract 3.1, 11b).
final class Silence {
    private static final String TOKEN = "NO_REPLY";
    private static final Pattern ENVELOPE =
            Pattern.compile("\\s*+\\{\\s*+\"action\"\\s*+:\\s*+\"\\s*+NO_REPLY\\s*+\"\\s*+}\\s*+");

    private Silence() {}

    /// Nothing but blanks, as the gateway sees them.
    static boolean isBlank(String text) {
        return afterSpaces(text, 0, text.length()) == text.length();
    }

    /// `NO_REPLY` in any case, repeated, between blanks, quotes or other punctuation, or as
    /// `{"action":"NO_REPLY"}`: the gateway would answer UNAVAILABLE "No delivery result".
    static boolean isToken(String text) {
        int from = afterSpaces(text, 0, text.length());
        int to = beforeSpaces(text, from, text.length());
        while (from < to && isPunctuation(text.charAt(from))) {
            from++;
        }
        while (to > from && isPunctuation(text.charAt(to - 1))) {
            to--;
        }
        from = afterSpaces(text, from, to);
        to = beforeSpaces(text, from, to);
        return onlyTokens(text, from, to) || ENVELOPE.matcher(text).matches();
    }

    private static boolean onlyTokens(String text, int from, int to) {
        int i = from;
        while (text.regionMatches(true, i, TOKEN, 0, TOKEN.length())) {
            i += TOKEN.length();
            if (i >= to) {
                return i == to;
            }
            int next = afterSpaces(text, i, to);
            if (next == i) {
                return false;
            }
            i = next;
        }
        return false;
    }

    /// What JavaScript's `trim()` removes, in which the gateway is written.
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == '\uFEFF' || (c >= '\u00A0' && Character.isSpaceChar(c));
    }

    private static int afterSpaces(String text, int from, int to) {
        int i = from;
        while (i < to && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int beforeSpaces(String text, int from, int to) {
        int i = to;
        while (i > from && isSpace(text.charAt(i - 1))) {
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
}
