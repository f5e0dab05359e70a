package io.openclaw.bridge.notification.request;

import org.jspecify.annotations.Nullable;

/// What a text may consist of. Each rule answers with what is wrong, or null.
public final class Texts {
    private static final int EXCERPT = 64;

    private Texts() {}

    /// Not more than `max` code points, none of them half a surrogate pair or a control character.
    /// Newline and tab are text, and so is a Windows line end.
    public static @Nullable String flaw(String text, int max) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return "has half a surrogate pair at character " + (length + 1) + "; send whole Unicode characters";
                }
                i++;
            } else if (Character.isISOControl(c) && !isLayout(text, i)) {
                return "has the control character " + String.format("U+%04X", (int) c) + " at character " + (length + 1)
                        + "; of these only newline and tab are allowed";
            }
            length++;
        }
        return length > max ? "has " + length + " characters; at most " + max + " are allowed" : null;
    }

    private static boolean isLayout(String text, int at) {
        return switch (text.charAt(at)) {
            case '\n', '\t' -> true;
            case '\r' -> at + 1 < text.length() && text.charAt(at + 1) == '\n';
            default -> false;
        };
    }

    /// As [#flaw(String, int)], for names and ids: one line, and something to see.
    public static @Nullable String idFlaw(String text, int max) {
        if (isInvisible(text)) {
            return "must not be blank";
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return "must not contain control characters";
        }
        return flaw(text, max);
    }

    /// Nothing that a reader could see: blanks of all kinds, zero-width characters, direction
    /// marks.
    static boolean isInvisible(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT);
    }

    /// A name that the caller made up, short and plain enough to stand in an answer.
    public static String excerpt(String name) {
        StringBuilder result = new StringBuilder();
        int end = name.offsetByCodePoints(0, Math.min(EXCERPT, name.codePointCount(0, name.length())));
        name.substring(0, end).codePoints().forEach(c -> {
            boolean legible = !Character.isISOControl(c)
                    && Character.getType(c) != Character.SURROGATE
                    && Character.getType(c) != Character.FORMAT;
            result.appendCodePoint(legible ? c : '\uFFFD');
        });
        return end < name.length() ? result.append('…').toString() : result.toString();
    }
}
