package io.openclaw.bridge.production;

import java.util.regex.Pattern;

/// Links that the gateway finds by itself in plain words.
///
/// Within such a link nothing is decoded, so a literal would end it too early or show its spelling:
/// `http://e.com/a&#42;`. Where one is needed the whole word is therefore kept from being a link at
/// all.
/// Telegram then finds it by itself in what it is sent, and shows it undamaged.
final class AutoLinks {

    /// Shown decoded: a blank for `%20`, letters for `xn--…`.
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}|xn--", Pattern.CASE_INSENSITIVE);

    private AutoLinks() {}

    /// From where on the word `from…to` must be free of literals: its scheme, its mail address, or the
    /// path
    /// behind a bare domain; -1 where nothing can go wrong.
    static int start(String text, int from, int to) {
        int scheme = text.indexOf("://", from, to);
        if (scheme >= 0) {
            return back(text, from, scheme, "+.-");
        }
        int at = text.indexOf('@', from, to);
        if (at >= 0) {
            return back(text, from, at, "._+-");
        }
        int dot = text.indexOf('.', from, to);
        for (int i = dot; dot >= 0 && i < to; i++) {
            if ("/?#".indexOf(text.charAt(i)) >= 0) {
                return dot;
            }
        }
        return -1;
    }

    static boolean isEncoded(String text, int from, int to) {
        return ENCODED.matcher(text).region(from, to).find();
    }

    /// Whether the character at `at` must be a literal, so that no part of its word is taken for a
    /// link.
    static boolean isJoint(String text, int at) {
        return switch (text.charAt(at)) {
            case '.', ':', '@' -> true;
            case '/' -> (at > 0 && text.charAt(at - 1) == '/') || text.startsWith("/", at + 1);
            default -> false;
        };
    }

    private static int back(String text, int from, int at, String alsoAllowed) {
        int i = at;
        while (i > from
                && (Character.isLetterOrDigit(text.charAt(i - 1)) || alsoAllowed.indexOf(text.charAt(i - 1)) >= 0)) {
            i--;
        }
        return i;
    }
}
