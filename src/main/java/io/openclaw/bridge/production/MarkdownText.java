package io.openclaw.bridge.production;

/// Markdown goes through as it is; a WORD JOINER stands where the gateway would act on it. It is used
/// throughout, since a backslash or an entity would be read as such inside code.
final class MarkdownText {

    private final String text;
    private final int first;
    private final int last;
    private final StringBuilder out;

    private MarkdownText(String text) {
        this.text = text;
        this.first = Spacing.afterSpaces(text, 0, text.length());
        this.last = GatewayWords.beforePunctuation(text, Spacing.beforeSpaces(text, 0, text.length()));
        this.out = new StringBuilder(text.length() + 16);
    }

    static String guarded(String text) {
        return new MarkdownText(text).guarded();
    }

    private String guarded() {
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!inside && c != '>' && !Spacing.isSpace(c)) {
                inside = true;
                join(isOwnLine(i));
            }
            inside &= c != '\n';
            join(actsWithoutJoinerBefore(c, i));
            out.append(c);
            join(actsWithoutJoinerBehind(c, i));
        }
        return out.toString();
    }

    private void join(boolean needed) {
        if (needed) {
            out.append(Spelling.WORD_JOINER);
        }
    }

    private boolean isOwnLine(int from) {
        int newline = text.indexOf('\n', from);
        int end = Spacing.beforeSpaces(text, from, newline < 0 ? text.length() : newline);
        boolean status = from == first && GatewayWords.isStatus(text, from);
        return status || GatewayWords.isLine(text, from, end) || GatewayWords.isHead(text, from, end);
    }

    private boolean actsWithoutJoinerBefore(char c, int at) {
        return switch (c) {
            // An image is an attachment to the gateway; parted like this, it is a link behind an
            // exclamation mark.
            case '[' -> (at > 0 && text.charAt(at - 1) == '!') || GatewayWords.isDirective(text, at);
            // The token for silence, at the very end, where a thought in front of it would be dropped
            // with it. At the
            // end of a link it stays whole.
            case '_' ->
                last - at == "_REPLY".length() && GatewayWords.isMark(text, at) && !text.startsWith("/", at - 3);
            case '-' -> GatewayWords.isMark(text, at);
            default -> false;
        };
    }

    private boolean actsWithoutJoinerBehind(char c, int at) {
        return (c == '[' && GatewayWords.isTrace(text, at)) || (c > 0x7f && GatewayWords.isMark(text, at));
    }
}
